"""The price is so much above the lowest, or below the highest, of the last seconds."""

from typing import Protocol

from radist.alerts.rule import BACK, BETWEEN, Rule, Sign
from radist.alerts.windows import Extremes
from radist.conditions import Direction
from radist.model import Event, Trade

SLICES = 1000
"""Of a window, and the most values that it keeps."""


class Moves(Protocol):
    """What a condition on a change tells."""

    @property
    def percent(self) -> float: ...
    @property
    def window(self) -> float: ...
    @property
    def direction(self) -> Direction: ...


class ChangeRule(Rule):
    """Compares each price with the best and the worst before it."""

    __slots__ = ("_highest", "_level", "_lowest", "_rearmed")

    def __init__(self, condition: Moves, rearm: float) -> None:
        window, direction = int(condition.window * 1e6), condition.direction
        self._lowest = Extremes(window, SLICES, high=False) if direction != "down" else None
        self._highest = Extremes(window, SLICES, high=True) if direction != "up" else None
        self._level = condition.percent
        self._rearmed = condition.percent * (1 - rearm / 100)

    def look(self, event: Event, time: int) -> Sign | None:
        if event.__class__ is not Trade:
            return None
        price: float = event.price
        return self.compare(price, time, price)

    def compare(self, value: float, time: int, price: float | None) -> Sign:
        """What a value means beside those before it, of which it is one from now on."""
        rise = fall = 0.0
        if self._lowest is not None and (low := self._lowest.add(time, value)):
            rise = (value - low) / abs(low) * 100
        if self._highest is not None and (high := self._highest.add(time, value)):
            fall = (value - high) / abs(high) * 100
        change = rise if rise >= -fall else fall
        if abs(change) >= self._level:
            return Sign(True, False, change, price)
        return BACK if abs(change) < self._rearmed else BETWEEN
