"""What REST of the Binance family knows of the past: candles, and trades.

Each row is turned into the frame that the stream would have sent, and given to a stream that has
heard nothing else.

Spot: https://developers.binance.com/docs/binance-spot-api-docs/rest-api
Derivatives: https://developers.binance.com/docs/derivatives
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple, Protocol
from urllib.parse import parse_qs

import msgspec
from msgspec.structs import replace

from radist.errors import ClientError, ExchangeError
from radist.exchanges._binance_polls import Poll, Row
from radist.exchanges.base import ALL, Fetch, Stream
from radist.model import AggTrade, Candle, Event, Gap, Instrument, Subscription, Trade

PAST = "past "
"""How the purpose of such a question begins."""
_MOST = 1000
_SETTLED = 5_000
"""Milliseconds after its time until the last candle of an answer is believed to be closed."""


class Past(NamedTuple):
    """How to ask: an endpoint, and its weight up to so many rows. Trades are asked for by
    id where that is allowed without a key, else they are the newest ones.
    """

    endpoint: str
    weights: tuple[tuple[int, int], ...]
    by_id: bool = False

    def weight(self, rows: int) -> int:
        """What so many rows cost."""
        return next(weight for most, weight in self.weights if rows <= most)


FUTURES: Mapping[str, Past] = {
    "candle": Past("klines", ((99, 1), (499, 2), (_MOST, 5))),
    "trade": Past("trades", ((_MOST, 5),)),
    "agg_trade": Past("aggTrades", ((_MOST, 20),), by_id=True),
}
SPOT: Mapping[str, Past] = {
    "candle": Past("klines", ((_MOST, 2),)),
    "trade": Past("historicalTrades", ((_MOST, 25),), by_id=True),
    "agg_trade": Past("aggTrades", ((_MOST, 4),), by_id=True),
}
OPTIONS: Mapping[str, Past] = {"candle": Past("klines", ((_MOST, 1),))}


class Market(Protocol):
    """What a history has to know of its market."""

    name: ClassVar[str]
    polls: ClassVar[Mapping[str, Poll]]
    pasts: ClassVar[Mapping[str, Past]]

    def instrument(self, symbol: str) -> Instrument:
        """By canonical symbol."""

    def known(self, native: str) -> Instrument | None:
        """By native symbol, if it is traded."""

    def stream_name(self, subscription: Subscription) -> str:
        """What would carry a subscription."""

    def fresh(self, name: str) -> Stream:
        """A stream of this name that has heard nothing."""


class History:
    """Questions about the past, and what their answers say."""

    def __init__(self, market: Market, base: str) -> None:
        """`base` is what URLs of endpoints begin with."""
        self._market = market
        self._base = base

    def question(self, of: Subscription, before: int | str | None, limit: int) -> Fetch | None:
        """What to fetch; what it is for stands behind the `#`, and stays here."""
        past = self._market.pasts.get(of.channel)
        if past is None or of.symbol == ALL:
            return None
        native, limit = self._market.instrument(of.symbol).native, min(limit, _MOST)
        query, end = f"symbol={native}", "" if before is None else str(before)
        if of.channel == Candle.channel:
            interval, _, zone = of.interval.partition("@+")
            query += f"&interval={interval}"
            query += f"&timeZone={zone}" if zone else ""
            query += f"&endTime={max(0, int(end) // 1000 - 1)}" if end else ""
        elif end:
            if not end.isdecimal():
                raise ClientError(404, "unknown_id", f"{self._market.name} counts trades: {end!r}")
            first = max(0, int(end) - limit)
            query += f"&fromId={first}" if past.by_id else ""
            limit = max(1, int(end) - first) if past.by_id else _MOST
        url = f"{self._base}/{past.endpoint}?{query}&limit={limit}"
        return Fetch(f"{url}#{PAST}{of.channel} {of.interval} {end}", past.weight(limit))

    def events(self, query: str, purpose: str, body: bytes, now: int) -> Iterator[Event]:
        """What an answer tells. Raises ExchangeError, MsgspecError."""
        channel, interval, end = purpose.removeprefix(PAST).split(" ")
        native = parse_qs(query)["symbol"][0]
        if not (instrument := self._market.known(native)):
            raise ExchangeError(f"history of an unknown symbol {native!r}")
        name = self._market.stream_name(Subscription(channel, instrument.symbol, interval))
        stream, payload = self._market.fresh(name), self._market.polls[channel].payload
        try:
            rows = [payload(row, interval, now // 1000) for row in msgspec.json.decode(body)]
            if channel == Candle.channel:
                _close(rows, end, now // 1000)
        except (AttributeError, KeyError, IndexError, TypeError) as error:
            raise ExchangeError(f"an answer without what was asked for: {body[:200]!r}") from error
        for row in rows:
            frame = msgspec.json.encode({"stream": name, "data": {"s": native} | row})
            for event in stream.received(frame, now):
                # What the exchange itself leaves out was no trade of this channel, or no candle.
                if isinstance(event, Event) and not isinstance(event, Gap) and _is_due(event, end):
                    yield replace(event, source="rest")


def _close(rows: list[Row], end: str, now: int) -> None:
    """Closed is what another candle follows, and the last one if its time has been over for long
    enough.
    """
    for row in rows:
        row["k"]["x"] = True
    if rows:
        closes = rows[-1]["k"]["T"]
        rows[-1]["k"]["x"] = bool(end) and closes < int(end) // 1000 and closes < now - _SETTLED


def _is_due(event: Event, end: str) -> bool:
    """Whether it was before the end: of the newest trades not all are."""
    return int(event.id) < int(end) if end and isinstance(event, Trade | AggTrade) else True
