"""The price of a token: a constant product of two reserves, part of which is not there.

Whatever is rounded is rounded in favour of the reserve, so that their product never falls:
docs/why/curve.md.
"""

from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from radist.errors import ClientError
from radist.trading import money

Side = Literal["buy", "sell"]
MILLION = 1_000_000
"""What a fee is a part of."""


class Swap(Struct, frozen=True):
    """So many tokens for so much money. `quote` goes into the reserve or comes out of it, `fee` is
    the buyer's or the seller's.
    """

    side: Side
    tokens: Decimal
    quote: Decimal
    fee: Decimal

    @property
    def total(self) -> Decimal:
        """What the buyer pays, or the seller gets."""
        return money.add(self.quote, self.fee if self.side == "buy" else -self.fee)

    @property
    def price(self) -> Decimal:
        """Of one token, on average and without the fee."""
        return money.ratio(self.quote, self.tokens)


class Curve(Struct, frozen=True):
    """A token's reserves at one moment. `fee` is in millionths of the money."""

    virtual_quote: Decimal
    virtual_tokens: Decimal
    fee: int
    quote: Decimal
    """The money that is really there."""
    tokens: Decimal
    """The tokens that are left to buy."""

    @property
    def _reserves(self) -> tuple[int, int]:
        """Money and tokens in smallest units, those that are not there among them."""
        quote = money.units(self.virtual_quote) + money.units(self.quote)
        return quote, money.units(self.virtual_tokens) + money.units(self.tokens)

    @property
    def price(self) -> Decimal:
        """Of the next token, if it were infinitely small."""
        quote, tokens = self._reserves
        return money.ratio(Decimal(quote), Decimal(tokens))

    def buy(self, tokens: Decimal) -> Swap:
        """So many tokens. Raises ClientError(409) where there are fewer."""
        if tokens > self.tokens:
            left = money.text(self.tokens)
            raise ClientError(409, "sold_out", f"amount: {left} tokens are left to buy")
        quote, reserve = self._reserves
        bought = money.units(tokens)
        if bought >= reserve:
            raise ClientError(409, "sold_out", "amount: the last token cannot be bought")
        return self._swap("buy", bought, _up(quote * bought, reserve - bought))

    def buy_for(self, total: Decimal) -> Swap:
        """As many tokens as there are to be had for so much money, the fee among it.

        Raises ClientError, 422 where it is too little for anything.
        """
        quote, reserve = self._reserves
        paid = money.units(total) * MILLION // (MILLION + self.fee)
        bought = reserve * paid // (quote + paid)
        if not bought:
            raise ClientError(422, "invalid", f"quote: {money.text(total)} buys nothing")
        if bought > money.units(self.tokens):
            left = money.text(self.tokens)
            raise ClientError(409, "sold_out", f"quote: {left} tokens are left to buy")
        return self._swap("buy", bought, paid)

    def sell(self, tokens: Decimal) -> Swap:
        """So many tokens. Raises ClientError(422) where nothing would be paid for them."""
        quote, reserve = self._reserves
        sold = money.units(tokens)
        found = self._swap("sell", sold, quote * sold // (reserve + sold))
        if found.total <= 0:
            raise ClientError(422, "invalid", f"amount: for {money.text(tokens)} nothing is paid")
        return found

    def _swap(self, side: Side, tokens: int, quote: int) -> Swap:
        fee = money.of_units(_up(quote * self.fee, MILLION))
        return Swap(side, money.of_units(tokens), money.of_units(quote), fee)

    def after(self, swap: Swap) -> "Curve":
        """The reserves after it."""
        sign = 1 if swap.side == "buy" else -1
        quote = money.plain(money.add(self.quote, sign * swap.quote))
        tokens = money.plain(money.add(self.tokens, -sign * swap.tokens))
        return replace(self, quote=quote, tokens=tokens)


def _up(number: int, by: int) -> int:
    """The quotient, rounded up."""
    return -(-number // by)
