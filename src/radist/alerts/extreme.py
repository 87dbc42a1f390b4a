"""The price is higher, or lower, than all of the last seconds."""

from radist.alerts.change import SLICES
from radist.alerts.rule import Rule, Sign, Threshold
from radist.alerts.windows import Extremes
from radist.conditions import Extreme
from radist.model import Event, Gap, Trade


class ExtremeRule(Rule):
    """Compares each price with the best before it, once the window is known as a whole."""

    __slots__ = ("_best", "_known", "_since", "_threshold", "_window")

    def __init__(self, condition: Extreme, rearm: float) -> None:
        self._window = int(condition.window * 1e6)
        high = condition.of == "high"
        self._best = Extremes(self._window, SLICES, high=high)
        self._threshold = Threshold(0.0, rearm, up=high)
        self._since: int | None = None
        """Since when no trade is missing."""
        self._known = 0
        """How much of the window is known."""

    def look(self, event: Event, time: int) -> Sign | None:
        if event.__class__ is not Trade:
            return None
        price: float = event.price
        best = self._best.value(time)
        self._best.add(time, price)
        if self._since is None:
            self._since = time
        self._known = time - self._since
        if best is None or self._known < self._window:
            return None
        if best != self._threshold.level:
            self._threshold.move(best)
        return self._threshold.sign(price, price)

    def miss(self, gap: Gap, time: int) -> Sign | None:
        self._since, self._known = None, 0
        return None

    @property
    def fault(self) -> str:
        if self._known >= self._window:
            return ""
        known, window = self._known // 1_000_000, self._window // 1_000_000
        return f"trades of {window} s have to be known, and those of {known} s are"
