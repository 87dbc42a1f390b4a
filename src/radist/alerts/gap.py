"""Trades are missing."""

from radist.alerts.rule import Rule, Sign
from radist.conditions import Missing
from radist.model import Event, Gap


class GapRule(Rule):
    """Each gap is met and over at once; its value is how many seconds it is long."""

    __slots__ = ()

    def __init__(self, condition: Missing, rearm: float) -> None:
        """Nothing can be set."""

    def look(self, event: Event, time: int) -> Sign | None:
        return None

    def miss(self, gap: Gap, time: int) -> Sign | None:
        if gap.channel != "trade":
            return None
        if gap.from_time is None or gap.to_time is None:
            return Sign(True, True)
        return Sign(True, True, (gap.to_time - gap.from_time) / 1e6)
