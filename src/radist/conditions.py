"""What an alert can wait for: the conditions, which streams they look at, and how far back.

Prices and rates are as events have them, percent in percent, windows and other times in seconds.
`str()` of a condition is the condition in words. What each means exactly: docs/alerts.md.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from radist.intervals import Interval, wanted
from radist.measures import Measure, short

Number = Annotated[float, Meta(ge=-1e15, le=1e15)]
Positive = Annotated[float, Meta(gt=0, le=1e15)]
Percent = Annotated[float, Meta(gt=0, le=1e6)]
Window = Annotated[float, Meta(ge=1, le=604_800)]
Direction = Literal["up", "down", "either"]
Of = Literal["trade", "bid", "ask", "mid", "mark"]
"""Which price: of the last trade, of the best orders or between them, or the mark price."""
_CHANNELS = {"bid": "quote", "ask": "quote", "mid": "quote", "mark": "mark_price"}
_MOST_WINDOWS = 100
"""Windows in a baseline."""
_DEEPEST, _MOST_PARTS = 3, 20
_VERBS = {"up": "rises by", "down": "falls by", "either": "moves by"}
_CROSSES = {"up": "crosses above", "down": "crosses below", "either": "crosses"}
_OPS = {"above": "is above", "below": "is below", "crosses_up": "crosses above"} | {
    "crosses_down": "crosses below"
}

Stream = tuple[str, str]
"""A channel, and what else its topic ends in."""
Past = tuple[str, str, float]
"""A stream that has a history, and how many seconds of it."""
TRADES: Stream = ("trade", "")
MINUTES: Stream = ("candle", "1m")
"""What stands for trades that are long past."""


class Saying(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What all conditions have."""

    @property
    def streams(self) -> frozenset[Stream]:
        """What it has to see."""
        return frozenset({TRADES})

    @property
    def pasts(self) -> tuple[Past, ...]:
        """What of the past helps it; 0 seconds: only what it has missed."""
        return ((*MINUTES, 0.0),) if TRADES in self.streams else ()

    def problem(self) -> str:
        """What is wrong with its fields together, beginning with a field; empty if nothing is."""
        return ""


class Priced(Saying, frozen=True, kw_only=True):
    """What conditions on a price have."""

    level: Number
    of: Of = "trade"

    @property
    def streams(self) -> frozenset[Stream]:
        return frozenset({(_CHANNELS.get(self.of, "trade"), "")})

    @property
    def _what(self) -> str:
        return "" if self.of == "trade" else f"{self.of} "


class Crosses(Priced, frozen=True, kw_only=True, tag="crosses"):
    """The price was on one side of a level and is on the other."""

    direction: Direction = "either"

    def __str__(self) -> str:
        return f"{self._what}{_CROSSES[self.direction]} {short(self.level)}"


class Above(Priced, frozen=True, kw_only=True, tag="above"):
    """The price is above a level."""

    def __str__(self) -> str:
        return f"{self._what}is above {short(self.level)}"


class Below(Priced, frozen=True, kw_only=True, tag="below"):
    """The price is below a level."""

    def __str__(self) -> str:
        return f"{self._what}is below {short(self.level)}"


class Change(Saying, frozen=True, kw_only=True, tag="change"):
    """The price is so much above the lowest, or below the highest, of the last seconds."""

    percent: Percent
    window: Window
    direction: Direction = "either"

    @property
    def pasts(self) -> tuple[Past, ...]:
        return ((*MINUTES, self.window),)

    def __str__(self) -> str:
        verb, percent = _VERBS[self.direction], short(self.percent)
        return f"{verb} {percent} % within {short(self.window)} s"


class VolumeSpike(Saying, frozen=True, kw_only=True, tag="volume_spike"):
    """The volume of the last seconds is so many times what is usual, by the time before them."""

    times: Positive
    window: Window
    baseline: Window

    @property
    def pasts(self) -> tuple[Past, ...]:
        return ((*MINUTES, self.window + self.baseline),)

    def problem(self) -> str:
        if self.window <= self.baseline <= _MOST_WINDOWS * self.window:
            return ""
        return f"baseline: expected 1 to {_MOST_WINDOWS} windows of {short(self.window)} s"

    def __str__(self) -> str:
        window, baseline = short(self.window), short(self.baseline)
        return f"volume of {window} s is {short(self.times)} times that of {baseline} s before"


class TradeSize(Saying, frozen=True, kw_only=True, tag="trade_size"):
    """One trade is so large: in base units, in quote units, or beside the trades before it."""

    quantity: Positive | None = None
    value: Positive | None = None
    times: Positive | None = None
    baseline: Window | None = None
    """Goes with `times`: the mean is over so many seconds."""

    @property
    def pasts(self) -> tuple[Past, ...]:
        return ((*TRADES, self.baseline or 0.0),)

    def problem(self) -> str:
        given = [each for each in (self.quantity, self.value, self.times) if each is not None]
        if len(given) != 1:
            return "quantity: expected one of quantity, value and times"
        if (self.times is None) != (self.baseline is None):
            return "baseline: goes with times"
        return ""

    def __str__(self) -> str:
        if self.times is not None:
            return f"a trade is {short(self.times)} times those of {short(self.baseline or 0)} s"
        if self.value is not None:
            return f"a trade is worth {short(self.value)}"
        return f"a trade has {short(self.quantity or 0)}"


class Spread(Saying, frozen=True, kw_only=True, tag="spread"):
    """Best bid and ask are so far apart, in percent of what is between them."""

    percent: Percent

    @property
    def streams(self) -> frozenset[Stream]:
        return frozenset({("quote", "")})

    def __str__(self) -> str:
        return f"spread is {short(self.percent)} %"


class Funding(Saying, frozen=True, kw_only=True, tag="funding"):
    """The funding rate, a fraction per interval, is above or below a level."""

    rate: Number
    side: Literal["above", "below"] = "above"

    @property
    def streams(self) -> frozenset[Stream]:
        return frozenset({("funding_rate", "")})

    def __str__(self) -> str:
        return f"funding rate is {self.side} {short(self.rate)}"


class OpenInterestChange(Saying, frozen=True, kw_only=True, tag="open_interest"):
    """The contracts that are open are so many more or fewer than in the last seconds."""

    percent: Percent
    window: Window
    direction: Direction = "either"

    @property
    def streams(self) -> frozenset[Stream]:
        return frozenset({("open_interest", "")})

    def __str__(self) -> str:
        verb, percent = _VERBS[self.direction], short(self.percent)
        return f"open interest {verb} {percent} % within {short(self.window)} s"


class Extreme(Saying, frozen=True, kw_only=True, tag="extreme"):
    """The price is higher, or lower, than all of the last seconds."""

    of: Literal["high", "low"]
    window: Window

    @property
    def pasts(self) -> tuple[Past, ...]:
        return ((*MINUTES, self.window),)

    def __str__(self) -> str:
        return f"new {self.of} of {short(self.window)} s"


class CandleCloses(Measure, frozen=True, kw_only=True, tag_field="type", tag="candle"):
    """A measure of candles, looked at when one closes, is beyond a level or another measure."""

    interval: str
    op: Literal["above", "below", "crosses_up", "crosses_down"]
    against: Number | Measure

    @property
    def streams(self) -> frozenset[Stream]:
        """What it has to see."""
        return frozenset({("candle", self.interval)})

    @property
    def pasts(self) -> tuple[Past, ...]:
        """What of the past helps it."""
        of = (self, self.against) if isinstance(self.against, Measure) else (self,)
        longest = max(each.reach(Interval(self.interval).length // 1_000_000) for each in of)
        return (("candle", self.interval, longest),)

    def problem(self) -> str:
        """What is wrong with its fields together."""
        return "" if Interval.is_one(self.interval) else f"interval: {wanted(self.interval)}"

    def __str__(self) -> str:
        against = self.against if isinstance(self.against, Measure) else short(self.against)
        return f"{Measure.__str__(self)} of {self.interval} {_OPS[self.op]} {against}"


class Stale(Saying, frozen=True, kw_only=True, tag="stale"):
    """Nothing has come for so many seconds."""

    seconds: Window
    of: Of = "trade"

    @property
    def streams(self) -> frozenset[Stream]:
        return frozenset({(_CHANNELS.get(self.of, "trade"), "")})

    @property
    def pasts(self) -> tuple[Past, ...]:
        return ()

    def __str__(self) -> str:
        return f"no {self.of} for {short(self.seconds)} s"


class Missing(Saying, frozen=True, kw_only=True, tag="gap"):
    """Trades are missing."""

    @property
    def pasts(self) -> tuple[Past, ...]:
        return ()

    def __str__(self) -> str:
        return "trades are missing"


class Several(Saying, frozen=True, kw_only=True):
    """What combinations have."""

    conditions: "Annotated[tuple[Condition, ...], Meta(min_length=2, max_length=8)]"

    @property
    def streams(self) -> frozenset[Stream]:
        return frozenset[Stream]().union(*(each.streams for each in self.conditions))

    @property
    def pasts(self) -> tuple[Past, ...]:
        longest: dict[Stream, float] = {}
        for channel, interval, seconds in (p for each in self.conditions for p in each.pasts):
            stream = (channel, interval)
            longest[stream] = max(seconds, longest.get(stream, 0.0))
        return tuple((*stream, seconds) for stream, seconds in longest.items())

    def problem(self) -> str:
        if _depth(self) > _DEEPEST:
            return f"conditions: at most {_DEEPEST} levels deep"
        if sum(1 for _ in leaves(self)) > _MOST_PARTS:
            return f"conditions: at most {_MOST_PARTS} in all"
        for number, each in enumerate(self.conditions):
            if found := each.problem():
                return f"conditions[{number}].{found}"
        return ""


class All(Several, frozen=True, kw_only=True, tag="all"):
    """All of several conditions are met."""

    within: Annotated[float, Meta(ge=0, le=604_800)] = 0.0
    """Seconds for which one of them counts after it was met."""

    def __str__(self) -> str:
        within = f" within {short(self.within)} s" if self.within else ""
        return " and ".join(map(_enclosed, self.conditions)) + within


class Either(Several, frozen=True, kw_only=True, tag="any"):
    """At least one of several conditions is met."""

    def __str__(self) -> str:
        return " or ".join(map(_enclosed, self.conditions))


Condition = (
    Above
    | All
    | Below
    | CandleCloses
    | Change
    | Crosses
    | Either
    | Extreme
    | Funding
    | Missing
    | OpenInterestChange
    | Spread
    | Stale
    | TradeSize
    | VolumeSpike
)


def _depth(condition: Condition | Several) -> int:
    below = condition.conditions if isinstance(condition, Several) else ()
    return 1 + max(map(_depth, below), default=0)


def leaves(condition: Condition | Several) -> Iterator[Condition]:
    """The condition itself, or those that it is a combination of."""
    if isinstance(condition, Several):
        for each in condition.conditions:
            yield from leaves(each)
    else:
        yield condition


def _enclosed(condition: Condition) -> str:
    return f"({condition})" if isinstance(condition, Several) else str(condition)


def field_of(condition: Condition, stream: Stream, where: str = "condition") -> str:
    """The field because of which a condition looks at a stream."""
    for number, each in enumerate(getattr(condition, "conditions", ())):
        if stream in each.streams:
            return field_of(each, stream, f"{where}.conditions[{number}]")
    if hasattr(condition, "interval"):
        return f"{where}.interval"
    return f"{where}.of" if getattr(condition, "of", "") in get_args(Of) else f"{where}.type"
