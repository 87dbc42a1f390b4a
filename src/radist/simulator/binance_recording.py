"""What is in a recording of Binance: which frame is of which stream, and REST answers from it."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, NamedTuple
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Meta, Raw, Struct

from radist.errors import RecordingError
from radist.simulator.binance_query import Listing, Span
from radist.simulator.customs import Refusal
from radist.simulator.pairs import decimal
from radist.simulator.pit import Tape

NAME = "binance"
_QUOTES = (
    "USDT",
    "USDC",
    "FDUSD",
    "TUSD",
    "BUSD",
    "USD1",
    "TRY",
    "EUR",
    "BRL",
    "BTC",
    "ETH",
    "BNB",
)
_EVENTS = {
    "trade": "trade",
    "aggTrade": "aggTrade",
    "24hrTicker": "ticker",
    "24hrMiniTicker": "miniTicker",
    "depthUpdate": "depth@100ms",
    "avgPrice": "avgPrice",
}
_NUMBER = re.compile(r"\d+(?:\.(\d*?)0*)?")
_Amount = Annotated[str, Meta(pattern=r"^\d+(\.\d*)?$")]
_KEPT = 200_000
_SIZES = ("q", "B", "A")


class Wrapped(Struct):
    """A frame of a combined stream; both are missing in a bare one."""

    stream: str = ""
    data: Raw = Raw(b"")


class RecordedTrade(NamedTuple):
    """A trade as it was sent, numbers as text."""

    id: int
    price: str
    size: str
    time: int
    buyer_is_maker: bool
    first_id: int
    last_id: int


class _Bare(Struct):
    """What tells the stream of a bare frame."""

    e: str = ""
    s: str = ""
    u: int = 0
    k: dict[str, object] | None = None


class _Print(Struct):
    """A trade or an aggregate trade."""

    s: str
    p: _Amount
    q: _Amount
    T: int
    m: bool
    t: int = -1
    a: int = -1
    f: int = -1
    l: int = -1  # noqa: E741 - the venue's name


class _Best(Struct):
    """A best price with its sizes."""

    b: str
    B: str
    a: str
    A: str


class _Depth(Struct):
    """An order book by REST."""

    bids: list[Raw]
    asks: list[Raw]


_wrapped = msgspec.json.Decoder(Wrapped)
_bare = msgspec.json.Decoder(_Bare)
_print = msgspec.json.Decoder(_Print)
_best = msgspec.json.Decoder(_Best)
_depth = msgspec.json.Decoder(_Depth)


def stream_of(frame: bytes, url: str | None) -> tuple[str, bytes] | None:
    """(stream, payload) of a recorded frame; None when it is no stream's."""
    try:
        wrapped = _wrapped.decode(frame)
        if wrapped.stream:
            return wrapped.stream, bytes(wrapped.data)
        name = _bare_stream(_bare.decode(frame), url)
    except msgspec.MsgspecError:
        return None
    return (name, frame) if name else None


def _bare_stream(bare: _Bare, url: str | None) -> str:
    path = _path(url or "")
    if path.startswith("/ws/") and "/" not in path[4:] and "@" in path:
        return path[4:]
    symbol = bare.s.lower()
    if bare.e == "kline" and bare.k:
        return f"{symbol}@kline_{bare.k.get('i')}"
    if bare.e in _EVENTS:
        return f"{symbol}@{_EVENTS[bare.e]}"
    return f"{symbol}@bookTicker" if not bare.e and symbol and bare.u else ""


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # then only the frames tell
        return ""


class Digits:
    """The finest price and size seen, in decimals."""

    def __init__(self) -> None:
        self.price = 0
        self.size = 0

    def see(self, payload: bytes) -> None:
        try:
            fields = msgspec.json.decode(payload, type=dict[str, object])
        except msgspec.MsgspecError:
            return
        for key in ("p", "b", "a", "q", "B", "A"):
            value = fields.get(key)
            if isinstance(value, str):
                self._note(value, is_size=key in _SIZES)
            elif isinstance(value, list):
                self._note_levels(value)

    def _note_levels(self, levels: list[object]) -> None:
        for level in levels:
            match level:
                case [str(price), str(size), *_]:
                    self._note(price, is_size=False)
                    self._note(size, is_size=True)

    def _note(self, text: str, *, is_size: bool) -> None:
        found = _NUMBER.fullmatch(text)
        digits = len(found[1] or "") if found else 0
        if is_size:
            self.size = max(self.size, digits)
        else:
            self.price = max(self.price, digits)


class RecordingAnswers:
    """Answers from what has been played so far; what a recording cannot know is refused."""

    def __init__(self) -> None:
        self._digits: dict[str, Digits] = {}
        self._trades: dict[str, Tape[RecordedTrade]] = {}
        self._aggregates: dict[str, Tape[RecordedTrade]] = {}
        self._best: dict[str, _Best] = {}
        self._depths: dict[str, bytes] = {}
        self._latest_depth: bytes | None = None

    def scan(self, stream: str, payload: bytes) -> None:
        """Learn from the head of the recording which symbols there are, and how fine."""
        symbol = stream.partition("@")[0].upper()
        if symbol and not symbol.startswith("!"):
            self._digits.setdefault(symbol, Digits()).see(payload)

    def depth_scanned(self, url: str, body: bytes) -> None:
        """A depth body from the head: the answer until the first one is played."""
        if self._latest_depth is None:
            self.played_body(url, body)

    def played(self, stream: str, payload: bytes) -> None:
        """Raises RecordingError if the payload is not what its stream says."""
        symbol, _, kind = stream.partition("@")
        try:
            if kind == "trade":
                self._tape(self._trades, symbol).append(_recorded(payload))
            elif kind == "aggTrade":
                self._tape(self._aggregates, symbol).append(_recorded(payload))
            elif kind == "bookTicker":
                self._best[symbol.upper()] = _best.decode(payload)
        except msgspec.MsgspecError as error:
            raise RecordingError(f"no {kind}: {error}") from error

    def played_body(self, url: str, body: bytes) -> None:
        """Raises RecordingError if it is no body of this URL, or the URL none."""
        if not body.startswith(b'{"lastUpdateId"'):
            return
        try:
            _depth.decode(body)
            symbols = parse_qs(urlsplit(url).query).get("symbol")
        except (msgspec.MsgspecError, ValueError) as error:
            raise RecordingError(f"no body of {url!r}: {error}") from error
        if symbols:
            self._depths[symbols[0]] = body
        self._latest_depth = body

    def listings(self) -> Mapping[str, Listing]:
        return {symbol: _listing(symbol, digits) for symbol, digits in self._digits.items()}

    def depth(self, symbol: str, limit: int) -> object:
        body = self._depths.get(symbol)
        if body is None and len(self._digits) == 1:
            body = self._latest_depth
        if body is None:
            raise _unknown("depth")
        fields = msgspec.json.decode(body)
        return fields | {"bids": fields["bids"][:limit], "asks": fields["asks"][:limit]}

    def trades(self, symbol: str, span: Span, unit: int) -> object:
        tape = self._trades.get(symbol, Tape())
        if span.first_id is None:
            return [_rest_trade(trade, unit) for trade in tape.last(span.limit)]
        return [_rest_trade(trade, unit) for trade in tape.since(span.first_id, span.limit)]

    def agg_trades(self, symbol: str, span: Span, unit: int) -> object:
        tape = self._aggregates.get(symbol, Tape())
        if span.first_id is not None:
            found: Iterable[RecordedTrade] = tape.since(span.first_id, span.limit)
        else:
            found = tape.between(span.begin, span.end, span.limit)
        return [_rest_aggregate(entry, unit) for entry in found]

    def price(self, symbol: str) -> object:
        last = self._trades.get(symbol, Tape[RecordedTrade]()).last(1)
        if not last:
            raise _unknown("price")
        return {"symbol": symbol, "price": last[0].price}

    def book_ticker(self, symbol: str) -> object:
        if symbol not in self._best:
            raise _unknown("best price")
        best = self._best[symbol]
        return {
            "symbol": symbol,
            "bidPrice": best.b,
            "bidQty": best.B,
            "askPrice": best.a,
            "askQty": best.A,
        }

    def klines(self, symbol: str, interval: str, span: Span, unit: int, offset: int) -> object:
        raise _unknown("candles")

    def avg_price(self, symbol: str, unit: int) -> object:
        raise _unknown("average price")

    def day_ticker(self, symbol: str, unit: int, *, mini: bool) -> object:
        raise _unknown("statistics")

    def window_ticker(self, symbol: str, width: int, unit: int, *, mini: bool) -> object:
        raise _unknown("statistics")

    def _tape(self, tapes: dict[str, Tape[RecordedTrade]], symbol: str) -> Tape[RecordedTrade]:
        return tapes.setdefault(symbol.upper(), Tape(_KEPT))


def _recorded(payload: bytes) -> RecordedTrade:
    entry = _print.decode(payload)
    number = entry.t if entry.t >= 0 else entry.a
    return RecordedTrade(number, entry.p, entry.q, entry.T * 1_000, entry.m, entry.f, entry.l)


def _rest_trade(trade: RecordedTrade, unit: int) -> dict[str, object]:
    return {
        "id": trade.id,
        "price": trade.price,
        "qty": trade.size,
        "quoteQty": _worth(trade.price, trade.size),
        "time": trade.time // unit,
        "isBuyerMaker": trade.buyer_is_maker,
        "isBestMatch": True,
    }


def _rest_aggregate(entry: RecordedTrade, unit: int) -> dict[str, object]:
    return {
        "a": entry.id,
        "p": entry.price,
        "q": entry.size,
        "f": entry.first_id,
        "l": entry.last_id,
        "T": entry.time // unit,
        "m": entry.buyer_is_maker,
        "M": True,
    }


def _worth(price: str, size: str) -> str:
    """Price times size, to the venue's eight decimals."""
    whole = _scaled(price) * _scaled(size)
    return decimal(whole // 10**8, 8)


def _scaled(number: str) -> int:
    whole, _, part = number.partition(".")
    return int(whole + part[:8].ljust(8, "0"))


def _listing(symbol: str, digits: Digits) -> Listing:
    quote = next((name for name in _QUOTES if symbol.endswith(name) and symbol != name), "")
    base = symbol.removesuffix(quote)
    return Listing(symbol, base, quote, decimal(1, digits.price), decimal(1, digits.size))


def _unknown(what: str) -> Refusal:
    return Refusal(-1000, f"This recording cannot tell: {what}.")
