"""All alerts as they run: an event in, what fires because of it out."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from radist.alarms import Alert, Expired, Fired, Memory, history_of, topics_of
from radist.alerts.running import Running
from radist.derivatives import FundingRate, MarkPrice, OpenInterest
from radist.model import Candle, Event, Freshness, Gap, Quote, Trade
from radist.topics import topic_of


class Standing(Struct, frozen=True):
    """How an alert is doing."""

    evaluated: int
    """When it last was, by this machine's clock."""
    fault: str
    """Why it cannot be now; empty if it can."""


class Watch:
    """Knows which alerts look at a topic, so that an event costs nothing for all others."""

    kinds: tuple[type[Event], ...] = (
        *(Trade, Quote, MarkPrice, FundingRate, OpenInterest, Candle, Gap, Freshness),
    )

    def __init__(self) -> None:
        self._running: dict[str, Running] = {}
        self._topics: dict[str, tuple[Running, ...]] = {}

    def __contains__(self, alert: str) -> bool:
        return alert in self._running

    def __len__(self) -> int:
        return len(self._running)

    @property
    def topics(self) -> frozenset[str]:
        """What all of them look at."""
        return frozenset(self._topics)

    def put(
        self, alert: Alert, now: int, memory: Memory | None = None, *, waiting: bool = False
    ) -> bool:
        """A new alert, or one that was changed. It goes on where its condition is the same, else
        it begins anew, with `memory` where it was before; one that is not active is dropped.

        Where it may be `waiting` and begins with history (`history_of`), its events are kept for
        it until `warm`: gives whether that is so.
        """
        known = self._running.get(alert.id)
        if alert.state == "active" and known and _alike(known.alert, alert):
            known.policy.alert = alert
            return False
        self.drop(alert.id)
        if alert.state != "active":
            return False
        past = history_of(alert.definition).values()
        waits = waiting and (any(past) or (memory is not None and bool(past)))
        made = self._running[alert.id] = Running(alert, now, memory, waits)
        for topic in topics_of(alert.definition):
            self._topics[topic] = (*self._topics.get(topic, ()), made)
        return waits

    def drop(self, alert: str) -> None:
        """Forget an alert, where it is known."""
        gone = self._running.pop(alert, None)
        if gone is None:
            return
        for topic in topics_of(gone.alert.definition):
            left = tuple(each for each in self._topics[topic] if each is not gone)
            if left:
                self._topics[topic] = left
            else:
                del self._topics[topic]

    def warm(self, alert: str, history: Iterable[Event]) -> list[Fired]:
        """Show an alert what was before, oldest first; it may be nothing. What it has missed fires
        late, and it waits no longer.
        """
        running = self._running.get(alert)
        return [] if running is None else self.learned(running, running.learn(history))

    def waiting(self, alert: Alert) -> Running | None:
        """An alert as it runs, if it waits for this history: to `learn` it in a thread."""
        running = self._running.get(alert.id)
        if running is None or not running.waits or not _alike(running.alert, alert):
            return None
        return running

    def learned(self, running: Running, late: Sequence[Fired]) -> list[Fired]:
        """What fires of what one has learned, and of what has come meanwhile; nothing if it was
        dropped.
        """
        if self._running.get(running.alert.id) is not running:
            return []
        return list(self._finished((*late, *running.catch_up())))

    def advanced(self, running: Running, late: Sequence[Fired]) -> list[Fired]:
        """What fires of a part that one has learned, which it need not be shown again; it still
        waits for the rest. Nothing if it was dropped.
        """
        if self._running.get(running.alert.id) is not running:
            return []
        running.advance()
        return list(self._finished(late))

    def process(self, event: Event, *, late: bool = False) -> Sequence[Fired]:
        """What fires because of an event; `late` ones fill a hole that was told."""
        running = self._topics.get(topic_of(event))
        if running is None:
            return ()
        found = [fired for each in running if (fired := each.process(event, late)) is not None]
        return list(self._finished(found)) if found else ()

    def tick(self, now: int) -> list[Fired | Expired]:
        """What fires because time has come to `now`, and what is over."""
        found: list[Fired | Expired] = []
        for name, running in tuple(self._running.items()):
            if running.policy.expired(now):
                self.drop(name)
                found.append(Expired(name))
            elif (fired := running.tick(now)) is not None:
                found += self._finished([fired])
        return found

    def memory(self, alert: str) -> Memory | None:
        """What is to be kept of an alert, to go on with it in another process."""
        running = self._running.get(alert)
        return running.memory if running else None

    def standing(self, alert: str) -> Standing | None:
        """How an alert is doing; None where it does not run."""
        running = self._running.get(alert)
        return Standing(running.seen, running.fault) if running else None

    def _finished(self, found: Iterable[Fired]) -> Iterator[Fired]:
        """The same; those which were the last of their alert end it."""
        for fired in found:
            if fired.done:
                self.drop(fired.alert)
            yield fired


def _alike(one: Alert, other: Alert) -> bool:
    """Whether one can go on where the other was."""
    a, b = one.definition, other.definition
    return (a.exchange, a.symbol, a.condition, a.rearm) == (
        *(b.exchange, b.symbol, b.condition, b.rearm),
    )
