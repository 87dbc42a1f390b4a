"""What REST asks for and answers with about alerts, field by field; `shapes.py` has the rest."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from radist.alarms import Repeat
from radist.conditions import Condition
from radist.firings import AlertTold, TargetTold, TriggerWhole
from radist.hub.answers import Time


class AlertWish(Struct):
    """What somebody wants to be told."""

    symbol: str
    condition: Condition
    exchange: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    repeat: Repeat | UnsetType = UNSET
    rearm: float | UnsetType = UNSET
    expires: Time | UnsetType | None = UNSET
    targets: list[str] | UnsetType = UNSET
    message: str | UnsetType = UNSET
    note: str | UnsetType = UNSET


class AlertRewish(AlertWish):
    """The same in place of the version that was read."""

    version: int = 1


class AllAlerts(Struct):
    """All of a user's; `most` is how many there may be."""

    alerts: list[AlertTold]
    count: int
    most: int
    evaluated: Time | None


class Tried(Struct):
    """What came of a test so far."""

    trigger: TriggerWhole


class Triggers(Struct):
    """Newest first. `next` is what to give as `before` for older ones."""

    triggers: list[TriggerWhole]
    next: str | None


class AlertTargets(Struct):
    """Where a user can be told, and the kinds that there are."""

    targets: list[TargetTold]
    kinds: list[str]


class AlertTargetMade(TargetTold, frozen=True, kw_only=True):
    """A webhook. The `secret` is shown this once."""

    secret: str


_ALERTS = "/api/v1/alerts"
ASKED: dict[tuple[str, str], Any] = {
    ("post", _ALERTS): AlertWish,
    ("post", f"{_ALERTS}/preview"): AlertWish,
    ("put", f"{_ALERTS}/{{alert}}"): AlertRewish,
}
"""What is asked for, where the server reads it itself."""
CREATED = frozenset({("post", _ALERTS), ("post", f"{_ALERTS}/targets")})
