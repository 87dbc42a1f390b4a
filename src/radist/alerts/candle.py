"""A measure of candles is beyond a level, or another measure, when a candle closes."""

from radist.alerts.formulas import Formula, formula
from radist.alerts.rule import BACK, BETWEEN, Rule, Sign
from radist.conditions import CandleCloses
from radist.measures import Measure
from radist.model import Candle, Event


class CandleRule(Rule):
    """Looks at closed candles, each of which has to follow the one before it."""

    __slots__ = ("_before", "_condition", "_end", "_formulas", "_rearm", "_sign", "_unknown")

    def __init__(self, condition: CandleCloses, rearm: float) -> None:
        self._condition = condition
        self._rearm = rearm / 100
        self._sign = 1.0 if condition.op in ("above", "crosses_up") else -1.0
        self._end = 0
        """When the last candle closed."""
        self._begin()

    def _begin(self) -> None:
        against = self._condition.against
        self._formulas: tuple[Formula, ...] = (formula(self._condition),)
        if isinstance(against, Measure):
            self._formulas += (formula(against),)
        self._before: float | None = None
        """How far beyond it the measure was."""
        self._unknown = True

    def look(self, event: Event, time: int) -> Sign | None:
        if not isinstance(event, Candle) or event.interval != self._condition.interval:
            return None
        if not event.is_closed or event.time_close <= self._end:
            return None
        if event.time_open > self._end + 1:
            self._begin()  # there is a hole: what was computed until now is worth nothing
        self._end = event.time_close
        value, *others = (each.add(event) for each in self._formulas)
        level = others[0] if others else self._condition.against
        self._unknown = value is None or level is None
        if value is None or not isinstance(level, float | int):
            return None
        return self._judge(value, level, event.close)

    def _judge(self, value: float, level: float, price: float) -> Sign:
        beyond = self._sign * (value - level)
        before, self._before = self._before, beyond
        if self._condition.op in ("above", "below"):
            if beyond > 0:
                return Sign(True, False, value, price)
            return BACK if beyond <= -abs(level) * self._rearm else BETWEEN
        crossed = before is not None and before <= 0 < beyond
        return Sign(True, True, value, price) if crossed else BACK

    @property
    def fault(self) -> str:
        return "too few closed candles are known" if self._unknown else ""
