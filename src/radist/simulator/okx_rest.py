"""OKX's REST endpoints: what each answers, and how often it may be asked."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from radist.simulator import okx_events as events
from radist.simulator import okx_prices as prices
from radist.simulator.candles import span
from radist.simulator.customs import Denial, Refusal
from radist.simulator.fair import Fair
from radist.simulator.market import Market
from radist.simulator.okx_broadcast import summaries
from radist.simulator.okx_pairs import Derivative, Spot, listed
from radist.simulator.okx_streams import BARS, offset
from radist.simulator.pit import Pit
from radist.simulator.venue import Endpoint

PREFIX = "/api/v5/"
WEIGHT, WINDOW = 40, 2
"""So much in so many seconds: what may be asked n times then weighs a 40/n."""
_TYPES = ("SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS")
_OFTEN, _USUAL, _SELDOM = 1, 2, 4


class Query:
    """The parameters of one request, read with the venue's own complaints."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self._raw = raw

    def text(self, name: str) -> str:
        """Empty where it is not there."""
        return self._raw.get(name, "")

    def number(self, name: str) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not text.isdecimal():
            raise Refusal(51000, f"Parameter {name} error")
        return int(text)

    def limit(self, name: str, default: int, most: int) -> int:
        return min(most, self.number(name) or default)

    def type(self) -> str:
        found = self.text("instType")
        if found not in _TYPES:
            raise Refusal(51000, "Parameter instType error")
        return found

    def bar(self) -> tuple[str, int]:
        """An interval of ours, and where its days begin."""
        text = self.text("bar") or "1m"
        if text not in BARS:
            raise Refusal(51000, "Parameter bar error")
        return BARS[text], offset(text)


class OkxAnswers:
    """Reads the pits; what it tells is what the streams have told by then."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.fair = Fair(market)

    def listings(self) -> Mapping[str, Pit]:
        return self.market.pits

    def pit(self, query: Query) -> Pit:
        """The one that is asked for. Raises Refusal."""
        name = query.text("instId")
        if name not in self.market.pits:
            raise Refusal(
                51001,
                f"Instrument ID, Instrument ID code, or Spread ID {name!r} doesn't exist.",
                200,
            )
        return self.market.pits[name]

    def pits(self, query: Query) -> list[Pit]:
        """All of a type, or of a family or a name within it."""
        kind, family, name = query.type(), query.text("instFamily"), query.text("instId")
        return [
            pit
            for pit in self.market.pits.values()
            if (pair := listed(pit.pair)).type == kind
            and family in ("", events.family(pair))
            and name in ("", pair.symbol)
        ]


Answer = Callable[[OkxAnswers, Query, int], object]


def _wrapped(answer: Answer) -> Answer:
    return lambda answers, query, now: {"code": "0", "msg": "", "data": answer(answers, query, now)}


def _time(answers: OkxAnswers, query: Query, now: int) -> object:
    return [{"ts": events.millis(now)}]


def _instruments(answers: OkxAnswers, query: Query, now: int) -> object:
    if query.type() == "OPTION" and not (query.text("instFamily") or query.text("uly")):
        raise Refusal(50015, "Either parameter uly or instFamily is required")
    return [events.instrument(listed(pit.pair)) for pit in answers.pits(query)]


def _ticker(answers: OkxAnswers, query: Query, now: int) -> object:
    return [events.ticker(answers.pit(query), answers.market.now)]


def _tickers(answers: OkxAnswers, query: Query, now: int) -> object:
    return [events.ticker(pit, answers.market.now) for pit in answers.pits(query)]


def _books(answers: OkxAnswers, query: Query, now: int) -> object:
    return [events.ladder(answers.pit(query), query.limit("sz", 1, 400), answers.market.now)]


def _trades(answers: OkxAnswers, query: Query, now: int) -> object:
    pit = answers.pit(query)
    found = pit.trades.last(query.limit("limit", 100, 500))
    return [events.trade(listed(pit.pair), entry) for entry in reversed(found)]


def _history_trades(answers: OkxAnswers, query: Query, now: int) -> object:
    """Older than `after`, newer than `before`."""
    pit, limit = answers.pit(query), query.limit("limit", 100, 100)
    after, before = query.number("after"), query.number("before")
    found = pit.trades.since((before or 0) + 1, 10**6)
    if after is not None:
        found = [entry for entry in found if entry.id < after]
    return [events.trade(listed(pit.pair), entry) for entry in reversed(found[-limit:])]


def _begins(pit: Pit, query: Query, now: int, most: int) -> Iterable[int]:
    """When the candles begin that are asked for, newest first."""
    (interval, east), limit = query.bar(), query.limit("limit", 100, most)
    after, before = query.number("after"), query.number("before")
    time = min(now, after * 1_000 - 1) if after else now
    oldest = max(pit.series.oldest(interval), before * 1_000 + 1 if before else 0)
    for _ in range(limit):
        begin, _end = span(interval, time, east)
        if begin < oldest:
            return
        yield begin
        time = begin - 1


def _candles(answers: OkxAnswers, query: Query, now: int) -> object:
    pit, (interval, east) = answers.pit(query), query.bar()
    now = answers.market.now
    return [
        events.candle(pit, interval, pit.series.candle(interval, begin, east), now, east)
        for begin in _begins(pit, query, now, 300)
    ]


def _bars(answers: OkxAnswers, query: Query, pit: Pit) -> object:
    (interval, east), now = query.bar(), answers.market.now
    return [
        events.bar(interval, begin, prices.bar(pit, interval, begin, east), now, east)
        for begin in _begins(pit, query, now, 100)
    ]


def _mark_candles(answers: OkxAnswers, query: Query, now: int) -> object:
    return _bars(answers, query, answers.pit(query))


def _index_candles(answers: OkxAnswers, query: Query, now: int) -> object:
    return _bars(answers, query, _leader(answers, query))


def _leader(answers: OkxAnswers, query: Query) -> Pit:
    pit = prices.leader(answers.market, query.text("instId"))
    if pit is None:
        raise Refusal(51001, "Index doesn't exist.", 200)
    return pit


def _index_tickers(answers: OkxAnswers, query: Query, now: int) -> object:
    pit = _leader(answers, query)
    price = prices.scaled(pit, pit.price)
    return [events.index(query.text("instId"), price, answers.market.now)]


def _marks(answers: OkxAnswers, query: Query, now: int) -> object:
    market = answers.market
    return [
        events.mark(pit, prices.mark(market, pit), market.now)
        for pit in answers.pits(query)
        if not isinstance(pit.pair, Spot)
    ]


def _funding(answers: OkxAnswers, query: Query, now: int) -> object:
    every = query.text("instId") == "ANY"
    pits = answers.market.pits.values() if every else [answers.pit(query)]
    found = [p for p in pits if isinstance(p.pair, Derivative) and p.pair.perpetual]
    return [events.funding(pit, answers.fair, answers.market.now) for pit in found]


def _interest(answers: OkxAnswers, query: Query, now: int) -> object:
    return [
        events.interest(pit, answers.fair, answers.market.now)
        for pit in answers.pits(query)
        if not isinstance(pit.pair, Spot)
    ]


def _summary(answers: OkxAnswers, query: Query, now: int) -> object:
    family = query.text("instFamily") or query.text("uly")
    return summaries(answers.market, family, answers.market.now)


def _nothing(answers: OkxAnswers, query: Query, now: int) -> object:
    return []


_BY_NAME: dict[str, tuple[Answer, int]] = {
    "public/time": (_time, _SELDOM),
    "public/instruments": (_instruments, _USUAL),
    "public/mark-price": (_marks, _SELDOM),
    "public/funding-rate": (_funding, _SELDOM),
    "public/open-interest": (_interest, _USUAL),
    "public/opt-summary": (_summary, _USUAL),
    "market/ticker": (_ticker, _USUAL),
    "market/tickers": (_tickers, _USUAL),
    "market/books": (_books, _OFTEN),
    "market/trades": (_trades, _OFTEN),
    "market/history-trades": (_history_trades, _USUAL),
    "market/candles": (_candles, _OFTEN),
    "market/history-candles": (_candles, _USUAL),
    "market/index-tickers": (_index_tickers, _USUAL),
    "market/index-candles": (_index_candles, _USUAL),
    "market/mark-price-candles": (_mark_candles, _USUAL),
    "system/status": (_nothing, _SELDOM),
}


def _endpoint(answer: Answer, weight: int) -> Endpoint:
    return Endpoint(_wrapped(answer), lambda query: weight)


ENDPOINTS = {PREFIX + name: _endpoint(*how) for name, how in _BY_NAME.items()}


def deny(refusal: Refusal, now: int) -> Denial:
    """A refusal as the venue words it."""
    code = {418: 50011, 429: 50011, 404: 50404}.get(refusal.status, refusal.code)
    text = "Requests too frequent." if code == 50011 else str(refusal)
    body: dict[str, Any] = {"code": str(code), "msg": text, "data": []}
    return refusal.status, body
