"""Best bid and ask are so far apart."""

from radist.alerts.rule import Rule, Sign, Threshold
from radist.conditions import Spread
from radist.model import Event, Quote


class SpreadRule(Rule):
    """Measures it in percent of the price between them."""

    __slots__ = ("_threshold",)

    def __init__(self, condition: Spread, rearm: float) -> None:
        self._threshold = Threshold(condition.percent, rearm, touch=True)

    def look(self, event: Event, time: int) -> Sign | None:
        if event.__class__ is not Quote or event.bid_price <= 0 or event.ask_price <= 0:
            return None
        mid = (event.bid_price + event.ask_price) / 2
        return self._threshold.sign((event.ask_price - event.bid_price) / mid * 100, mid)
