"""What the venue puts up with: messages and streams per socket, arrivals and weight per address."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from radist.simulator.candles import SECOND

Clock = Callable[[], int]
"""Tells the time in microseconds."""


def wall_clock() -> int:
    return time.time_ns() // 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The documented figures. 0 switches a limit off."""

    messages_per_second: int = 5
    streams_per_socket: int = 1_024
    connections: int = 300
    connections_window: int = 5 * 60
    """Seconds in which so many may be opened."""
    weight_per_minute: int = 6_000
    weight_window: int = 60
    """Seconds of that minute, where it is none."""
    refusals_before_ban: int = 10
    ban: int = 2 * 60
    """Seconds of the first ban; each further one is twice as long, up to three days."""


@dataclass(frozen=True, slots=True)
class Manners:
    """What the exchange expects of its clients, and how patient it is."""

    limits: Limits = field(default_factory=Limits)
    ping_every: float = 20.0
    pong_within: float = 60.0
    pings: bool = True
    """Whether the server pings; else whatever a client sends shows that it is there."""
    either_way: bool = False
    """Whether what the server sends counts as well: then only silence ends a connection."""
    clock: Clock = wall_clock


@dataclass(slots=True)
class Counts:
    """What clients did that the venue does not put up with, each counted once."""

    talked_too_much: int = 0
    """Sockets closed for too many messages in a second."""
    too_many_streams: int = 0
    """Requests and URLs that would have gone over the streams of a socket, or of a request."""
    too_many_connections: int = 0
    """Handshakes refused because of their number."""
    too_much_weight: int = 0
    """REST calls answered with 429."""
    calls_in_ban: int = 0
    """REST calls while 418 was in force, without the one that brought it on."""

    @property
    def violations(self) -> int:
        return (
            self.talked_too_much
            + self.too_many_streams
            + self.too_many_connections
            + self.too_much_weight
            + self.calls_in_ban
        )


_LONGEST_BAN = 3 * 24 * 60 * 60


class Rolling:
    """At most `limit` hits in any `window` of microseconds."""

    def __init__(self, limit: int, window: int) -> None:
        self._limit = limit
        self._window = window
        self._hits: deque[int] = deque()

    def hit(self, now: int) -> bool:
        """Count one; false when it is one too many."""
        if not self._limit:
            return True
        hits = self._hits
        while hits and hits[0] <= now - self._window:
            hits.popleft()
        if len(hits) >= self._limit:
            return False
        hits.append(now)
        return True

    def wait(self, now: int) -> int:
        """Microseconds until the next hit is allowed."""
        if len(self._hits) < self._limit:
            return 0
        return max(0, self._hits[0] + self._window - now)


class Verdict(NamedTuple):
    """Status 200, 429 or 418, the weight used in this minute, and seconds to stay away."""

    status: int
    used: int
    retry_after: int


class Weight:
    """One address's REST weight: over the limit 429, insisting on it 418 for longer and longer."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._window = limits.weight_window * SECOND
        self._minute = 0
        self._used = 0
        self.most = 0
        """The highest weight of any minute."""
        self._refusals = 0
        self._banned_until = 0
        self.throttled_until = 0
        """Until when everything is too much."""
        self._next_ban = limits.ban

    def ban(self, until: int) -> None:
        """Nothing is answered before that time, whatever is asked."""
        self._banned_until = max(until, self._banned_until)

    def banned(self, now: int) -> bool:
        return now < self._banned_until

    def charge(self, weight: int, now: int) -> Verdict:
        self._roll(now)
        if self.banned(now):
            return self._verdict(418, self._banned_until - now)
        if now < self.throttled_until:
            return self._verdict(429, self.throttled_until - now)
        limit = self._limits.weight_per_minute
        if not limit or self._used + weight <= limit:
            self._used += weight
            self.most = max(self.most, self._used)
            return Verdict(200, self._used, 0)
        self._refusals += 1
        if self._refusals > self._limits.refusals_before_ban:
            self._banned_until = now + self._next_ban * SECOND
            self._next_ban = min(_LONGEST_BAN, 2 * self._next_ban)
            self._refusals = 0
            return self._verdict(418, self._banned_until - now)
        return self._verdict(429, (self._minute + 1) * self._window - now)

    def _roll(self, now: int) -> None:
        if now // self._window != self._minute:
            self._minute = now // self._window
            self._used = self._refusals = 0

    def _verdict(self, status: int, wait: int) -> Verdict:
        return Verdict(status, self._used, -(-wait // SECOND))


class Weights:
    """The REST weight of every address; may be shared by exchanges that count together."""

    def __init__(self, limits: Limits) -> None:
        self._by_address: dict[str, Weight] = defaultdict(lambda: Weight(limits))
        self._banned_until = self._throttled_until = 0

    def of(self, address: str) -> Weight:
        weight = self._by_address[address]
        weight.throttled_until = self._throttled_until
        weight.ban(self._banned_until)
        return weight

    @property
    def most(self) -> int:
        """The highest weight that any address used in any minute."""
        return max((weight.most for weight in self._by_address.values()), default=0)

    def ban(self, until: int) -> None:
        """Ban every address, those not seen yet too."""
        self._banned_until = until

    def throttle(self, until: int) -> None:
        """Tell every address until then that it asks too much."""
        self._throttled_until = until
