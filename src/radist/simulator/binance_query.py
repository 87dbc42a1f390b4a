"""Binance's REST requests: their parameters, read with the venue's own complaints."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from radist.simulator.candles import DAY, HOUR, INTERVALS, MINUTE
from radist.simulator.customs import Refusal

_MICROSECONDS_FROM = 10**15  # a time this large cannot be milliseconds
_SYMBOL = re.compile(r"[A-Z0-9\-_.]{1,30}|[^\x00-\x7f]+[A-Z0-9]*")
_ZONE = re.compile(r"([+-]?)(\d{1,2})(?::?(\d{2}))?")
_WINDOW = re.compile(r"(\d{1,2})([mhd])")
_WINDOWS = {"m": (MINUTE, 59), "h": (HOUR, 23), "d": (DAY, 7)}


class Listing(NamedTuple):
    """One symbol of exchangeInfo."""

    symbol: str
    base: str
    quote: str
    tick: str
    step: str


class Span(NamedTuple):
    """Which part of a history is asked for; times in microseconds."""

    limit: int
    begin: int | None = None
    end: int | None = None
    first_id: int | None = None


class Listed(Protocol):
    """Knows which symbols there are."""

    def listings(self) -> Mapping[str, Any]: ...


class Answers(Listed, Protocol):
    """What a source can tell by REST; a source that does not know something refuses."""

    def listings(self) -> Mapping[str, Listing]: ...
    def depth(self, symbol: str, limit: int) -> object: ...
    def trades(self, symbol: str, span: Span, unit: int) -> object: ...
    def agg_trades(self, symbol: str, span: Span, unit: int) -> object: ...
    def klines(self, symbol: str, interval: str, span: Span, unit: int, offset: int) -> object: ...
    def avg_price(self, symbol: str, unit: int) -> object: ...
    def day_ticker(self, symbol: str, unit: int, *, mini: bool) -> object: ...
    def window_ticker(self, symbol: str, width: int, unit: int, *, mini: bool) -> object: ...
    def price(self, symbol: str) -> object: ...
    def book_ticker(self, symbol: str) -> object: ...


class Query:
    """The parameters of one request, read with the venue's own complaints."""

    def __init__(self, raw: Mapping[str, str], *, unit: int) -> None:
        self._raw = raw
        self.unit = unit
        """Microseconds per unit of time in the answer."""

    def has(self, name: str) -> bool:
        return name in self._raw

    def text(self, name: str) -> str:
        """A parameter that must be there."""
        text = self._raw.get(name)
        if not text:
            raise _missing(name)
        return text

    def count(self, name: str) -> int | None:
        """How many names a list parameter holds, as far as its price is concerned."""
        text = self._raw.get(name)
        return None if text is None else text.count(",") + 1

    def number(self, name: str) -> int | None:
        text = self._raw.get(name)
        if text is None:
            return None
        if not re.fullmatch(r"\d{1,20}", text):
            raise _illegal(name, "^[0-9]{1,20}$")
        return int(text)

    def limit(self, default: int, most: int) -> int:
        wanted = self.number("limit")
        if wanted == 0:
            raise Refusal(-1130, "Data sent for parameter 'limit' is not valid.")
        return min(most, wanted or default)

    def time(self, name: str, *, last: bool = False) -> int | None:
        """The first microsecond of what is named, or its last one."""
        value = self.number(name)
        if value is None or value >= _MICROSECONDS_FROM:
            return value
        return value * 1_000 + (999 if last else 0)

    def span(self, most: int = 1_000, *, default: int = 500) -> Span:
        begin, end = self.time("startTime"), self.time("endTime", last=True)
        if begin is not None and end is not None and begin > end:
            raise Refusal(-1127, "More than the allowed time between startTime and endTime.")
        return Span(self.limit(default, most), begin, end, self.number("fromId"))

    def symbol(self, answers: Listed) -> str:
        return _known(self.text("symbol"), answers)

    def symbols(self, answers: Listed) -> list[str] | None:
        """The symbols asked for; None for all of them."""
        if "symbol" in self._raw and "symbols" in self._raw:
            raise Refusal(-1128, "Combination of optional parameters invalid.")
        if "symbol" in self._raw:
            return [self.symbol(answers)]
        if "symbols" not in self._raw:
            return None
        try:
            names = json.loads(self._raw["symbols"])
        except (ValueError, RecursionError):
            names = None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise _illegal("symbols", '^\\["[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}\\]$')
        return [_known(name, answers) for name in names]

    def interval(self) -> str:
        text = self.text("interval")
        if text not in INTERVALS:
            raise Refusal(-1120, "Invalid interval.")
        return text

    def mini(self) -> bool:
        kind = self._raw.get("type", "FULL")
        if kind not in ("FULL", "MINI"):
            raise Refusal(-1139, "Invalid ticker type.")
        return kind == "MINI"

    def window(self) -> int:
        text = self._raw.get("windowSize", "1d")
        found = _WINDOW.fullmatch(text)
        if found:
            width, most = _WINDOWS[found[2]]
            if 1 <= int(found[1]) <= most:
                return int(found[1]) * width
        raise _illegal("windowSize", "^(?:(?:[1-5]?\\d)m|(?:1?\\d|2[0-3])h|[1-7]d)$")

    def zone(self) -> int:
        text = self._raw.get("timeZone", "0")
        found = _ZONE.fullmatch(text)
        if found:
            offset = int(found[2]) * HOUR + int(found[3] or 0) * MINUTE
            offset = -offset if found[1] == "-" else offset
            if -12 * HOUR <= offset <= 14 * HOUR:
                return offset
        raise _illegal("timeZone", "from -12:00 to +14:00")


def _known(symbol: str, answers: Listed) -> str:
    if not _SYMBOL.fullmatch(symbol):
        raise _illegal("symbol", "^[A-Z0-9-_.]{1,20}$")
    if symbol not in answers.listings():
        raise Refusal(-1121, "Invalid symbol.")
    return symbol


def _missing(name: str) -> Refusal:
    text = f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."
    return Refusal(-1102, text)


def _illegal(name: str, legal: str) -> Refusal:
    text = f"Illegal characters found in parameter '{name}'; legal range is '{legal}'."
    return Refusal(-1100, text)
