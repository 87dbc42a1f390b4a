"""The volume of the last seconds is so many times what is usual, by the time before them."""

from radist.alerts.rule import Rule, Sign, Threshold
from radist.alerts.windows import Sums
from radist.conditions import VolumeSpike
from radist.model import Event, Gap, Trade

SLICES = 20
"""Of a window. A baseline has so many for each window that it is long."""
_ENOUGH = 0.5
"""The part of the baseline that has to be known."""
_NOTHING = 1e-9
"""So little beside the window is what differences of doubles leave of nothing."""


class VolumeSpikeRule(Rule):
    """Adds volumes up, of the window and of the window and what is before it."""

    __slots__ = ("_all", "_baseline", "_near", "_seen", "_threshold")

    def __init__(self, condition: VolumeSpike, rearm: float) -> None:
        window = int(condition.window * 1e6)
        self._baseline = int(SLICES * condition.baseline / condition.window)
        self._near = Sums(window, SLICES)
        self._all = Sums(window // SLICES * (SLICES + self._baseline), SLICES + self._baseline)
        self._threshold = Threshold(condition.times, rearm, touch=True)
        self._seen = 0
        """When the last trade was."""

    def look(self, event: Event, time: int) -> Sign | None:
        if event.__class__ is not Trade:
            return None
        self._near.add(time, event.quantity)
        self._all.add(time, event.quantity)
        self._seen = time
        known = self._all.known - self._near.known
        usual = self._all.total - self._near.total
        if known < _ENOUGH * self._baseline or usual <= _NOTHING * self._near.total:
            return None
        times = self._near.total / (usual / known * SLICES)
        return self._threshold.sign(times, event.price)

    def miss(self, gap: Gap, time: int) -> Sign | None:
        begin = self._seen if gap.from_time is None else gap.from_time
        end = time if gap.to_time is None else gap.to_time
        for sums in (self._near, self._all):
            sums.forget(begin, end)
        return None

    @property
    def fault(self) -> str:
        known = (self._all.known - self._near.known) / self._baseline
        if known >= _ENOUGH:
            return ""
        return f"{_ENOUGH:.0%} of the baseline have to be known, and {known:.0%} are"
