"""What every rule is: shown events, it says whether its condition is met."""

from abc import ABC, abstractmethod
from typing import Any

from msgspec import Struct

from radist.model import Candle, Event, Freshness, Gap


class Sign(Struct, frozen=True, gc=False):
    """What an event means to a condition. What lasts only as long as the event is both `met` and
    `back`.
    """

    met: bool
    back: bool
    """Whether it may fire the next time it is met: it has gone back far enough."""
    value: float = 0.0
    """What was compared."""
    price: float | None = None


BACK, BETWEEN = Sign(False, True), Sign(False, False)


class Rule(ABC):
    """A condition as it runs. Times are in microseconds; None of an event is that it says nothing
    about the condition.
    """

    __slots__ = ()

    @property
    def ticks(self) -> bool:
        """Whether time alone can meet it."""
        return False

    @abstractmethod
    def look(self, event: Event, time: int) -> Sign | None:
        """An event, and when it happened."""

    def miss(self, gap: Gap, time: int) -> Sign | None:
        """Something is missing from now on, or was until now."""
        return None

    def tick(self, now: int) -> Sign | None:
        """Time has come to `now`."""
        return None

    @property
    def fault(self) -> str:
        """Why it cannot be right yet; empty if it can."""
        return ""

    def memory(self) -> Any:
        """What it has to know to go on in another process, as JSON has it."""
        return None

    def recall(self, memory: Any) -> None:  # noqa: B027  # not every rule has a memory
        """Go on with that."""


class Threshold:
    """Whether a value is beyond a level, and when it has come back from there far enough."""

    __slots__ = ("_back", "_level", "_rearm", "_sign", "_touch", "level")

    def __init__(self, level: float, rearm: float, *, up: bool = True, touch: bool = False) -> None:
        """`rearm` is in percent of the level. With `touch` the level itself is beyond it."""
        self._rearm = rearm / 100
        self._sign = 1.0 if up else -1.0
        self._touch = touch
        self.move(level)

    def move(self, level: float) -> None:
        """From now on it is another level."""
        self.level = level
        self._level = self._sign * level
        self._back = self._level - abs(level) * self._rearm

    def sign(self, value: float, price: float | None) -> Sign:
        """What a value means."""
        signed = self._sign * value
        if signed > self._level or (self._touch and signed == self._level):
            return Sign(True, False, value, price)
        return BACK if signed <= self._back else BETWEEN


def moment(event: Event) -> int:
    """When it happened: candles when they close, others by the exchange's clock where it has
    one.
    """
    if event.__class__ is Candle:
        return event.time_close
    time = event.time_exchange
    return event.time_received if time is None else time


def key(event: Event) -> str:
    """What tells it from all others of its instrument, live or in history."""
    if isinstance(event, Candle):
        return f"{event.channel}/{event.interval}/{event.time_open}"
    if isinstance(event, Gap):
        return f"gap/{event.channel}/{event.from_id or event.from_time or moment(event)}"
    if isinstance(event, Freshness):
        return f"freshness/{event.channel}/{event.time_received}"
    return f"{event.channel}/{getattr(event, 'id', None) or moment(event)}"
