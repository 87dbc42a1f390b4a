"""Tokens: what one is called and has, and what its trades put into the ledger."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from msgspec import Struct

from radist import codec
from radist.errors import ClientError
from radist.trading import ledger, money
from radist.trading.curve import MILLION, Curve, Side, Swap
from radist.trading.ledger import Entry, Posting, transfer

_LONGEST_NAME = 64
_is_symbol = re.compile(r"[A-Z][A-Z0-9]{0,11}", re.ASCII).fullmatch
_is_mint = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,63}", re.ASCII).fullmatch
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Kinds of characters that nobody sees, or that turn others around."""


class Terms(Struct, frozen=True):
    """What holds for a token from its first day. `virtual_tokens` is a part of the supply, the fee
    one of the money.
    """

    supply: Decimal
    virtual_quote: Decimal
    virtual_tokens: Decimal
    fee: Decimal


class Token(Struct, frozen=True):
    """A token; `number` tells in which order they were made. Times in microseconds."""

    mint: str
    number: int
    name: str
    symbol: str
    creator: str
    supply: Decimal
    virtual_quote: Decimal
    virtual_tokens: Decimal
    fee: int
    created: int
    holders: int = 0

    def curve(self, reserve: ledger.Wallet, currency: str) -> Curve:
        """Its reserves, of what its account has."""
        there = reserve.get(currency, money.ZERO)
        left = reserve.get(ledger.currency_of(self.mint), money.ZERO)
        return Curve(self.virtual_quote, self.virtual_tokens, self.fee, there, left)

    @property
    def first_price(self) -> Decimal:
        """What it had before anybody bought it."""
        untouched = Curve(
            self.virtual_quote, self.virtual_tokens, self.fee, money.ZERO, self.supply
        )
        return untouched.price

    def cap(self, price: Decimal) -> Decimal:
        """What all of them would be worth at a price."""
        return money.product(price, self.supply, up=False)


class Trade(Struct, frozen=True):
    """One that happened. `total` is what was paid or got, the fee reckoned in."""

    id: str
    number: int
    mint: str
    owner: str
    side: Side
    amount: Decimal
    price: Decimal
    total: Decimal
    fee: Decimal
    time: int


class Wish(Struct, frozen=True):
    """How much somebody wants to buy or sell: tokens, or for so much money. `bound` is the worst
    that they take: the most that tokens cost, or the least that there is for money or tokens.
    """

    side: Side
    amount: Decimal | None = None
    quote: Decimal | None = None
    bound: Decimal | None = None

    def on(self, curve: Curve) -> Swap:
        """What it comes to. Raises ClientError."""
        if self.quote is not None:
            swap = curve.buy_for(self.quote)
            is_worse = self.bound is not None and swap.tokens < self.bound
        else:
            assert self.amount is not None
            swap = curve.buy(self.amount) if self.side == "buy" else curve.sell(self.amount)
            is_worse = self.bound is not None and (
                swap.total > self.bound if self.side == "buy" else swap.total < self.bound
            )
        if is_worse:
            got = f"{money.text(swap.tokens)} tokens for {money.text(swap.total)}"
            raise ClientError(409, "slippage", f"the price has moved: {got}")
        return swap


class Idea(Struct, frozen=True):
    """A token that somebody wants to make; with `buy`, so much of it is bought at once."""

    name: str
    symbol: str
    supply: Decimal | None = None
    mint: str = ""
    buy: Decimal | None = None


def checked_name(name: str) -> str:
    """The same, if everybody can read it as it stands. Raises ClientError(422)."""
    if not 0 < len(name) <= _LONGEST_NAME:
        _refuse("name", f"1 to {_LONGEST_NAME} characters, not {len(name)}")
    if name != name.strip() or any(unicodedata.category(sign) in _UNSEEN for sign in name):
        _refuse("name", "characters that can be seen, and no space at its ends")
    return name


def checked_symbol(symbol: str) -> str:
    """The same. Raises ClientError(422)."""
    if not _is_symbol(symbol):
        _refuse("symbol", "1 to 12 of A–Z and 0–9, a letter first")
    return symbol


def checked_mint(mint: str) -> str:
    """The same. Raises ClientError(422)."""
    if not _is_mint(mint):
        _refuse("mint", "3 to 64 letters, digits, _ and -, the first no sign")
    return mint


def _refuse(field: str, wanted: str) -> None:
    raise ClientError(422, "invalid", f"{field}: expected {wanted}")


def virtual(terms: Terms) -> tuple[Decimal, int]:
    """The tokens that are not there, and the fee in millionths."""
    tokens = money.product(terms.supply, terms.virtual_tokens, up=True)
    return tokens, int(terms.fee * MILLION)


def issued(token: Token) -> Entry:
    """All that there will ever be, into the reserve."""
    giver, taker = ledger.issue(token.mint), ledger.reserve(token.mint)
    postings = transfer(giver, taker, ledger.currency_of(token.mint), token.supply)
    return Entry(f"issue:{token.mint}", "token_created", token.created, postings)


def traded(trade: Trade, swap: Swap, account: str, currency: str) -> Entry:
    """Money and tokens that change hands; the fee is set aside."""
    own, name = ledger.reserve(trade.mint), ledger.currency_of(trade.mint)
    sign = -1 if swap.side == "buy" else 1
    postings = [
        # Whoever trades first: it is them who are told what they lack.
        Posting(account, currency, sign * swap.total),
        Posting(account, name, -sign * swap.tokens),
        Posting(own, currency, -sign * swap.quote),
        Posting(own, name, sign * swap.tokens),
    ]
    if swap.fee:
        postings.append(Posting(ledger.FEES, currency, swap.fee))
    return Entry(f"trade:{trade.id}", "token_trade", trade.time, tuple(postings))


def told(trade: Trade) -> dict[str, Any]:
    """A trade as it is told."""
    return {
        "id": trade.id,
        "token_mint": trade.mint,
        "trade_type": trade.side,
        "amount": money.text(trade.amount),
        "price": money.text(trade.price),
        "total": money.text(trade.total),
        "fee": money.text(trade.fee),
        "user_id": trade.owner,
        "time": codec.iso(trade.time),
    }
