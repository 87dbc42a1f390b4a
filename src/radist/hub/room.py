"""A topic's listeners and its memory."""

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from radist import codec
from radist.hub.crowd import Crowd, Pace
from radist.model import NOTICES, Event, Freshness
from radist.platform import PlatformEvent
from radist.topics import LOG_CHANNELS

if TYPE_CHECKING:
    from radist.hub.session import Membership

_LONGEST_RUN = 256
"""Messages."""
_STATE_SHARE = 16
"""Rooms of states need little memory: what is old there is of no use."""


def _is_backfilled(event: Event | PlatformEvent) -> bool:
    return isinstance(event, Event) and event.backfilled is True


class Message:
    """An event with its place in a room, encoded once for everybody."""

    __slots__ = ("data", "event", "renderings", "seq")

    def __init__(self, seq: int, event: Event | PlatformEvent, data: bytes = b"") -> None:
        self.seq = seq
        self.event = event
        self.data: bytes = data or codec.encode(event)
        self.renderings: dict[str, bytes] = {}
        """The message as each transport writes it, made by the first session that needs it."""

    @property
    def is_notice(self) -> bool:
        """Whether no newer message stands for it."""
        return isinstance(self.event, NOTICES) or _is_backfilled(self.event)


class Run:
    """Messages of a room one right after another: what everybody gets who is at the same place.
    `renderings` are the whole of it as transports write it.
    """

    __slots__ = ("limit", "messages", "renderings", "room", "size")

    def __init__(self, room: "Room", messages: list[Message], size: int, limit: int) -> None:
        self.room = room
        self.messages = messages
        self.size = size
        self.limit = limit
        """The bytes that were asked for, about."""
        self.renderings: dict[str, bytes] = {}

    @property
    def seq(self) -> int:
        """The place before it."""
        return self.messages[0].seq - 1

    @property
    def last(self) -> int:
        """The place after it."""
        return self.messages[-1].seq

    def could_grow(self, top: int) -> bool:
        """Whether it would be longer if it was made now."""
        return self.last < top and self.size < self.limit and len(self.messages) < _LONGEST_RUN


class Room:
    """One topic: the messages it remembers, up to a number of bytes, and who is listening.

    A position is (epoch, seq). `seq` grows by one with each message; another `epoch` means that
    the count began anew.
    """

    __slots__ = (
        "_began",
        "_bytes",
        "_limit",
        "_notices",
        "_run",
        "conflates",
        "crowds",
        "epoch",
        "is_log",
        "latest",
        "members",
        "messages",
        "of_many",
        "resting",
        "seq",
        "topic",
    )

    def __init__(self, topic: str, epoch: str, limit: int, *, of_many: bool = False) -> None:
        self.topic = topic
        self.epoch = epoch
        self.seq = self._began = 0
        # In a room of many symbols no message stands for another: they are of different ones.
        self.is_log = topic.partition(".")[0] in LOG_CHANNELS or of_many
        self.of_many = of_many
        self.conflates = not self.is_log
        """Whether slow readers are given fewer messages."""
        self.messages: deque[Message] = deque()
        self.latest: Message | None = None
        """The newest message that is no notice."""
        self._notices: dict[type, Message] = {}
        """The newest notice of each kind."""
        self.members: dict[str, Membership] = {}
        """By id of session."""
        self.resting: dict[Membership, None] = {}
        """Those members who have been given everything and are in no crowd."""
        self.crowds: dict[Pace, Crowd] = {}
        self._run: Run | None = None
        self._limit = limit if self.is_log else limit // _STATE_SHARE
        self._bytes = 0

    def add(self, event: Event | PlatformEvent, data: bytes = b"") -> None:
        """Remember an event, and rouse who listens. `data` is the event encoded, if it is yet."""
        self.seq += 1
        message = Message(self.seq, event, data)
        self.messages.append(message)
        if isinstance(event, NOTICES):
            self._notices[type(event)] = message
        elif not _is_backfilled(event):
            self.latest = message
        self._bytes += len(message.data)
        while self._bytes > self._limit and len(self.messages) > 1:
            self._drop_oldest()
        for crowd in self.crowds.values():
            crowd.stir()
        if self.resting:
            roused, self.resting = self.resting, {}
            for member in roused:
                member.session.touch(member)

    def rest(self, member: "Membership") -> None:
        """A member has been given everything."""
        session = member.session
        pace, outlet = session.pace, session.outlet
        if pace and outlet and not member.period:
            crowd = self.crowds.get(pace)
            if crowd is None:
                crowd = self.crowds[pace] = Crowd(self, pace)
            if crowd.take_in(member, outlet):
                return
        self.resting[member] = None

    def begin_anew(self) -> None:
        """What comes from now on does not continue what came before: nobody heard what happened in
        between, so no position from before can be come back to.
        """
        self.seq += 1
        self._began = self.seq
        self._bytes = 0
        self._run = None
        self.messages.clear()
        self._notices.clear()

    def snapshot(self) -> Message | None:
        """What brings a newcomer up to date: the state, where newer ones replace older ones."""
        known = self.latest is not None and self.latest.seq > self._began
        return self.latest if known and not self.is_log else None

    @property
    def doubt(self) -> str:
        """Why what is remembered cannot be believed now; empty while it can."""
        told = self._notices.get(Freshness)
        return told.event.cause if told and isinstance(told.event, Freshness) else ""

    def age(self, now: int) -> int | None:
        """How long ago the newest message came, microseconds; None before the first."""
        return max(0, now - self.latest.event.time_received) if self.latest else None

    def due(self, cursor: int, *, every: bool) -> list[Message]:
        """What comes after a cursor, as far as it still matters; a notice is never passed over."""
        messages = self.after(cursor)
        if self.is_log:
            return messages
        messages = self.beyond(cursor) + messages
        return messages if every else [m for m in messages if m is self.latest or m.is_notice]

    def beyond(self, cursor: int) -> list[Message]:
        """What the memory has run past, but matters still: the state, and the last words on the
        stream.
        """
        oldest = self.messages[0].seq
        held = (self.latest, *self._notices.values())
        return sorted((m for m in held if m and cursor < m.seq < oldest), key=lambda m: m.seq)

    def merged(self, cursor: int) -> list[Message]:
        """What comes after a cursor for those who want few messages: as few as say it all."""
        return self.due(cursor, every=False)

    def shrink(self, limit: int) -> None:
        """Remember so many bytes, and in any case the newest message and the position: it goes on
        from there.
        """
        while self.size > limit and len(self.messages) > 1:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        self._bytes -= len(self.messages.popleft().data)

    def release(self) -> None:
        """Remember no more than somebody has yet to get: nobody will come back."""
        given = min((member.cursor for member in self.members.values()), default=self.seq)
        while len(self.messages) > 1 and self.messages[0].seq <= given:
            self._drop_oldest()

    @property
    def size(self) -> int:
        """Bytes remembered."""
        return self._bytes

    def after(self, seq: int) -> list[Message]:
        """The remembered messages after `seq`, in order; the first may be later than `seq` + 1."""
        count = min(self.seq - seq, len(self.messages))
        newest_first = list(islice(reversed(self.messages), max(count, 0)))
        return newest_first[::-1]

    def run(self, seq: int, limit: int) -> Run | None:
        """The messages after `seq`, about `limit` bytes of them; None if they are not remembered.

        Who is far behind is given them run by run. Each is made by counting from the oldest one
        remembered: to walk the memory for each of them cost 1 µs for each message.
        """
        run = self._run
        if run and run.limit == limit and run.seq == seq and not run.could_grow(self.seq):
            return run
        first = seq + 1 - self.messages[0].seq
        if first < 0:
            return None
        messages: list[Message] = []
        size = 0
        for place in range(first, min(first + _LONGEST_RUN, len(self.messages))):
            message = self.messages[place]
            messages.append(message)
            size += len(message.data)
            if size >= limit:
                break
        self._run = Run(self, messages, size, limit)
        return self._run

    def remembers(self, epoch: str, seq: int) -> str:
        """Empty if every message after this position is at hand, else why it is not: `epoch` or
        `retention`.
        """
        if epoch != self.epoch or seq > self.seq:
            return "epoch"
        oldest = self.messages[0].seq if self.messages else self.seq + 1
        return "" if seq + 1 >= oldest else "retention"
