"""Which socket carries which stream: each stream once, and as many on a socket as it may hold.

Some streams have a second place, on the other side. And a line that is to be left has a successor
for a while, which carries the same.
"""

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable

from radist.exchanges.base import Conversation, Exchange
from radist.ingest.line import Line
from radist.model import Subscription

FIRST, SECOND = 0, 1
"""The sides."""


class Places:
    """What has a place keeps it. Subscriptions that share a stream share its place."""

    def __init__(
        self,
        exchange: Exchange,
        open_line: Callable[[str, int], Line],
        twice: Callable[[Subscription], bool] = lambda subscription: False,
    ) -> None:
        """`open_line` makes a line for a route, on a side; `twice` tells what has two places."""
        self.lines: list[Line] = []
        self._exchange = exchange
        self._open_line = open_line
        self._twice = twice
        self._names: dict[Subscription, str] = {}
        """The stream of each; the exchange may call it otherwise by now."""
        self._by_name: dict[str, Line] = {}
        self._second: dict[str, Line] = {}
        """The same on the second side."""
        self._successors: dict[Line, Line] = {}
        """By the line that is to be left."""
        self._partners: dict[Line, Line] = {}
        """Which line last followed which: for a moment both bring the same."""

    def of(self, subscription: Subscription) -> Line | None:
        """The line that carries a subscription; of several, one that has a socket."""
        name = self._names.get(subscription, "")
        first = self._by_name.get(name)
        if first is None or first.connected:
            return first
        others = (self._successors.get(first), second := self._second.get(name))
        for line in (*others, self._successors.get(second) if second else None):
            if line is not None and line.connected:
                return line
        return first

    def stands_in(self, line: Line) -> bool:
        """Whether a line that has no socket is not missed, since others carry all that it would."""
        return all((other := self.of(s)) and other.connected for s in line.wanted)

    def beside(self, line: Line) -> list[Conversation]:
        """What is said on the other sockets that may bring the same."""
        up = (other for other in self.lines if other.connected and other.wanted)
        return [other.conversation for other in up if self._are_beside(line, other)]

    def _are_beside(self, line: Line, other: Line) -> bool:
        follow = self._partners.get(line) is other or self._partners.get(other) is line
        return other is not line and (follow or other.side != line.side)

    def native(self, symbol: str) -> str:
        """The exchange's spelling of a symbol."""
        instrument = self._exchange.instruments.get(symbol)
        return instrument.native if instrument else symbol

    def has_rest(self, subscription: Subscription) -> bool:
        """Whether REST can stand in for its stream."""
        return self._exchange.has_rest(subscription)

    def give(self, wanted: Collection[Subscription]) -> None:
        """A place to each of these, and to nothing else."""
        self._names = {s: name for s, name in self._names.items() if s in wanted}
        kept = set(self._names.values())
        self._by_name = {name: line for name, line in self._by_name.items() if name in kept}
        load = Counter(self._by_name.values())
        for subscription in sorted(set(wanted) - self._names.keys()):
            name = self._names[subscription] = self._exchange.stream_name(subscription)
            if name not in self._by_name:
                line = self._line_with_room(self._exchange.route(subscription), load)
                self._by_name[name] = line
                load[line] += 1
        self._tell()

    def _line_with_room(self, route: str, load: Counter[Line], side: int = FIRST) -> Line:
        most = self._exchange.limits.streams_per_socket
        taken = set(self._successors.values())
        for line in self.lines:
            if (line.route, line.side) == (route, side) and line not in taken and load[line] < most:
                return line
        return self._new_line(route, side)

    def _new_line(self, route: str, side: int = FIRST) -> Line:
        line = self._open_line(route, side)
        line.side = side
        self.lines.append(line)
        return line

    def _pair(self) -> None:
        """A second place to whatever has two."""
        names = {name: s for s, name in self._names.items() if self._twice(s)}
        self._second = {name: line for name, line in self._second.items() if name in names}
        load = Counter(self._second.values())
        for name in sorted(names.keys() - self._second.keys()):
            route = self._exchange.route(names[name])
            line = self._second[name] = self._line_with_room(route, load, SECOND)
            load[line] += 1

    # To leave a line for another.

    def succeed(self, line: Line) -> Line:
        """Another line carries from now on what this one does, until it is left or kept."""
        used = {*self._by_name.values(), *self._second.values(), *self._successors.values()}
        place = (line.route, line.side)
        spare = (
            other
            for other in self.lines
            if (other.route, other.side) == place and other not in used and not other.connected
        )
        successor = next(spare, None) or self._new_line(*place)
        successor.refused |= line.refused
        self._successors[line] = self._partners[line] = successor
        self._tell()
        return successor

    def leave(self, line: Line) -> None:
        """Its successor carries alone what both did."""
        successor = self._successors.pop(line)
        for names in (self._by_name, self._second):
            names |= {name: successor for name, of in names.items() if of is line}
        self._tell()

    def keep(self, line: Line) -> None:
        """It stays, and has no successor."""
        self._successors.pop(line)
        self._tell()

    def move(self, subscriptions: Iterable[Subscription], since: int) -> None:
        """Their streams to another socket that was opened after `since`, by another way where the
        exchange knows one. The way of what was heard on its present socket is no wrong one.
        """
        names = {self._names[s] for s in subscriptions if s in self._names}
        moving = sorted(s for s, name in self._names.items() if name in names)
        left = {self._by_name[name] for name in names}
        heard = set(filter(self._was_heard, moving))
        self._partners.clear()  # what is mute is no company
        for subscription in moving:
            if subscription not in heard:
                self._exchange.mute(subscription)
            self._by_name.pop(self._names.pop(subscription), None)
        load = Counter(self._by_name.values())
        for subscription in moving:
            name = self._names[subscription] = self._exchange.stream_name(subscription)
            if name not in self._by_name:
                route = self._exchange.route(subscription)
                line = self._fresh_line(route, since, load, left)
                self._by_name[name] = line
                load[line] += 1
        self._tell()

    def _was_heard(self, subscription: Subscription) -> bool:
        line = self.of(subscription)
        pulse = line.pulse(subscription) if line else None
        return pulse is not None and pulse.frames > 0

    def _fresh_line(
        self, route: str, since: int, load: Counter[Line], left: Container[Line]
    ) -> Line:
        most = self._exchange.limits.streams_per_socket
        taken = set(self._successors.values())
        for line in self.lines:
            # What is left may have come up after the streams were last known to be alive.
            if line in left or line in taken or line.side != FIRST:
                continue
            fresh = line.connected_since is None or line.connected_since > since
            if line.route == route and fresh and load[line] < most:
                return line
        return self._new_line(route)

    def _tell(self) -> None:
        self._pair()
        parts: dict[Line, set[Subscription]] = {line: set() for line in self.lines}
        for subscription, name in self._names.items():
            parts[self._by_name[name]].add(subscription)
            if name in self._second:
                parts[self._second[name]].add(subscription)
        for line, successor in self._successors.items():
            parts[successor] |= parts[line]
        for line, part in parts.items():
            line.want(part)
