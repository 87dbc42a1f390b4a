"""What every stream is: frames of one stream of one instrument to events."""

from abc import ABC, abstractmethod
from typing import ClassVar

from radist.exchanges._actions import Action
from radist.exchanges._company import Company
from radist.exchanges._early import LONG, MANY
from radist.model import Event, Gap, Instrument, Proven


class Stream(ABC):
    """One stream of one instrument: its frames to events. It outlives sockets, hence can know what
    was missed.
    """

    __slots__ = ("company", "exchange", "native", "symbol")

    knows: ClassVar[bool] = False
    """Whether it sees by itself what has been told before, when it comes on another socket."""

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        self.exchange = exchange
        self.symbol = instrument.symbol
        self.native = instrument.native
        self.company: Company | None = None
        """The sockets that bring it, where they are several."""

    @abstractmethod
    def received(self, frame: bytes, now: int) -> tuple[Event | Action, ...]:
        """A frame of this stream arrived."""

    def shared(self, frame: bytes, now: int) -> tuple[Event | Action, ...]:
        """The same while several sockets bring it."""
        return self.received(frame, now)

    @property
    def waits(self) -> bool:
        """Whether something came that is ahead of what was told."""
        return False

    def settle(self, now: int, *, alone: bool) -> tuple[Event | Action, ...]:
        """Tell what has waited long enough for what is missing before it; everything, where
        nothing can fill the hole any more, since it is `alone` on its socket again.
        """
        return ()

    def interrupt(self) -> None:  # noqa: B027  # a stream of states has nothing to miss
        """The socket is gone; whatever comes next comes from another."""

    def proven(self) -> Proven | None:
        """From where to where it has told all, or that something is missing."""
        return None

    def go_on(self, before: Proven) -> None:  # noqa: B027  # a stream of states has nothing to miss
        """Another run has told so much: what is between that and what comes is missing."""


class DenseStream(Stream):
    """A stream whose ids grow by one: names the holes, drops the repetitions.

    `received` compares each id with `expected` by itself, since that is all there is to do for
    nearly every message, and answers with `irregular` when they differ. While several sockets bring
    it, what comes too early waits until the others have brought what is before it.
    """

    __slots__ = ("_began", "_cause", "_early", "_resume", "expected", "time")

    knows = True

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self.expected = -1
        """The id that comes next; -1 where the next message has to be looked at."""
        self.time = 0
        """When the latest message happened, by the exchange's clock."""
        self._resume = 0
        self._cause = "reconnect"
        """Why something would be missing before the next message."""
        self._began = (-1, 0)
        """The first id of all that it has told in a row, and when that happened."""
        self._early: dict[int, tuple[int, Event]] = {}
        """What came too early, by its first id: its last id, and itself."""

    @property
    def blank(self) -> bool:
        """Whether it has told nothing yet."""
        return self.expected < 0 and not self._resume

    @property
    def due(self) -> int:
        """The id that comes next, if none is missing; 0 while that is not known."""
        return self.expected if self.expected >= 0 else self._resume

    @property
    def waits(self) -> bool:
        return bool(self._early)

    def interrupt(self) -> None:
        self._early.clear()
        self._look("reconnect")

    def _look(self, cause: str) -> None:
        """From now on every message has to be looked at."""
        if self.expected >= 0:
            self._resume, self.expected, self._cause = self.expected, -1, cause
        elif cause == "reconnect" and self._cause != "restart":
            self._cause = cause

    def proven(self) -> Proven | None:
        begin, first = self._began
        return Proven(begin, self.due - 1, first, self.time) if 0 <= begin < self.due else None

    def go_on(self, before: Proven) -> None:
        if self.blank and before.first_id is not None and before.last_id is not None:
            self._began = (before.first_id, before.first_time)
            self._resume, self.time, self._cause = before.last_id + 1, before.last_time, "restart"

    def irregular(self, number: int, event: Event, last: int | None = None) -> tuple[Event, ...]:
        """What to tell when `event` with this id was not the expected one; it may stand for all ids
        up to its `last`.

        A lower id is a repetition, unless the exchange's clock went on: then its ids have begun
        anew.
        """
        end = number if last is None else last
        if self.company is None and not self._early:
            return self._go_on(number, end, event)
        if number <= self.due or not self.due:
            return self._go_on(number, end, event) + self._follow()
        self._early.setdefault(number, (end, event))
        self._look("upstream")
        return tuple(self.settle(event.time_received, alone=False))

    def settle(self, now: int, *, alone: bool) -> tuple[Event, ...]:
        told: tuple[Event, ...] = ()
        while self._early and (alone or self._overdue(now)):
            number = min(self._early)
            end, event = self._early.pop(number)
            told += self._go_on(number, end, event) + self._follow()
        return told

    def _overdue(self, now: int) -> bool:
        first = self._early[min(self._early)][1]
        return len(self._early) > MANY or now - first.time_received > LONG

    def _follow(self) -> tuple[Event, ...]:
        """What has waited for what was just told."""
        told: tuple[Event, ...] = ()
        while self._early and (number := min(self._early)) <= self.due:
            end, event = self._early.pop(number)
            told += self._go_on(number, end, event)
        if self._early:
            self._look("upstream")
        return told

    def _go_on(self, number: int, end: int, event: Event) -> tuple[Event, ...]:
        time, since = event.time_exchange or event.time_received, self.time
        cause, expected = "upstream", self.expected
        if expected < 0:
            cause, expected = self._cause, self._resume
        if number < expected <= end:  # some of it was told one by one: rather twice than never
            number = expected
        if number < expected and time <= since:
            return ()
        self.expected, self.time = end + 1, time
        if not expected or number < expected:
            self._began = (number, time)
        if expected in (0, number):
            return (event,)
        if number < expected:
            return (gap(event, "reset", since), event)
        return (gap(event, cause, since, (str(expected), str(number - 1))), event)


def gap(
    event: Event,
    cause: str,
    since: int,
    ids: tuple[str | None, str | None] = (None, None),
    until: int | None = None,
) -> Gap:
    """The hole just before `event`: after `since`, up to `until` or the event's own time."""
    return Gap(
        event.exchange,
        event.symbol,
        event.native,
        event.time_exchange,
        event.time_received,
        channel=event.channel,
        cause=cause,
        from_id=ids[0],
        to_id=ids[1],
        from_time=since,
        to_time=until or event.time_exchange,
        interval=getattr(event, "interval", ""),
    )
