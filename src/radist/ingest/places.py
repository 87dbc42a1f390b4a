"""Which socket carries which stream: each stream once, and as many on a socket as it may hold."""

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable

from radist.exchanges.base import Exchange
from radist.ingest.line import Line
from radist.model import Subscription


class Places:
    """What has a place keeps it. Subscriptions that share a stream share its place."""

    def __init__(self, exchange: Exchange, open_line: Callable[[str], Line]) -> None:
        """`open_line` makes a line for a route."""
        self.lines: list[Line] = []
        self._exchange = exchange
        self._open_line = open_line
        self._names: dict[Subscription, str] = {}
        """The stream of each; the exchange may call it otherwise by now."""
        self._by_name: dict[str, Line] = {}

    def of(self, subscription: Subscription) -> Line | None:
        """The line that carries a subscription."""
        return self._by_name.get(self._names.get(subscription, ""))

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

    def _line_with_room(self, route: str, load: Counter[Line]) -> Line:
        most = self._exchange.limits.streams_per_socket
        for line in self.lines:
            if line.route == route and load[line] < most:
                return line
        return self._new_line(route)

    def _new_line(self, route: str) -> Line:
        self.lines.append(self._open_line(route))
        return self.lines[-1]

    def move(self, subscriptions: Iterable[Subscription], since: int) -> None:
        """Their streams to another socket that was opened after `since`, by another way where the
        exchange knows one. The way of what was heard on its present socket is no wrong one.
        """
        names = {self._names[s] for s in subscriptions if s in self._names}
        moving = sorted(s for s, name in self._names.items() if name in names)
        left = {self._by_name[name] for name in names}
        heard = set(filter(self._was_heard, moving))
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
        for line in self.lines:
            if line in left:  # it may have come up after the streams were last known to be alive
                continue
            fresh = line.connected_since is None or line.connected_since > since
            if line.route == route and fresh and load[line] < most:
                return line
        return self._new_line(route)

    def _tell(self) -> None:
        parts: dict[Line, set[Subscription]] = {line: set() for line in self.lines}
        for subscription, name in self._names.items():
            parts[self._by_name[name]].add(subscription)
        for line, part in parts.items():
            line.want(part)
