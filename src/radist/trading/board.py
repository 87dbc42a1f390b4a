"""All tokens at a glance: prices, 24 hours, and the platform as a whole."""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from radist.errors import ClientError
from radist.trading import money
from radist.trading.day import Day
from radist.trading.tokens import Token

Order = Literal["newest", "volume", "market_cap"]


class Listed(Struct):
    """One of them."""

    token: Token
    day: Day
    cap: Decimal
    reserve: Decimal
    """The money that its curve has."""


_KEYS: dict[Order, Callable[[Listed], tuple[Decimal, int]]] = {
    "newest": lambda listed: (money.ZERO, listed.token.number),
    "volume": lambda listed: (listed.day.volume, listed.token.number),
    "market_cap": lambda listed: (listed.cap, listed.token.number),
}


class Board:
    """Every token with its statistics."""

    def __init__(self) -> None:
        self._listed: dict[str, Listed] = {}
        self._day = Day()
        self._cap = money.ZERO

    def begin(self, token: Token, price: Decimal, reserve: Decimal = money.ZERO) -> None:
        """A token that nobody has traded yet, at a price."""
        cap = token.cap(price)
        self._listed[token.mint] = Listed(token, Day(price), cap, reserve)
        self._cap = money.add(self._cap, cap)

    def trade(
        self, token: Token, time: int, volume: Decimal, price: Decimal, trades: int = 1
    ) -> Listed:
        """A token was traded for so much money, and has this price now."""
        listed = self._listed[token.mint]
        listed.token = token
        listed.day.expire(time)
        listed.day.add(time, volume, price, trades)
        self._day.add(time, volume, money.ZERO, trades)
        cap = token.cap(price)
        self._cap, listed.cap = money.add(self._cap, cap, -listed.cap), cap
        return listed

    def get(self, mint: str, now: int) -> Listed:
        """One of them. Raises ClientError(404)."""
        listed = self._listed.get(mint)
        if listed is None:
            raise ClientError(404, "unknown_token", f"no token {mint[:64]!r}")
        listed.day.expire(now)
        return listed

    def page(self, order: Order, before: str, limit: int, now: int) -> list[Listed]:
        """So many, the first in this order first, those that come after the mint `before`.

        Raises ClientError(404).
        """
        for listed in self._listed.values():
            listed.day.expire(now)
        key = _KEYS[order]
        found = list(self._listed.values())
        if before:
            last = key(self.get(before, now))
            found = [listed for listed in found if key(listed) < last]
        return sorted(found, key=key, reverse=True)[:limit]

    def whole(self, now: int) -> tuple[Decimal, int, int, Decimal]:
        """Volume and trades of 24 hours, how many tokens there are, and what they are worth."""
        self._day.expire(now)
        return self._day.volume, self._day.trades, len(self._listed), money.plain(self._cap)
