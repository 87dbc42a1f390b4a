"""What an alert is, what it may be, what has to be known to go on with it, and one firing of it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from hashlib import sha256
from math import isfinite
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from radist.conditions import Condition
from radist.errors import ClientError
from radist.intervals import Interval
from radist.model import Subscription
from radist.topics import topic

_Short = Literal["1s", "1m", "3m", "5m", "15m", "30m"]
_Long = Literal["1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1M"]
MOST = 1000
"""Alerts of one owner."""
Text = Annotated[str, Meta(max_length=2000)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
State = Literal["active", "paused", "done", "expired"]


class Once(Struct, frozen=True, tag_field="type", tag="once", forbid_unknown_fields=True):
    """The first firing is the last."""


class OncePerCandle(
    Struct, frozen=True, tag_field="type", tag="candle", forbid_unknown_fields=True
):
    """At most one firing within each candle."""

    interval: Literal[_Short, _Long]

    @property
    def length(self) -> int:
        """Of a candle, in microseconds."""
        return Interval(self.interval).length


class Every(Struct, frozen=True, tag_field="type", tag="every", forbid_unknown_fields=True):
    """Each firing, but none within so many seconds of another."""

    cooldown: Annotated[float, Meta(ge=0, le=2_678_400)] = 0.0


Repeat = Once | OncePerCandle | Every


class Definition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says of an alert. Times are in microseconds."""

    symbol: Annotated[str, Meta(min_length=1, max_length=64)]
    condition: Condition
    exchange: Annotated[str, Meta(max_length=64)] = ""
    """Empty: the one that the markets are of."""
    name: Annotated[str, Meta(max_length=100)] = ""
    repeat: Repeat = Once()
    rearm: Annotated[float, Meta(ge=0, le=100)] = 0.0
    """Percent of the level that the value must go back before it can fire again."""
    expires: int | None = None
    targets: Annotated[tuple[Name, ...], Meta(max_length=20)] = ("browser",)
    message: Text = ""
    """A template; empty is the usual message."""
    note: Text = ""

    @property
    def title(self) -> str:
        """Its name, or what it waits for."""
        return self.name or f"{self.symbol} {self.condition}"[:100]


class Alert(Struct, frozen=True, kw_only=True):
    """A definition, whose it is, and what has become of it. Times are in microseconds."""

    id: str
    owner: str
    definition: Definition
    """Its `exchange` and `symbol` in canonical spelling."""
    native: str = ""
    state: State = "active"
    snoozed_until: int | None = None
    version: int = 1
    created: int = 0
    updated: int = 0
    last_fired: int | None = None
    fired: int = 0
    source: Literal["api", "config"] = "api"


class Memory(Struct, frozen=True):
    """What has to be known of an alert to go on with it in another process."""

    evaluated: int
    """The time of the last event, by the exchange's clock where it has one."""
    last: str = ""
    """That event's key."""
    armed: bool = True
    """Whether it may fire before its condition has ceased to hold."""
    fired: int | None = None
    """When it last did, by the same clock."""
    rule: Any = None
    """What the rule remembers beside."""


class Fired(Struct, frozen=True, kw_only=True):
    """An alert has fired. Times are in microseconds."""

    alert: str
    trigger: str
    """The same however often the same event is looked at."""
    time: int
    """When it happened, by the exchange's clock where it has one."""
    seen: int
    """When this machine knew."""
    price: float | None
    """None where it is about no price."""
    value: float
    """What was compared: a price, percent, a number of times, a rate."""
    late: bool
    """Found later than it happened: in history, in what was recovered, or after a hole."""
    done: bool
    """Whether it was the last one of this alert."""


class Expired(Struct, frozen=True):
    """The time of an alert is over."""

    alert: str


class Trigger(Struct, frozen=True, kw_only=True):
    """One firing, as it is kept and told. Times are in microseconds."""

    id: str
    alert: str
    name: str
    exchange: str
    symbol: str
    condition: Condition
    price: float | None
    value: float
    time: int
    fired: int
    late: bool
    test: bool
    message: str


def topics_of(definition: Definition) -> frozenset[str]:
    """The topics that an alert looks at; exchange and symbol in canonical spelling."""
    return frozenset(
        topic(definition.exchange, Subscription(channel, definition.symbol, interval))
        for channel, interval in definition.condition.streams
    )


def history_of(definition: Definition) -> dict[str, float]:
    """Topics of history, and how many seconds of each an alert needs to begin with. One with 0 is
    needed for what was missed only: where the alert was evaluated before.
    """
    return {
        topic(definition.exchange, Subscription(channel, definition.symbol, interval)): seconds
        for channel, interval, seconds in definition.condition.pasts
    }


def trigger_id(alert: str, version: int, key: str) -> str:
    """The name of what an event, by its key, made of a version of an alert."""
    return "t_" + sha256(f"{alert}/{version}/{key}".encode()).hexdigest()[:24]


def checked(given: Mapping[str, Any]) -> Definition:
    """A definition of JSON or TOML. Raises ClientError(422) whose message begins with a field."""
    _refuse_odd(given, "")
    given = dict(given)
    if given.get("expires") is not None:
        given["expires"] = _time("expires", given["expires"])
    try:
        found = msgspec.convert(given, Definition)
    except msgspec.ValidationError as error:
        raise _refused(_told(str(error))) from error
    if problem := found.condition.problem():
        raise _refused(f"condition.{problem}")
    return found


def _time(where: str, value: Any) -> int:
    """Microseconds of a time of day with its zone, as text or as TOML has it."""
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if time.tzinfo is None:
            raise ValueError
        time = time.astimezone(UTC)  # which may be after the last year that there is
    except (TypeError, ValueError, OverflowError):
        form = f"{where}: expected a time such as 2027-01-31T08:00:00Z, not {value!r}"
        raise _refused(form[:300]) from None
    return (time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _refuse_odd(value: Any, where: str) -> None:
    """Numbers which are none get by every limit; half characters can be neither kept nor told."""
    if isinstance(value, float) and not isfinite(value):
        raise _refused(f"{where}: expected a number, not {value}")
    if isinstance(value, str) and (odd := _ODD.search(value)):
        raise _refused(f"{where}: {odd[0]!a} is no character")
    if isinstance(value, Mapping):
        for name, each in value.items():
            _refuse_odd(name, "a field's name")
            _refuse_odd(each, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            _refuse_odd(each, f"{where}[{number}]")


_ODD = re.compile(r"[\0\ud800-\udfff]")
"""What PostgreSQL keeps in no text, and UTF-8 cannot write."""


_AT = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<where>.*)`)?", re.DOTALL)
_FIELD = re.compile(r"Object (?P<how>missing required|contains unknown) field `(?P<name>.*)`")
_KINDS = sorted(str(kind.__struct_config__.tag) for kind in get_args(Condition))


def _told(error: str) -> str:
    """What msgspec says, beginning with the field."""
    found = _AT.fullmatch(error)
    what, where = (found["what"], found["where"] or "") if found else (error, "")
    if field := _FIELD.fullmatch(what):
        where = f"{where}.{field['name']}".lstrip(".")
        return f"{where}: {'is missing' if field['how'][0] == 'm' else 'no such field'}"
    if kind := re.fullmatch(r"Invalid value '(.*)'", what):
        known = _KINDS if where.startswith("condition") else ["once", "candle", "every"]
        near = get_close_matches(kind[1], known, n=1, cutoff=0.5) or known
        return f"{where}: there is no {kind[1][:50]!r}; did you mean {', '.join(near)}?"
    return f"{where or 'alert'}: {what[:1].lower()}{what[1:]}".replace("`", "")


def _refused(message: str) -> ClientError:
    return ClientError(422, "invalid", message)
