"""Whether a condition that is met makes an alert fire: repetition, re-arming, expiry, snooze."""

from radist.alarms import Alert, Memory, Once, OncePerCandle
from radist.alerts.rule import Sign


class Policy:
    """Of one alert. It fires when its condition begins to be met while it may fire; where it may
    not, what begins is told later if it still holds then.
    """

    __slots__ = ("alert", "armed", "fired")

    def __init__(self, alert: Alert, memory: Memory | None) -> None:
        self.alert = alert
        self.armed = memory.armed if memory else True
        self.fired = memory.fired if memory else None
        """When it last did."""

    def judge(self, sign: Sign, time: int, seen: int) -> bool:
        """Whether it fires, because of what happened at `time` and was seen at `seen`."""
        fires = sign.met and self.armed and self._may(time, seen)
        if fires:
            self.fired = time
        if sign.back:
            self.armed = True
        elif fires:
            self.armed = False
        return fires

    @property
    def done(self) -> bool:
        """Whether it never fires again."""
        return self.fired is not None and isinstance(self.alert.definition.repeat, Once)

    def expired(self, now: int) -> bool:
        """Whether its time is over."""
        expires = self.alert.definition.expires
        return expires is not None and now >= expires

    def _may(self, time: int, seen: int) -> bool:
        snoozed = self.alert.snoozed_until
        if (snoozed is not None and seen < snoozed) or self.expired(seen):
            return False
        if self.fired is None:
            return True
        repeat = self.alert.definition.repeat
        if isinstance(repeat, Once):
            return False
        if isinstance(repeat, OncePerCandle):
            return time // repeat.length != self.fired // repeat.length
        return abs(time - self.fired) >= repeat.cooldown * 1_000_000
