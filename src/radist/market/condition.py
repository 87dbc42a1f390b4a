"""How an exchange is doing, in one word, since when, and how much comes."""

from collections import deque
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

State = Literal["live", "delayed", "partial", "stale", "down", "idle"]
_LATE = 2_000_000
"""Microseconds by which half of the events may be late."""
_SPAN = 10
"""Looks, one a second, over which rates are averaged."""


class Look(Struct, frozen=True, gc=False):
    """What is seen of an exchange at one moment. `messages` by channel so far, `stale` streams by
    channel now, of which there are so many (`streams`).
    """

    held: bool
    polls: bool
    """Whether REST stands in for a socket."""
    sockets: int
    """Places that want one."""
    connected: int
    """Those that have one."""
    streams: dict[str, int]
    stale: dict[str, int]
    messages: dict[str, int]
    total: int
    """Messages so far, those of no channel too."""
    lag: int | None = None
    """By which half of the events are late."""

    @property
    def transport(self) -> Literal["websocket", "poll", "none"]:
        """How it comes."""
        return "websocket" if self.connected else "poll" if self.polls else "none"


def state(look: Look) -> State:
    """The one word."""
    streams, stale = sum(look.streams.values()), sum(look.stale.values())
    if look.held or not streams:
        return "idle"
    if not (look.connected or look.polls):
        return "down"
    if stale >= streams:
        return "stale"
    if stale or (look.connected < look.sockets and not look.polls):
        return "partial"
    return "delayed" if (look.lag or 0) > _LATE else "live"


def of_channel(look: Look, channel: str) -> State:
    """The same of one channel, as far as its streams say."""
    whole = state(look)
    if whole in ("idle", "down", "stale"):
        return whole
    stale = look.stale.get(channel, 0)
    if not stale:
        return "live"
    return "stale" if stale >= look.streams.get(channel, 0) else "partial"


def of_all(states: list[State]) -> State:
    """Of several exchanges: what they agree on, leaving out those of which nothing is wanted."""
    busy = {found for found in states if found != "idle"}
    if not busy:
        return "idle"
    return busy.pop() if len(busy) == 1 else "partial"


class Condition:
    """One exchange, looked at once a second."""

    def __init__(self, now: int) -> None:
        self.state: State = "idle"
        self.since = now
        self._looks: deque[tuple[int, Look]] = deque(maxlen=_SPAN + 1)

    @property
    def look(self) -> Look | None:
        """The latest."""
        return self._looks[-1][1] if self._looks else None

    def observe(self, look: Look, now: int) -> None:
        """Take note of what is seen now."""
        self._looks.append((now, look))
        if (found := state(look)) != self.state:
            self.state, self.since = found, now

    @property
    def rate(self) -> float:
        """Messages a second of late."""
        return self._rate(lambda look: look.total)

    def rate_of(self, channel: str) -> float:
        """The same of one channel."""
        return self._rate(lambda look: look.messages.get(channel, 0))

    def _rate(self, count: Callable[[Look], int]) -> float:
        if len(self._looks) < 2:
            return 0.0
        (begin, first), (end, last) = self._looks[0], self._looks[-1]
        more = max(0, count(last) - count(first))
        return more * 1e6 / (end - begin) if end > begin else 0.0
