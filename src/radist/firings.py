"""What came of alerts: firings as they are written, alerts and triggers as people are told of them.

Here times are as on the wire, ISO 8601, unless a field says otherwise.
"""

from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Raw, Struct
from msgspec.structs import asdict

from radist.alarms import Alert, Fired, Repeat, State
from radist.codec import iso
from radist.conditions import Condition
from radist.deliveries import Attempt
from radist.errors import ClientError

DeliveryState = Literal["pending", "delivered", "failed", "dead"]
"""Not tried yet; told; not told yet, to be tried again; given up."""
BROWSER = "browser"
"""The target that everybody has: the room of their own."""


class New(Struct, frozen=True):
    """A delivery that is to be made of a firing. `target` is the name of the target, `place` its
    id.
    """

    id: str
    target: str
    place: str
    kind: str
    payload: bytes
    error: str = ""
    """Why it cannot even be tried."""

    @property
    def state(self) -> DeliveryState:
        """As it begins: the room of the owner is told right after the commit."""
        if self.error:
            return "dead"
        return "delivered" if self.kind == BROWSER else "pending"


class Outcome(Struct, frozen=True):
    """What came of an attempt to deliver. `at` is when to try again, in microseconds."""

    delivery: str
    attempt: Attempt
    state: DeliveryState
    at: int | None = None


class Firing(Struct, frozen=True, kw_only=True):
    """A trigger as it is written: with its deliveries, and what its alert is from then on."""

    id: str
    owner: str
    alert: str
    version: int
    """Of the alert that it was made by: how another one is it does not tell."""
    fired: int
    """Microseconds."""
    content: bytes
    """The trigger as JSON."""
    deliveries: tuple[New, ...] = ()
    state: str = "active"
    memory: bytes = b""
    test: bool = False


class DeliveryTold(Struct, frozen=True, kw_only=True):
    """How a delivery is doing. `next` is when it will be tried, ISO 8601."""

    target: str
    kind: str
    state: DeliveryState
    attempts: int
    status: int | None
    took_ms: int | None
    error: str
    next: str | None
    payload: Raw
    """What is sent, as JSON."""


class Happened(Struct, frozen=True):
    """A trigger, and how its deliveries are doing. `fired` is in microseconds."""

    id: str
    fired: int
    content: dict[str, Any]
    """The trigger as JSON."""
    deliveries: tuple[DeliveryTold, ...]

    def told(self) -> dict[str, Any]:
        """The whole of it, as people are told."""
        return self.content | {"deliveries": self.deliveries}


class Asked(Struct, frozen=True):
    """A key of the client's choice, and a digest of what was asked with it."""

    key: str
    digest: str


class Question(Struct, frozen=True, kw_only=True):
    """Which triggers are asked for: those fired in [since, until), before a place in the row. Times
    are in microseconds.
    """

    alert: str = ""
    result: Literal["", "delivered", "failed", "pending"] = ""
    since: int | None = None
    until: int | None = None
    before: tuple[int, str] | None = None
    """`fired` and id of the last one that is known."""
    limit: int = 50


class AlertTold(Struct, frozen=True, kw_only=True):
    """An alert: what it is, and how it is doing."""

    id: str
    name: str
    exchange: str
    symbol: str
    native: str
    condition: Condition
    words: str
    """The condition in words."""
    repeat: Repeat
    rearm: float
    expires: str | None
    targets: tuple[str, ...]
    message: str
    note: str
    state: State
    snoozed_until: str | None
    version: int
    created: str
    updated: str
    last_fired: str | None
    fired: int
    evaluated: str | None
    """When something was last looked at for it."""
    fault: str
    """Why it cannot be relied on now; empty while it can."""
    source: Literal["api", "config"]


class TriggerTold(Struct, frozen=True, kw_only=True):
    """One firing. `time` is when it happened, `fired` when it was known here."""

    id: str
    alert: str
    name: str
    exchange: str
    symbol: str
    condition: Condition | None
    """None where a target is tried."""
    words: str
    price: float | None
    value: float
    time: str
    fired: str
    late: bool
    test: bool
    message: str


class Preview(Struct, frozen=True, kw_only=True):
    """What an alert would say, and when it would have said it. `since` is how far back was looked;
    where that is less than asked for, `complete` is false and `reason` says why.
    """

    message: str
    fields: dict[str, Any]
    would_have_fired: int
    times: list[str]
    since: str
    complete: bool
    reason: str


class TargetTold(Struct, frozen=True, kw_only=True):
    """Somewhere to be told. `fault` is why nothing arrives there now; empty while it does."""

    name: str
    kind: str
    source: Literal["builtin", "config", "api"]
    url: str = ""
    fault: str = ""


class Changed(ClientError):  # noqa: N818  # what happened, not whose mistake it is
    """Somebody else has changed an alert meanwhile: this is the present one."""

    def __init__(self, alert: AlertTold) -> None:
        message = f"changed elsewhere: the present version is {alert.version}"
        super().__init__(409, "changed", message)
        self.alert = alert


class TriggerWhole(TriggerTold, frozen=True, kw_only=True):
    """A trigger, and how its deliveries are doing."""

    deliveries: tuple[DeliveryTold, ...]


def told(alert: Alert, evaluated: int | None, fault: str) -> AlertTold:
    """An alert as people are told of it. `evaluated` is in microseconds."""
    what = alert.definition
    return AlertTold(
        id=alert.id,
        name=what.name,
        exchange=what.exchange,
        symbol=what.symbol,
        native=alert.native,
        condition=what.condition,
        words=str(what.condition),
        repeat=what.repeat,
        rearm=what.rearm,
        expires=_iso(what.expires),
        targets=what.targets,
        message=what.message,
        note=what.note,
        state=alert.state,
        snoozed_until=_iso(alert.snoozed_until),
        version=alert.version,
        created=iso(alert.created),
        updated=iso(alert.updated),
        last_fired=_iso(alert.last_fired),
        fired=alert.fired,
        evaluated=_iso(evaluated),
        fault=fault,
        source=alert.source,
    )


def trigger(alert: Alert, fired: Fired, message: str, *, test: bool = False) -> TriggerTold:
    """A firing of an alert as people are told of it."""
    what = alert.definition
    return TriggerTold(
        id=fired.trigger,
        alert=alert.id,
        name=what.title,
        exchange=what.exchange,
        symbol=what.symbol,
        condition=what.condition if alert.id else None,
        words=str(what.condition) if alert.id else "",
        price=fired.price,
        value=fired.value,
        time=iso(fired.time),
        fired=iso(fired.seen),
        late=fired.late,
        test=test,
        message=message,
    )


def whole(one: TriggerTold, deliveries: Iterable[New]) -> TriggerWhole:
    """A trigger with its deliveries as they begin."""
    return TriggerWhole(**asdict(one), deliveries=tuple(_begun(new) for new in deliveries))


def _begun(new: New) -> DeliveryTold:
    return DeliveryTold(
        target=new.target,
        kind=new.kind,
        state=new.state,
        attempts=int(new.kind == BROWSER),
        status=None,
        took_ms=0 if new.kind == BROWSER else None,
        error=new.error,
        next=None,
        payload=Raw(new.payload),
    )


def _iso(time: int | None) -> str | None:
    return None if time is None else iso(time)
