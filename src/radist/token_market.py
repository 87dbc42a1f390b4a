"""Tokens made, bought and sold: each trade committed first, then told in one order."""

import asyncio
import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict, replace

from radist import codec
from radist.dealing import Dealing
from radist.errors import ClientError
from radist.portfolios import TOKEN, Portfolios
from radist.trading import day, ledger, money, tokens
from radist.trading.account import Position
from radist.trading.board import Listed, Order
from radist.trading.curve import MILLION, Curve, Swap
from radist.trading.tokens import Idea, Terms, Token, Trade, Wish
from radist.trading_settings import Tokens as Settings

if TYPE_CHECKING:
    from radist.store.deal import Account, Deal
    from radist.store.opening import Store

Json = dict[str, Any]
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
DEMO = (("Radio Waves", "RADIO"), ("Second Antenna", "ANT"))
"""Tokens that a demonstration has."""


class TokenMarket:
    """All tokens of a node."""

    def __init__(
        self,
        settings: Settings,
        dealing: Dealing,
        portfolios: Portfolios,
        store: "Store",
        *,
        demo: bool = False,
    ) -> None:
        self._terms = Terms(
            *(Decimal(settings.supply), Decimal(settings.virtual_quote)),
            *(Decimal(settings.virtual_tokens), Decimal(settings.fee)),
        )
        self._dealing = dealing
        self._listings = portfolios.listings
        self._portfolios = portfolios
        self._store = store
        self._now = dealing.now
        self._demo = asyncio.Lock() if demo else None
        """Until there are tokens to try it with."""
        self.created = 0
        self.trades: dict[str, int] = {"buy": 0, "sell": 0}
        """Counted since the start, by side."""

    async def create(self, owner: str, idea: Idea, key: str | None = None) -> bytes:
        """A new token. Raises ClientError."""
        asked = ["create", *map(str, asdict(idea).values())]
        answer = await self._dealing.once(
            owner, key, asked, lambda deal: self._create(deal, owner, idea)
        )
        self.created += 1
        return answer

    async def trade(self, owner: str, mint: str, wish: Wish, key: str | None = None) -> bytes:
        """Buy or sell. Raises ClientError."""
        asked = ["trade", mint, *map(str, asdict(wish).values())]
        answer = await self._dealing.once(
            owner, key, asked, lambda deal: self._trade(deal, owner, mint, wish)
        )
        self.trades[wish.side] += 1
        return answer

    async def _prepare(self) -> None:
        """Two tokens to try it with, where there are none."""
        if self._demo is None:
            return
        async with self._demo:
            if not await asyncio.to_thread(self._page, "newest", "", 1):
                for name, symbol in DEMO:
                    await self.create("radist", Idea(name, symbol, buy=Decimal(500)))
        self._demo = None

    def _create(self, deal: "Deal", owner: str, idea: Idea) -> Json:
        from radist.store import trading_tables

        mint = idea.mint or "".join(secrets.choice(_BASE58) for _ in range(44))
        if deal.get(trading_tables.tokens, mint):
            raise ClientError(409, "exists", f"mint: there is a token {mint!r}")
        terms = self._terms if idea.supply is None else replace(self._terms, supply=idea.supply)
        virtual, fee = tokens.virtual(terms)
        token = Token(
            *(mint, deal.next("token"), idea.name, idea.symbol, owner, terms.supply),
            *(terms.virtual_quote, virtual, fee, deal.now),
        )
        deal.put(trading_tables.tokens, asdict(token))
        deal.post(tokens.issued(token))
        wish = None if idea.buy is None else Wish("buy", quote=idea.buy)
        account, curve = deal.account(owner), self._curve(deal, token)
        swap = wish.on(curve) if wish else None
        if swap:
            self._check_cash(deal, account, swap)
        board = self._listings.board()
        board.begin(token, curve.price)
        told = self._told(board.get(mint, deal.now))
        deal.tell("token_created", _created(told))
        if swap is None:
            self._tell_stats(deal)
        else:
            told = self._settle(deal, account, token, curve, swap)["token"]
        return told

    def _check_cash(self, deal: "Deal", account: "Account", swap: Swap) -> None:
        """So that nothing is told of a token whose first buyer cannot pay."""
        there = deal.balance(account.free, deal.currency)
        if there < swap.total:
            raise ledger.Overdrawn(account.free, deal.currency, swap.total, there)

    def _trade(self, deal: "Deal", owner: str, mint: str, wish: Wish) -> Json:
        from radist.store import trading_tables

        row = deal.get(trading_tables.tokens, mint)
        if row is None:
            raise ClientError(404, "unknown_token", f"no token {mint[:64]!r}")
        token, account = Token(**row), deal.account(owner)
        curve = self._curve(deal, token)
        return self._settle(deal, account, token, curve, wish.on(curve))

    def _curve(self, deal: "Deal", token: Token) -> Curve:
        return token.curve(deal.balances(ledger.reserve(token.mint)), deal.currency)

    def _settle(
        self, deal: "Deal", account: "Account", token: Token, curve: Curve, swap: Swap
    ) -> Json:
        """Post it, remember it, and tell of it."""
        from radist.store import trading_tables

        number, name = deal.next("token_trade"), f"x_{secrets.token_urlsafe(9)}"
        trade = Trade(
            *(name, number, token.mint, account.owner, swap.side),
            *(swap.tokens, swap.price, swap.total, swap.fee, deal.now),
        )
        before = deal.balance(account.free, ledger.currency_of(token.mint))
        deal.post(tokens.traded(trade, swap, account.free, deal.currency))
        deal.add(trading_tables.token_trades, asdict(trade))
        self._book(deal, account, token, swap)
        after = curve.after(swap)
        self._draw(deal, token.mint, curve.price, after.price, swap.quote)
        left = deal.balance(account.free, ledger.currency_of(token.mint))
        token = replace(token, holders=token.holders + bool(left) - bool(before))
        deal.put(trading_tables.tokens, asdict(token))
        listed = self._listings.board().trade(token, deal.now, swap.quote, after.price)
        listed.reserve = after.quote
        return self._tell(deal, account, trade, self._told(listed))

    def _book(self, deal: "Deal", account: "Account", token: Token, swap: Swap) -> None:
        """What the tokens have cost their owner."""
        from radist.store import trading_tables

        row = deal.positions(account).get((TOKEN, token.mint))
        held = Position(row["quantity"], row["cost"], row["realised"]) if row else Position()
        moved = held.bought if swap.side == "buy" else held.sold
        whose = {"owner": account.owner, "run": account.run}
        what = {"exchange": TOKEN, "symbol": token.mint, "native": token.symbol}
        deal.put(trading_tables.positions, whose | what | asdict(moved(swap.tokens, swap.total)))

    def _draw(
        self, deal: "Deal", mint: str, before: Decimal, after: Decimal, volume: Decimal
    ) -> None:
        """The minute's candle, of prices after trades."""
        from radist.store import trading_tables

        opened = deal.now - deal.now % day.MINUTE
        row = deal.get(trading_tables.token_candles, mint, opened)
        first = {"open": before, "high": before, "low": before, "volume": money.ZERO, "trades": 0}
        drawn = dict(row or {"mint": mint, "opened": opened, **first})
        drawn |= {
            "high": max(drawn["high"], after),
            "low": min(drawn["low"], after),
            "close": after,
            "volume": money.add(drawn["volume"], volume),
            "trades": drawn["trades"] + 1,
        }
        deal.put(trading_tables.token_candles, drawn)

    def _tell(self, deal: "Deal", account: "Account", trade: Trade, token: Json) -> Json:
        told = tokens.told(trade)
        deal.tell("new_trade", told | {"symbol": token["symbol"]})
        names = ("token_mint", "price", "price_change_24h", "volume_24h", "market_cap")
        deal.tell("price_update", {name: token[name] for name in (*names, "holders", "reserve")})
        portfolio = self._portfolios.tell(deal, account)
        self._tell_stats(deal)
        return {"trade": told, "token": token, "portfolio": portfolio}

    def _tell_stats(self, deal: "Deal") -> None:
        volume, trades, count, cap = self._listings.board().whole(deal.now)
        stats = {"volume_24h": money.text(volume), "trades_24h": trades}
        deal.tell("market_stats", stats | {"tokens": count, "market_cap": money.text(cap)})

    def _told(self, listed: Listed) -> Json:
        token = listed.token
        return {
            "token_mint": token.mint,
            "name": token.name,
            "symbol": token.symbol,
            "creator": token.creator,
            "supply": money.text(token.supply),
            "price": money.text(listed.day.price),
            "market_cap": money.text(listed.cap),
            "price_change_24h": money.text(listed.day.change),
            "volume_24h": money.text(listed.day.volume),
            "holders": token.holders,
            "reserve": money.text(listed.reserve),
            "fee": money.text(Decimal(token.fee) / MILLION),
            "created": codec.iso(token.created),
        }

    async def page(self, order: Order, before: str, limit: int) -> list[Json]:
        """So many tokens in this order, those that come after the mint `before`."""
        await self._prepare()
        return await asyncio.to_thread(self._page, order, before, limit)

    def _page(self, order: Order, before: str, limit: int) -> list[Json]:
        with self._dealing.lock:
            page = self._listings.board().page(order, before, limit, self._now())
            return [self._told(listed) for listed in page]

    async def get(self, mint: str) -> Json:
        """One token. Raises ClientError(404)."""

        def look() -> Json:
            with self._dealing.lock:
                return self._told(self._listings.board().get(mint, self._now()))

        return await asyncio.to_thread(look)

    async def quote(self, mint: str, wish: Wish) -> Json:
        """What it would come to now. Raises ClientError."""

        def look(deal: "Deal") -> tuple[Curve, Swap]:
            from radist.store import trading_tables

            row = deal.get(trading_tables.tokens, mint)
            if row is None:
                raise ClientError(404, "unknown_token", f"no token {mint[:64]!r}")
            token = Token(**row)
            curve = self._curve(deal, token)
            swap = wish.on(curve)
            if swap.side == "sell" and swap.tokens > (out := token.supply - curve.tokens):
                message = f"amount: {money.text(out)} tokens are in circulation"
                raise ClientError(409, "sold_out", message)
            return curve, swap

        curve, swap = await self._dealing.submit(look)
        told = {"side": swap.side, "amount": money.text(swap.tokens)}
        figures = {"price": swap.price, "quote": swap.quote, "fee": swap.fee, "total": swap.total}
        worse = money.percent(swap.price, curve.price)
        figures |= {"price_after": curve.after(swap).price, "slippage": abs(worse)}
        return told | {name: money.text(figure) for name, figure in figures.items()}

    async def holders(self, mint: str, limit: int) -> list[Json]:
        """Who has the most of a token. Raises ClientError(404)."""
        token = await self.get(mint)
        found = await asyncio.to_thread(lambda: self._store.trading.holders(mint, limit))
        supply = Decimal(token["supply"])
        return [
            {
                "user_id": owner,
                "run": run,
                "amount": money.text(amount),
                "share": money.text(money.ratio(amount, supply)),
            }
            for owner, run, amount in found
        ]

    async def trades_of(self, mint: str, before: int | None, limit: int) -> list[Trade]:
        """Those of a token, newest first. Raises ClientError(404)."""
        await self.get(mint)
        rows = await asyncio.to_thread(lambda: self._store.trading.trades(mint, before, limit))
        return [Trade(**row) for row in rows]

    async def candles(self, mint: str, before: int, limit: int) -> list[Json]:
        """Minutes of a token in which it was traded, oldest first. Raises ClientError(404)."""
        await self.get(mint)
        rows = await asyncio.to_thread(lambda: self._store.trading.candles(mint, before, limit))
        names = ("open", "high", "low", "close", "volume")
        return [
            {"time_open": row["opened"], "trades": row["trades"]}
            | {name: money.text(row[name]) for name in names}
            for row in rows
        ]


def _created(token: Json) -> Json:
    names = ("token_mint", "name", "symbol", "creator", "supply", "price", "market_cap", "created")
    return {name: token[name] for name in names}
