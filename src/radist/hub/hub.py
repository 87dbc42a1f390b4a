"""All rooms of a node."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from radist.confidence import Confidence
from radist.errors import ClientError
from radist.hub.book_room import BOOKS, BookRoom
from radist.hub.platform_room import PlatformRoom
from radist.hub.room import Message, Room
from radist.hub.session import Membership, Session
from radist.hub.traffic import Traffic
from radist.market.book import OrderBook
from radist.market.evidence import Evidence
from radist.model import Event, Quote
from radist.platform import PlatformEvent
from radist.topics import GLOBAL, is_of_all, is_platform, parse, topic_of

PLATFORM_SHARE = 16
"""A token's or user's room remembers one part in so many of `room_bytes`; all of those together
that nobody listens to, so many times as much.
"""
QUIET = 600_000_000
"""Microseconds for which a room is remembered that nobody listens to any more."""


class Position(NamedTuple):
    """Where a client was in a room."""

    epoch: str
    seq: int


class Joined(NamedTuple):
    """The answer to a join: the position, and how the client becomes whole.

    Without `since`, `recovered` is None and `snapshot` the room's state. With it, recovery is all
    or nothing: either every
    missing message follows, or `reason` says why not, and `snapshot` is the room's state.
    """

    room: Room
    seq: int
    recovered: bool | None
    reason: str
    snapshot: Message | None


class Hub:
    """Rooms by topic. `epoch` must differ from that of any hub before; `room_bytes` bounds a
    room's memory, `total_bytes` that of all rooms. `covered` tells of a topic of many
    symbols what these begin with, and None of a topic of one. `evidence` is what keeps the
    books, if anything does.
    """

    def __init__(
        self,
        epoch: str,
        room_bytes: int,
        total_bytes: int = 268_435_456,
        covered: Callable[[str], str | None] = lambda topic: "" if is_of_all(topic) else None,
        evidence: Evidence | None = None,
    ) -> None:
        self.rooms: dict[str, Room] = {}
        self.sessions: dict[str, Session] = {}
        self._epoch = epoch
        self._room_bytes = room_bytes
        self._total_bytes = total_bytes
        self._left: set[str] = set()
        """Rooms of markets that somebody has left of late."""
        self._moved: set[str] = set()
        """Rooms that somebody has come into or left since it was last asked."""
        self._until: dict[str, int] = {}
        """When to forget those that nobody listens to any more."""
        self._watchers: list[Callable[[], None]] = []
        self._covered = covered
        self._evidence = evidence
        self._of_many: dict[tuple[str, str, str], dict[Room, str]] = {}
        """Rooms of many symbols that somebody listens to or did of late, by channel, exchange and
        interval, and what the symbols begin with.
        """
        self._platform: dict[str, PlatformRoom] = {}
        """Rooms of tokens and users, those quiet longest first."""
        self.traffic = Traffic()
        """Over WebSocket."""
        self.streams = Traffic()
        """Over server-sent events."""
        self.recoveries: Counter[tuple[str, str]] = Counter()
        """How often somebody came back, by transport and by what came of it."""
        self._floor = 0
        """Rooms of the platform begin after this seq, so that none is used twice when one of them
        is given up and made again.
        """

    def publish(self, event: Event) -> None:
        """Tell the room of the event's topic."""
        self.room(topic_of(event)).add(event)
        if self._of_many:
            interval: str = getattr(event, "interval", "")
            key = (event.channel, event.exchange, interval)
            for room, prefix in self._of_many.get(key, {}).items():
                if event.symbol.startswith(prefix):
                    room.add(event)

    def tell(self, event: PlatformEvent, only: str = "") -> dict[str, Position]:
        """Tell the rooms of a platform's event, or one of them; where it stands in each."""
        told = {}
        for name in (only,) if only else event.rooms:
            room = self.room(name)
            room.add(event, event.data)
            told[name] = Position(room.epoch, room.seq)
            if name in self._platform:
                self._platform[name] = self._platform.pop(name)
        return told

    def _make_platform_room(self, topic: str) -> PlatformRoom:
        if topic == GLOBAL:
            return PlatformRoom(topic, self._epoch, self._room_bytes, self._floor)
        limit = self._room_bytes // PLATFORM_SHARE
        room = PlatformRoom(topic, self._epoch, limit, self._floor)
        self._platform[topic] = room
        return room

    def room(self, topic: str) -> Room:
        """The room of a topic, made if need be."""
        room = self.rooms.get(topic)
        if room is None and is_platform(topic):
            room = self.rooms[topic] = self._make_platform_room(topic)
        elif room is None:
            room = self.rooms[topic] = self._make_room(topic)
        return room

    def _make_room(self, topic: str) -> Room:
        if topic.startswith(BOOKS):
            return BookRoom(topic, self._epoch, self._room_bytes, self._evidence)
        prefix = self._covered(topic)
        room = Room(topic, self._epoch, self._room_bytes, of_many=prefix is not None)
        self._feed(room)
        return room

    def _feed(self, room: Room) -> None:
        """From now on a room of many symbols has the events of each, whatever topic brings them."""
        if room.of_many:
            self._of_many.setdefault(_kind(room), {})[room] = self._covered(room.topic) or ""

    def latest(self, topic: str) -> Event | None:
        """The newest event of a market's topic."""
        room = self.rooms.get(topic)
        event = room.latest.event if room and room.latest else None
        return event if isinstance(event, Event) else None

    def quotes(self, exchange: str, symbol: str) -> Iterator[Quote]:
        """Those that are remembered of a symbol, newest first."""
        room = self.rooms.get(f"{Quote.channel}.{exchange}.{symbol}")
        told = (message.event for message in reversed(room.messages)) if room else ()
        return (event for event in told if isinstance(event, Quote))

    def book(self, topic: str) -> OrderBook | None:
        """The order book of a topic, while it is one that is known to be right."""
        room = self.rooms.get(topic)
        return room.book if isinstance(room, BookRoom) and room.book.live else None

    def confidence(self, exchange: str, symbol: str) -> Confidence | None:
        """What speaks for a book, where somebody finds out."""
        return self._evidence.confidence(exchange, symbol) if self._evidence else None

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this whenever somebody comes into a room or leaves one."""
        self._watchers.append(changed)

    def occupied(self) -> set[str]:
        """The topics that somebody listens to."""
        return {topic for topic, room in self.rooms.items() if room.members}

    def moved(self) -> set[str]:
        """The topics that somebody has begun or ceased to listen to since this was last asked."""
        moved, self._moved = self._moved, set()
        return moved

    def is_occupied(self, topic: str) -> bool:
        """Whether somebody listens to a topic."""
        room = self.rooms.get(topic)
        return room is not None and bool(room.members)

    def begin_anew(self, topics: Iterable[str]) -> None:
        """Of these topics nothing is heard any more: whatever comes later is no continuation.
        Where somebody listens, they are about to be asked for again and nothing is missed.
        """
        for topic in topics:
            room = self.rooms.get(topic)
            if room is not None and not room.members:
                room.begin_anew()
                if room.of_many:  # what topics of one symbol still bring would be a part of it
                    self._of_many[_kind(room)].pop(room, None)

    def forget(self, now: int) -> None:
        """Give up the memory of rooms that nobody has listened to for a while: nobody has a
        position there to come back to. If all others remember too much, each is left its share.
        """
        self._until |= dict.fromkeys(self._left, now + QUIET)
        self._left.clear()
        for room in self.rooms.values():
            is_quiet = not room.members and self._until.get(room.topic, 0) <= now
            if is_quiet and not isinstance(room, PlatformRoom):  # those are given up as a whole
                self._until.pop(room.topic, None)
                room.shrink(0)
        full = [room for room in self.rooms.values() if room.messages]
        if sum(room.size for room in full) > self._total_bytes:
            for room in full:
                room.shrink(self._total_bytes // len(full))

    def give_up(self, now: int) -> None:
        """Give up rooms of tokens and users that nobody listens to and nothing was told in lately;
        and if all those that nobody listens to remember too much, those quiet longest.
        """
        idle = [room for room in self._platform.values() if not room.members]
        too_much = sum(room.size for room in idle) - PLATFORM_SHARE * self._room_bytes
        for room in idle:
            told = room.messages[-1].event.time_received if room.messages else 0
            if too_much <= 0 and now - told < QUIET:
                break
            too_much -= room.size
            self._give_up(room)

    def _give_up(self, room: PlatformRoom) -> None:
        self._floor = max(self._floor, room.seq)
        del self.rooms[room.topic], self._platform[room.topic]

    def enter(self, session: Session) -> None:
        """A client arrives."""
        self.sessions[session.name] = session

    def join(
        self, session: Session, topic: str, since: Position | None = None, max_hz: float = 0.0
    ) -> Joined:
        """Listen to a topic, from now on or from a position, at most so many times a second if
        `max_hz` says so. The listener is registered before anything is read.

        Raises ClientError(400) if messages would have to be left out that all count.
        """
        room = self.room(topic)
        if max_hz and not room.conflates:
            raise ClientError(400, "log_room", f"max_hz: in {topic} every message counts")
        member = session.memberships.get(topic)
        if member is None:
            member = session.memberships[topic] = room.members[session.name] = Membership(
                session, room
            )
            self._feed(room)
            self._changed(topic)
        member.period, member.ready_at = round(1e6 / max_hz) if max_hz else 0, 0
        reason = room.remembers(since.epoch, since.seq) if since else ""
        if since:
            self.recoveries[session.transport, reason or "recovered"] += 1
        recovered = since is not None and not reason
        session.place(member, since.seq if since and recovered else room.seq)
        snapshot = room.snapshot()
        if since is None:
            return Joined(room, room.seq, None, "", snapshot)
        if reason:
            return Joined(room, room.seq, False, reason, snapshot)
        return Joined(room, since.seq, True, "", None)

    def leave(self, session: Session, topic: str) -> bool:
        """Listen no more; False if the session did not."""
        member = session.memberships.pop(topic, None)
        if member is None:
            return False
        session.forget(member)
        room = member.room
        del room.members[session.name]
        if topic not in self._platform:
            self._left.add(topic)
        elif not (room.members or room.messages):
            self._give_up(self._platform[topic])
        self._changed(topic)
        return True

    def quit(self, session: Session) -> None:
        """A client is gone."""
        for topic in tuple(session.memberships):
            self.leave(session, topic)
        self.sessions.pop(session.name, None)

    def _changed(self, topic: str) -> None:
        self._moved.add(topic)
        for changed in self._watchers:
            changed()


def _kind(room: Room) -> tuple[str, str, str]:
    exchange, asked = parse(room.topic)
    return asked.channel, exchange, asked.interval
