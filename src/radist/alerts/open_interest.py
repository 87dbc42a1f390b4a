"""The contracts that are open are so many more or fewer than in the last seconds."""

from msgspec import UNSET

from radist.alerts.change import ChangeRule
from radist.alerts.rule import Sign
from radist.derivatives import OpenInterest
from radist.model import Event


class OpenInterestRule(ChangeRule):
    """Compares them as prices are compared."""

    __slots__ = ()

    def look(self, event: Event, time: int) -> Sign | None:
        if not isinstance(event, OpenInterest):
            return None
        # Of inverse futures the quantity changes with the price, and may not be known.
        count = event.quantity if event.contracts is UNSET else event.contracts
        return None if count is None else self.compare(count, time, None)
