"""The price is above a level, or below it."""

from radist.alerts.prices import Price
from radist.alerts.rule import Rule, Sign, Threshold
from radist.conditions import Above, Below
from radist.model import Event


class BeyondRule(Rule):
    """Compares each price with the level."""

    __slots__ = ("_price", "_threshold")

    def __init__(self, condition: Above | Below, rearm: float) -> None:
        self._price = Price(condition.of)
        self._threshold = Threshold(condition.level, rearm, up=isinstance(condition, Above))

    def look(self, event: Event, time: int) -> Sign | None:
        price = self._price.of(event)
        return None if price is None else self._threshold.sign(price, price)
