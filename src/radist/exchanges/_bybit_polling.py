"""REST in place of Bybit's streams.

Each answer is turned into the message that the stream would have sent, so that what becomes of it,
and what of it is new, is decided by the stream itself.
https://bybit-exchange.github.io/docs/v5/market/tickers
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol

import msgspec
from msgspec.structs import replace

from radist.errors import ExchangeError
from radist.exchanges import _bybit_payloads as payloads
from radist.exchanges._book_stream import PICTURE
from radist.exchanges._bybit_books import Books
from radist.exchanges._bybit_payloads import Answer, BookRow, Message, TradeRow
from radist.exchanges._bybit_streams import Candles, ChainTrades, Trades, place
from radist.exchanges._bybit_tickers import Parts, Tickers
from radist.exchanges._units import units
from radist.exchanges.base import Fetch, Outputs, Stream
from radist.model import BookDelta, BookSnapshot, Event, Instrument, Quote, Subscription

Row = dict[str, Any]
WIDTHS = {
    "1m": 60, "3m": 180, "5m": 300, "15m": 900, "30m": 1800, "1h": 3600, "2h": 7200, "4h": 14400,
    "6h": 21600, "12h": 43200, "1d": 86400, "1w": 604800,
}  # fmt: skip
"""Seconds of the intervals that have always the same; months have not."""
_RENAMED = {
    "bid1Price": "bidPrice", "bid1Size": "bidSize", "bid1Iv": "bidIv",
    "ask1Price": "askPrice", "ask1Size": "askSize", "ask1Iv": "askIv", "markIv": "markPriceIv",
}  # fmt: skip
"""What REST calls otherwise than the stream of options does."""
_TOP = ("bid1Price", "bid1Size", "ask1Price", "ask1Size")


class Market(Protocol):
    """What polling has to know of its market."""

    @property
    def name(self) -> str:
        """As in topics."""

    @property
    def category(self) -> str:
        """The exchange's word for it."""

    @property
    def parts(self) -> Parts:
        """What becomes of a ticker."""

    @property
    def most_trades(self) -> int:
        """How many REST tells at once."""

    @property
    def book_depth(self) -> str:
        """Levels of a book."""

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """By canonical symbol."""

    def known(self, native: str) -> Instrument | None:
        """By native symbol."""

    def endpoint(self, channel: str) -> str:
        """What stands in for a channel; empty where nothing does."""

    def stream(self, topic: str) -> Stream:
        """The stream of this topic."""

    def stream_name(self, subscription: Subscription) -> str:
        """What would carry a subscription."""

    def native_interval(self, interval: str) -> str:
        """As the exchange calls it."""


class Polling:
    """Questions for subscriptions, answers to events."""

    def __init__(self, market: Market, base: str) -> None:
        """`base` is what URLs of endpoints begin with."""
        self._market = market
        self._base = base
        self._numbers = count(1)
        self._asked: dict[str, tuple[Subscription, ...]] = {}
        """What each question stands in for, by its number, until it is answered."""

    def questions(self, subscriptions: Iterable[Subscription]) -> Iterator[Fetch]:
        """What to fetch; a channel that REST does not have is left out."""
        groups: dict[tuple[str, str], list[Subscription]] = {}
        for subscription in sorted(subscriptions):
            if endpoint := self._market.endpoint(subscription.channel):
                of = self._market.instruments[subscription.symbol]
                groups.setdefault((endpoint, self._scope(endpoint, of)), []).append(subscription)
        for (endpoint, scope), group in groups.items():
            if endpoint == "tickers":
                yield self._tickers(scope, group)
            else:
                yield from (self._question(endpoint, self._words(s), (s,)) for s in group)

    def _scope(self, endpoint: str, of: Instrument) -> str:
        """One answer has the tickers of a whole category, of options those of a coin."""
        return of.base if endpoint == "tickers" and of.kind == "option" else ""

    def _tickers(self, coin: str, group: list[Subscription]) -> Fetch:
        natives = {self._market.instruments[s.symbol].native for s in group}
        if len(natives) == 1:
            words = f"&symbol={natives.pop()}"
        else:
            words = f"&baseCoin={coin}" if coin else ""
        return self._question("tickers", words, tuple(group))

    def _words(self, of: Subscription) -> str:
        words = f"&symbol={self._market.instruments[of.symbol].native}"
        match self._market.endpoint(of.channel):
            case "recent-trade":
                return f"{words}&limit={self._market.most_trades}"
            case "kline":
                return f"{words}&interval={self._market.native_interval(of.interval)}&limit=99"
        return f"{words}&limit={self._market.book_depth}"

    def _question(self, endpoint: str, words: str, group: tuple[Subscription, ...]) -> Fetch:
        number = str(next(self._numbers))
        self._asked[number] = group
        query = f"category={self._market.category}{words}"
        return Fetch(f"{self._base}/{endpoint}?{query}#{number}")

    def failed(self, number: str) -> None:
        """There will be no answer."""
        self._asked.pop(number, None)

    def events(self, endpoint: str, number: str, body: bytes, now: int) -> Outputs:
        """What the streams have not told of an answer. Raises ExchangeError, MsgspecError."""
        answer = payloads.answered(body, dict[str, Any])
        asked = self._asked.pop(number, ())
        try:
            if endpoint == "tickers":
                rows = {row["symbol"]: row for row in answer.result["list"]}
                found = [event for s in asked for event in self._ticker(s, rows, answer.time, now)]
            else:
                found = [event for s in asked for event in self._news(s, answer, now)]
        except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
            raise ExchangeError(f"an answer without what was asked for: {body[:200]!r}") from error
        return tuple(replace(event, source="poll") for event in found)

    def _ticker(
        self, asked: Subscription, rows: Mapping[str, Row], time: int, now: int
    ) -> Iterator[Event]:
        """What a row says for one channel; the stream's own memory is left alone."""
        of = self._market.instruments[asked.symbol]
        if (row := rows.get(of.native)) is None:
            return
        if of.kind == "option":
            row = {_RENAMED.get(name, name): value for name, value in row.items()}
        elif asked.channel == Quote.channel:
            place = (self._market.name, of.symbol, of.native, time * 1000, now)
            quote, by = Quote(*place, "", *(float(row[name] or 0.0) for name in _TOP)), units(of)
            yield quote if by is None else by.counted(quote)
            return
        stream = Tickers(self._market.name, of, self._market.parts)
        told = stream.received(frame(row, time), now)
        yield from (event for event in told if event.channel == asked.channel)

    def _news(self, asked: Subscription, answer: Answer[Any], now: int) -> Iterable[Event]:
        stream = self._market.stream(self._market.stream_name(asked))
        if isinstance(stream, ChainTrades):
            stream = stream.of(self._market.instruments[asked.symbol])
        if isinstance(stream, Trades):
            return _trades(stream, answer.result["list"], now)
        if isinstance(stream, Candles):
            return _candles(stream, answer.result["list"], asked.interval, answer.time, now)
        assert isinstance(stream, Books)
        book = answer.result
        return stream.polled(_message(book), now)

    def picture(self, of: Subscription) -> Fetch:
        """How to see what REST has of a book."""
        query = f"category={self._market.category}{self._words(of)}"
        return Fetch(f"{self._base}/{self._market.endpoint(of.channel)}?{query}#{PICTURE}")

    def pictured(self, body: bytes, now: int) -> BookSnapshot:
        """What it has. Raises ExchangeError, MsgspecError."""
        book = payloads.answered(body, dict[str, Any]).result
        found = self._market.known(book.get("s", ""))
        if found is None:
            raise ExchangeError(f"a book of an unknown symbol: {body[:200]!r}")
        name = self._market.stream_name(Subscription(BookDelta.channel, found.symbol))
        stream = self._market.stream(name)
        assert isinstance(stream, Books)
        return stream.pictured(_message(book), now)


def _message(book: Row) -> Message[BookRow]:
    """A book of REST as the stream has it."""
    row = msgspec.convert(book, BookRow, strict=False)
    return Message(book["ts"], row, cts=book.get("cts"))


def _trades(stream: Trades, rows: list[Row], now: int) -> Iterator[Event]:
    """Those that have not been told. REST tells the newest first."""
    found = [msgspec.convert(trade_row(row), TradeRow, strict=False) for row in reversed(rows)]
    found.sort(key=place)
    if stream.blank:
        found = found[-1:]  # what was before anybody listened is history
    elif found:
        stream.bridge(place(found[0]))
    for row in found:
        yield from stream.take(row, now)


def trade_row(row: Row) -> Row:
    """A row of REST as the stream has it."""
    names = {"i": "execId", "p": "price", "v": "size", "S": "side", "T": "time", "s": "symbol"}
    payload = {short: row[name] for short, name in names.items()}
    return payload | {"BT": row.get("isBlockTrade", False), "seq": row.get("seq") or 0}


def _candles(
    stream: Candles, rows: list[list[Any]], interval: str, time: int, now: int
) -> Iterable[Event]:
    """Those whose end has not been told."""
    found = bars(rows, interval)
    found = (
        found[-1:] if stream.blank else [row for row in found if row["end"] * 1000 >= stream.owed]
    )
    return stream.received(frame(found, time), now) if found else ()


def bars(rows: list[list[Any]], interval: str) -> list[Row]:
    """Candles of REST as the stream has them, oldest first. Closed is what another follows: its
    time may be over only since it was looked up.
    """
    found = []
    for number, (start, *prices) in enumerate(reversed(rows), 1):
        names = ("open", "high", "low", "close", "volume", "turnover")
        row = dict(zip(names, prices, strict=True)) | {
            "start": start,
            "confirm": number < len(rows),
        }
        found.append(row | {"end": end_of(interval, int(start))})
    return found


def end_of(interval: str, start: int) -> int:
    """The last millisecond of an interval that begins at `start`."""
    if interval in WIDTHS:
        return start + WIDTHS[interval] * 1000 - 1
    day = datetime.fromtimestamp(start / 1000, UTC)
    after = datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=UTC)
    return int(after.timestamp()) * 1000 - 1


def frame(content: object, time: int) -> bytes:
    """As a stream would have sent it."""
    return msgspec.json.encode({"type": "snapshot", "ts": time, "data": content})
