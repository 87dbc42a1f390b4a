"""The price was on one side of a level and is on the other."""

from typing import Any

from radist.alerts.prices import Price
from radist.alerts.rule import BACK, Rule, Sign
from radist.conditions import Crosses
from radist.model import Event


class CrossesRule(Rule):
    """Knows on which side the price was last, far enough from the level to count again."""

    __slots__ = ("_distance", "_down", "_level", "_price", "_side", "_up")

    def __init__(self, condition: Crosses, rearm: float) -> None:
        self._price = Price(condition.of)
        self._level = condition.level
        self._distance = abs(condition.level) * rearm / 100
        self._up = condition.direction != "down"
        self._down = condition.direction != "up"
        self._side: int | None = None
        """-1 below, 1 above, 0 not yet far enough from the level; None before the first price."""

    def look(self, event: Event, time: int) -> Sign | None:
        price = self._price.of(event)
        if price is None:
            return None
        above = price - self._level
        if self._side is None:
            self._side = (above > 0) - (above < 0)
            return BACK
        crossed = (above > 0 and self._side < 0 and self._up) or (
            above < 0 and self._side > 0 and self._down
        )
        if abs(above) >= self._distance and above != 0:
            self._side = 1 if above > 0 else -1
        elif crossed:
            self._side = 0
        return Sign(True, True, price, price) if crossed else BACK

    def memory(self) -> Any:
        return self._side

    def recall(self, memory: Any) -> None:
        self._side = memory
