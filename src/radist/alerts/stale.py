"""Nothing has come for so many seconds."""

from radist.alerts.prices import Price
from radist.alerts.rule import BACK, Rule, Sign
from radist.conditions import Stale
from radist.model import Event


class StaleRule(Rule):
    """Counts by this machine's clock: what comes late has been missing."""

    __slots__ = ("_heard", "_last", "_price", "_seconds")

    def __init__(self, condition: Stale, rearm: float) -> None:
        self._price = Price(condition.of)
        self._seconds = condition.seconds
        self._heard: int | None = None
        self._last: float | None = None

    @property
    def ticks(self) -> bool:
        return True

    def look(self, event: Event, time: int) -> Sign | None:
        price = self._price.of(event)
        if price is None:
            return None
        self._heard, self._last = event.time_received, price
        return BACK

    def tick(self, now: int) -> Sign | None:
        if self._heard is None:
            self._heard = now
        silent = (now - self._heard) / 1e6
        return Sign(True, False, silent, self._last) if silent >= self._seconds else None
