"""One listener in a program: what it wants, what has come for it, and what if it is slow."""

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Generic, Literal, Self, TypeVar
from weakref import WeakMethod

from radist.errors import ConfigError, Lagging
from radist.hub.book_room import BOOKS
from radist.hub.hub import Hub
from radist.hub.room import Room
from radist.hub.session import Loss, Session
from radist.model import NOTICES, Event, Gap
from radist.receiver import Receiver
from radist.topics import topic_of

E = TypeVar("E", bound=Event)
Policy = Literal["raise", "latest", "wait"]
"""What happens to a listener that is too slow: `raise` ends it with `Lagging` where something that
counts is lost; `latest` gives it the newest, and a `Gap` for trades that it missed; `wait` reads
the exchanges' sockets no further until it has caught up.
"""

_TAKE = 256 * 1024
_MOST, _FEW = 20_000, 2_000
"""Events that wait for a listener which others wait for: above the first, nothing is read until
there are fewer than the second.
"""


class Consumer(Generic[E]):
    """An async iterator over events. It listens from when it is first asked until it is closed,
    or nobody has it any more; closed, it ends. Policy: `raise`.
    """

    def __init__(self, receiver: Receiver, hub: Hub, name: str, wishes: Iterable[str]) -> None:
        self.forgiving = False
        """Whether a loss is a `Gap` instead of an exception."""
        self._receiver = receiver
        self._hub = hub
        self._wishes = tuple(wishes)
        self._due = asyncio.Event()
        self._session = Session(name, self._due.set)
        self._ready: deque[E] = deque()
        self._open = self._closed = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> E:
        ready = self._ready
        if not ready:
            ready.extend(await self.batch())
            if not ready:
                raise StopAsyncIteration
        return ready.popleft()

    async def batch(self) -> list[E]:
        """What has come since, at least one event; none once it is closed. Raises Lagging."""
        self._start()
        events = list(self._ready)
        self._ready.clear()
        while not events:
            await self._due.wait()
            if self._closed:
                return []
            self._due.clear()
            events = self._take()
        return events

    def _start(self) -> None:
        if not (self._open or self._closed):
            self._open, self._loop = True, asyncio.get_running_loop()
            running = self._receiver.kept
            self._begin()
            self._be_whole(running & self._receiver.topics_of(self._session))

    def _be_whole(self, running: Iterable[str]) -> None:
        """Of books that others listen to already no snapshot will come: theirs is taken."""
        for topic in running:
            if topic.startswith(BOOKS) and (picture := self._hub.room(topic).snapshot()):
                self._ready.append(picture.event)  # type: ignore[arg-type]  # what was wished for

    def _begin(self) -> None:
        self._receiver.want(self._session, self._wishes)
        self._hub.enter(self._session)
        self.attend()

    def attend(self) -> None:
        """Listen to the topics for which the wishes stand now."""
        if not self._open:
            return
        wanted = self._receiver.topics_of(self._session)
        for topic in wanted - self._session.memberships.keys():
            self._hub.join(self._session, topic)
        for topic in self._session.memberships.keys() - wanted:
            self._hub.leave(self._session, topic)

    def _take(self) -> list[E]:
        """What is due by now; of it, what is lost is said first."""
        events: list[E] = []
        rooms: set[Room] = set()
        while taken := self._session.take(_TAKE):
            for item in taken:
                rooms.add(item.room)
                events.append(
                    self._lost(item) if isinstance(item, Loss) else item.message.event  # type: ignore[arg-type]  # no platform is heard here
                )
        for room in rooms:
            room.release()
        return events

    def _lost(self, loss: Loss) -> Event:
        lost = loss.last - loss.first + 1
        latest = loss.room.latest
        if not self.forgiving or latest is None:
            self.close()
            raise Lagging(f"too slow for {loss.room.topic}: {lost} events lost")
        assert isinstance(latest.event, Event)
        return missed(latest.event)

    async def aclose(self) -> None:
        """Listen no more."""
        self.close()

    def close(self) -> None:
        """The same, at once; whoever waits for an event waits no longer."""
        self._closed = True
        self._ready.clear()
        self._due.set()
        if self._open:
            self._open = False
            self._end()

    def _end(self) -> None:
        self._hub.quit(self._session)
        self._receiver.want(self._session, ())

    def __del__(self) -> None:
        # Whoever breaks out of a loop lets go of its iterator, and of nothing else. That may be
        # noticed in any thread, and in the midst of anything.
        if self._open:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self.close)


class Latest(Consumer[E]):
    """Of each stream the newest only. Policy: `latest`."""

    def _take(self) -> list[E]:
        self.forgiving = True
        taken = super()._take()
        # What is said of a stream stands for none of its events, and none stands for it.
        live = [e for e in taken if isinstance(e, NOTICES) or e.backfilled is not True]
        newest = {topic_of(e): e for e in live if not isinstance(e, NOTICES)}
        skipped: dict[str, E] = {}
        events: list[E] = []
        for event in live:
            topic = topic_of(event)
            if isinstance(event, NOTICES):
                events.append(event)
            elif event is not newest[topic]:
                skipped[topic] = event
            else:
                if topic in skipped and self._hub.room(topic).is_log:
                    events.append(missed(event, skipped[topic]))  # type: ignore[arg-type]  # as Gaps are
                events.append(event)
        return events


class Waiting(Consumer[E]):
    """Every event, however long it takes: the exchanges' sockets wait. Policy: `wait`.

    An exchange may cut off who does not read; that is a gap like others.
    """

    def _begin(self) -> None:
        self._receiver.want(self._session, self._wishes)
        self.attend()
        heard = WeakMethod(self._hear)

        def hear(event: Event) -> None:
            if listen := heard():
                listen(event)

        self._stop = self._receiver.bus.listen(hear)

    def attend(self) -> None:
        self._topics = self._receiver.topics_of(self._session)

    def _hear(self, event: Event) -> None:
        if topic_of(event) in self._topics:
            self._ready.append(event)  # type: ignore[arg-type]  # what was wished for
            self._due.set()
            if len(self._ready) == _MOST:
                self._receiver.pause(self._session)

    async def __anext__(self) -> E:
        await self._something()
        if not self._ready:
            raise StopAsyncIteration
        event = self._ready.popleft()
        if len(self._ready) == _FEW:
            self._receiver.resume(self._session)
        return event

    async def batch(self) -> list[E]:
        await self._something()
        events = list(self._ready)
        self._ready.clear()
        self._receiver.resume(self._session)
        return events

    async def _something(self) -> None:
        self._start()
        while not self._ready:
            await self._due.wait()
            if self._closed:
                return
            self._due.clear()

    def _end(self) -> None:
        self._stop()
        self._receiver.resume(self._session)
        self._receiver.want(self._session, ())


_BY_POLICY: dict[str, type[Consumer[Event]]] = {
    "raise": Consumer,
    "latest": Latest,
    "wait": Waiting,
}


def consumer(policy: str) -> type[Consumer[Event]]:
    """The kind of listener of a policy. Raises ConfigError."""
    if policy not in _BY_POLICY:
        known = ", ".join(_BY_POLICY)
        raise ConfigError(f"policy: expected one of {known}, not {policy!r}")
    return _BY_POLICY[policy]


def missed(before: Event, last: Event | None = None) -> Gap:
    """What a slow listener was not given, before an event: up to `last`, where that is known."""
    return Gap(
        before.exchange,
        before.symbol,
        before.native,
        before.time_exchange,
        before.time_received,
        channel=before.channel,
        cause="slow",
        to_id=getattr(last, "id", None),
        to_time=before.time_exchange,
        interval=getattr(before, "interval", ""),
    )
