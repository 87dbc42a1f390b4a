"""What Bybit's REST knows of the past: candles, and the newest trades.

https://bybit-exchange.github.io/docs/v5/market/kline
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qs

import msgspec
from msgspec.structs import replace

from radist.errors import ExchangeError
from radist.exchanges import _bybit_payloads as payloads
from radist.exchanges._bybit_payloads import TradeRow
from radist.exchanges._bybit_polling import bars, frame, trade_row
from radist.exchanges._bybit_streams import Candles, Trades, place
from radist.exchanges.base import Fetch
from radist.model import Candle, Event, Instrument, Subscription, Trade

PAST = "past "
"""How the purpose of such a question begins."""
_MOST = 1000
_SETTLED = 5_000
"""Milliseconds after its time until the last candle of an answer is believed to be closed."""


class Market(Protocol):
    """What a history has to know of its market."""

    @property
    def name(self) -> str:
        """As in topics."""

    @property
    def category(self) -> str:
        """The exchange's word for it."""

    @property
    def most_trades(self) -> int:
        """How many REST tells at once."""

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """By canonical symbol."""

    def known(self, native: str) -> Instrument | None:
        """By native symbol."""

    def endpoint(self, channel: str) -> str:
        """What stands in for a channel; empty where nothing does."""

    def native_interval(self, interval: str) -> str:
        """As the exchange calls it."""


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
        if of.channel not in (Candle.channel, Trade.channel):
            return None
        endpoint = self._market.endpoint(of.channel)
        end = "" if before is None else str(before)
        native = self._market.instruments[of.symbol].native
        query = f"category={self._market.category}&symbol={native}"
        if of.channel == Candle.channel:
            interval = self._market.native_interval(of.interval)
            query += f"&interval={interval}&limit={min(limit, _MOST)}"
            query += f"&end={max(0, int(end) // 1000 - 1)}" if end else ""
        else:
            query += f"&limit={self._market.most_trades}"
        url = f"{self._base}/{endpoint}?{query}"
        return Fetch(f"{url}#{PAST}{of.channel} {of.interval} {end}")

    def events(self, query: str, purpose: str, body: bytes, now: int) -> Iterator[Event]:
        """What an answer tells. Raises ExchangeError, MsgspecError."""
        channel, interval, end = purpose.removeprefix(PAST).split(" ")
        native = parse_qs(query)["symbol"][0]
        if not (of := self._market.known(native)):
            raise ExchangeError(f"history of an unknown symbol {native!r}")
        answer = payloads.answered(body, dict[str, Any])
        try:
            rows = answer.result["list"]
            if channel == Candle.channel:
                found = self._candles(of, rows, interval, end, answer.time, now)
            else:
                found = self._trades(of, rows, end, now)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
            raise ExchangeError(f"an answer without what was asked for: {body[:200]!r}") from error
        for event in found:
            if isinstance(event, Candle | Trade):
                yield replace(event, source="rest")

    def _candles(  # of one answer
        self, of: Instrument, rows: list[Any], interval: str, end: str, time: int, now: int
    ) -> list[Event]:
        """All but the last one are closed; that one is, where its time has been over for long
        enough.
        """
        found = bars(rows, interval)
        if not found:
            return []
        closes = found[-1]["end"]
        over = bool(end) and closes < int(end) // 1000 and closes < time - _SETTLED
        found[-1]["confirm"] = over
        stream = Candles(self._market.name, of, interval)
        return list(stream.received(frame(found, time), now))

    def _trades(self, of: Instrument, rows: list[Any], end: str, now: int) -> list[Event]:
        """Those before one, if it is among them: ids say nothing of what is before what."""
        found = [msgspec.convert(trade_row(row), TradeRow, strict=False) for row in rows[::-1]]
        found.sort(key=place)
        ids = [row.i for row in found]
        last = ids.index(end) if end in ids else 0
        stream = Trades(self._market.name, of)
        kept = found[:last] if end else found
        return [event for row in kept for event in stream.take(row, now)]
