"""The funding rate is above or below a level."""

from radist.alerts.rule import Rule, Sign, Threshold
from radist.conditions import Funding
from radist.derivatives import FundingRate
from radist.model import Event


class FundingRule(Rule):
    """Compares each rate with the level."""

    __slots__ = ("_threshold",)

    def __init__(self, condition: Funding, rearm: float) -> None:
        self._threshold = Threshold(condition.rate, rearm, up=condition.side == "above")

    def look(self, event: Event, time: int) -> Sign | None:
        return self._threshold.sign(event.rate, None) if isinstance(event, FundingRate) else None
