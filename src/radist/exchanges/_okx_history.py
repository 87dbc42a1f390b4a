"""What OKX's REST knows of the past: candles of years, trades of three months.

Rows of REST are those of the streams, so each answer goes through a stream that has heard nothing
else.
https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks-history
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import msgspec
from msgspec.structs import replace

from radist.errors import ClientError, ExchangeError
from radist.exchanges._okx_table import Offer
from radist.exchanges.base import ALL, Fetch, Stream
from radist.model import Candle, Event, Subscription, Trade

PAST = "past "
"""How the purpose of such a question begins."""
_NEWEST = {"candle": ("market/candles", 300, 1), "trade": ("market/trades", 500, 1)}
"""An endpoint, how many rows it has at most, and its weight."""
_OLDER = {"candle": ("market/history-candles", 300, 2), "trade": ("market/history-trades", 100, 2)}


class Market(Protocol):
    """What a history has to know of its market."""

    @property
    def name(self) -> str:
        """As in topics."""

    @property
    def table(self) -> Mapping[str, Offer]:
        """Channels."""

    def words(self, subscription: Subscription) -> Mapping[str, str]:
        """What stands for `<words>` in a query."""

    def stream_name(self, subscription: Subscription) -> str:
        """What would carry a subscription."""

    def fresh(self, name: str) -> Stream:
        """A stream of this name that has heard nothing."""


class History:
    """Questions about the past, and what their answers say. What a question is for stands behind
    its `#`, which stays here.
    """

    def __init__(self, market: Market, base: str) -> None:
        """`base` is what URLs of endpoints begin with."""
        self._market = market
        self._base = base

    def question(self, of: Subscription, before: int | str | None, limit: int) -> Fetch | None:
        """What to fetch."""
        if of.channel not in _NEWEST or of.channel not in self._market.table or of.symbol == ALL:
            return None
        endpoint, most, weight = (_NEWEST if before is None else _OLDER)[of.channel]
        words = self._market.words(of)
        query = f"instId={words['native']}&limit={min(limit, most)}"
        if of.channel == Candle.channel:
            query += f"&bar={words['interval']}"
            query += "" if before is None else f"&after={int(before) // 1000}"
        elif before is not None:
            if not str(before).isdecimal():
                raise ClientError(404, "unknown_id", f"{self._market.name} counts trades: {before}")
            query += f"&type=1&after={before}"
        name = self._market.stream_name(of)
        return Fetch(f"{self._base}/{endpoint}?{query}#{PAST}{name}", weight)

    def events(self, purpose: str, data: bytes, now: int) -> Iterator[Event]:
        """What an answer tells, which has the newest first. Raises ExchangeError, MsgspecError."""
        rows: Any = msgspec.json.decode(data)
        if not isinstance(rows, list):
            raise ExchangeError(f"an answer without rows: {data[:200]!r}")
        stream = self._market.fresh(purpose.removeprefix(PAST))
        frame = msgspec.json.encode({"data": rows[::-1]})
        for event in stream.received(frame, now) if rows else ():
            # What the exchange itself leaves out was none.
            if isinstance(event, Candle | Trade):
                yield replace(event, source="rest")
