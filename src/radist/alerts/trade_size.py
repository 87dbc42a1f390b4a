"""One trade is so large: in base units, in quote units, or beside the trades before it."""

from radist.alerts.rule import BACK, Rule, Sign
from radist.alerts.windows import Sums
from radist.conditions import TradeSize
from radist.model import Event, Gap, Trade

SLICES = 100
"""Of a baseline."""
_ENOUGH = SLICES // 2
"""Of these have to be known."""


class TradeSizeRule(Rule):
    """Each trade by itself: it is met and over at once."""

    __slots__ = ("_amounts", "_counts", "_least", "_seen", "_times", "_value", "_window")

    def __init__(self, condition: TradeSize, rearm: float) -> None:
        self._times = condition.times
        self._value = condition.value is not None
        self._least = condition.times or condition.value or condition.quantity or 0.0
        self._window = int((condition.baseline or 0.0) * 1e6)
        self._amounts, self._counts = (Sums(self._window, SLICES) for _ in range(2))
        self._seen = 0

    def look(self, event: Event, time: int) -> Sign | None:
        if event.__class__ is not Trade:
            return None
        size = event.quantity * event.price if self._value else event.quantity
        if self._times is not None:
            mean = self._mean(time, size)
            if mean is None:
                return None
            size /= mean
        return Sign(True, True, size, event.price) if size >= self._least else BACK

    def _mean(self, time: int, size: float) -> float | None:
        """Of the trades before this one, where enough of the baseline is known."""
        amounts, counts = self._amounts, self._counts
        for sums in (amounts, counts):
            sums.advance(time)
        # Sums of doubles leave a little behind of what has gone, counts do not.
        known = amounts.total > 0 and counts.total > 0 and counts.known >= _ENOUGH
        mean = amounts.total / counts.total if known else None
        amounts.add(time, size)
        counts.add(time, 1.0)
        self._seen = time
        return mean

    def miss(self, gap: Gap, time: int) -> Sign | None:
        begin = self._seen if gap.from_time is None else gap.from_time
        end = time if gap.to_time is None else gap.to_time
        for sums in (self._amounts, self._counts):
            sums.forget(begin, end)
        return None

    @property
    def fault(self) -> str:
        if self._times is None or self._counts.known >= _ENOUGH:
            return ""
        return f"50% of the baseline have to be known, and {self._counts.known / SLICES:.0%} are"
