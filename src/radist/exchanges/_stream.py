"""What every stream is: frames of one stream of one instrument to events."""

from abc import ABC, abstractmethod

from radist.exchanges._actions import Action
from radist.model import Event, Gap, Instrument, Proven


class Stream(ABC):
    """One stream of one instrument: its frames to events. It outlives sockets, hence can know what
    was missed.
    """

    __slots__ = ("exchange", "native", "symbol")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        self.exchange = exchange
        self.symbol = instrument.symbol
        self.native = instrument.native

    @abstractmethod
    def received(self, frame: bytes, now: int) -> tuple[Event | Action, ...]:
        """A frame of this stream arrived."""

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
    nearly every message, and answers with `irregular` when they differ.
    """

    __slots__ = ("_began", "_cause", "_resume", "expected", "time")

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

    @property
    def blank(self) -> bool:
        """Whether it has told nothing yet."""
        return self.expected < 0 and not self._resume

    def interrupt(self) -> None:
        if self.expected >= 0:
            self._resume, self.expected, self._cause = self.expected, -1, "reconnect"

    def proven(self) -> Proven | None:
        begin, first = self._began
        due = self.expected if self.expected >= 0 else self._resume
        return Proven(begin, due - 1, first, self.time) if 0 <= begin < due else None

    def go_on(self, before: Proven) -> None:
        if self.blank and before.first_id is not None and before.last_id is not None:
            self._began = (before.first_id, before.first_time)
            self._resume, self.time, self._cause = before.last_id + 1, before.last_time, "restart"

    def irregular(self, number: int, event: Event) -> tuple[Event, ...]:
        """What to tell when `event` with this id was not the expected one.

        A lower id is a repetition, unless the exchange's clock went on: then its ids have begun
        anew.
        """
        time, since = event.time_exchange or event.time_received, self.time
        cause, expected = "upstream", self.expected
        if expected < 0:
            cause, expected = self._cause, self._resume
        if number < expected and time <= since:
            return ()
        self.expected, self.time = number + 1, time
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
