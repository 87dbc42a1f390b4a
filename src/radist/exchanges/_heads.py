"""Sockets on which one frame tells by its first bytes of which stream it is."""

from abc import abstractmethod
from collections.abc import Collection, Iterable
from typing import Generic, Protocol, TypeVar

from radist.errors import ExchangeError
from radist.exchanges._book_stream import BookStream
from radist.exchanges._company import Company, Race
from radist.exchanges._pulse import Pulse
from radist.exchanges.base import UNREADABLE, Conversation, Outputs, Refused, Stream
from radist.model import Subscription


class Carrier(Protocol):
    """A market, as far as it says what carries what."""

    race: Race

    def stream(self, name: str) -> Stream:
        """The stream of this name. Raises ExchangeError if there is none."""

    def stream_name(self, subscription: Subscription) -> str:
        """What carries a subscription."""


Venue = TypeVar("Venue", bound=Carrier)


class HeadedConversation(Conversation, Generic[Venue]):
    """Looks a frame's head up: of the ways to tell a stream this is the fastest, 100 ns less than
    taking its name out. What begins otherwise is looked at closely.

    Subscriptions hold streams: the first one asks for it, the last one lets it go.
    """

    def __init__(self, venue: Venue, end: bytes) -> None:
        """`end` is what a head ends before."""
        self._venue = venue
        self._end = end
        self._holders: dict[str, set[Subscription]] = {}
        self._by_head: dict[bytes, Pulse] = {}
        """What takes the frames of a stream, by how they begin."""
        self._pulses: dict[str, Pulse] = {}
        """The same by the stream's name."""
        self._others = 0
        """Frames of no stream."""
        self._names: dict[Subscription, str] = {}
        """By which name each was asked for; the exchange may call it otherwise by now."""
        self._begun: set[str] = set()
        """What comes here, or was asked for."""

    def received(self, frame: bytes, now: int) -> Outputs:
        try:
            pulse = self._by_head[frame.partition(self._end)[0]]
            pulse.frames += 1
            receive = pulse.receive
        except KeyError:
            receive = self._uncommon
        try:
            return receive(frame, now)
        except UNREADABLE as error:
            raise ExchangeError(
                f"not a frame that we understand ({error}): {frame[:200]!r}"
            ) from error

    @abstractmethod
    def _uncommon(self, frame: bytes, now: int) -> Outputs:
        """A frame whose head is not known."""

    @abstractmethod
    def _stream(self, name: str) -> Stream:
        """The stream of this name, which has a pulse from now on."""

    @abstractmethod
    def _is_asked(self, name: str) -> bool:
        """Whether a stream was asked for, and there is no answer yet."""

    def begun(self, name: str) -> Pulse | None:
        return self._pulses.get(name) if name in self._begun else None

    def carries(self, name: str) -> bool:
        pulse = self.begun(name)
        return pulse is not None and (pulse.frames > 0 or not self._is_asked(name))

    @property
    def overlaps(self) -> bool:
        return all(self._overlaps(name) for name in self._holders)

    def _overlaps(self, name: str) -> bool:
        company = self._venue.stream(name).company
        return self.carries(name) and (company is None or company.overlaps(self._pulses[name]))

    def settle(self, now: int) -> Outputs:
        for name in tuple(self._begun):
            if company := self._venue.stream(name).company:
                yield from company.settle(now)

    def ended(self, now: int) -> Outputs:
        return tuple(output for name in tuple(self._begun) for output in self._part(name, now))

    def _enter(self, name: str, *, anew: bool = True) -> None:
        """A stream begins here: anew, unless another socket brings it at this moment."""
        self._begun.add(name)
        stream = self._venue.stream(name)
        others = [(c, pulse) for c in self.beside() if (pulse := c.begun(name))]
        if anew and not any(c.carries(name) for c, _ in others):
            stream.interrupt()
        if not others:
            return
        if (company := stream.company) is None:
            company = stream.company = Company(stream, self._venue.race)
        for conversation, pulse in others:
            company.join(pulse, conversation.side, joined=True)
        company.join(self._pulses[name], self.side)

    def _part(self, name: str, now: int) -> Outputs:
        """A stream comes here no more. If others have asked for it and do not have it yet, that is
        an interruption.
        """
        self._begun.discard(name)
        stream = self._venue.stream(name)
        if (company := stream.company) is None:
            return ()
        told = tuple(company.leave(self._pulses[name], now))
        if not any(conversation.carries(name) for conversation in self.beside()):
            stream.interrupt()
        return told

    def _hold(self, subscriptions: Iterable[Subscription]) -> list[str]:
        """Streams that nobody has held until now."""
        new = []
        for subscription in sorted(subscriptions):
            name = self._names[subscription] = self._venue.stream_name(subscription)
            if name not in self._holders:
                self._stream(name)
                self._pulses[name].channel = subscription.channel
                new.append(name)
            self._holders.setdefault(name, set()).add(subscription)
        return new

    def _let_go(self, subscriptions: Iterable[Subscription]) -> list[str]:
        """Streams that nobody holds any more."""
        old = []
        for subscription in sorted(subscriptions):
            name = self._names.pop(subscription, "")
            holders = self._holders.get(name, set())
            holders.discard(subscription)
            if name in self._holders and not holders:
                del self._holders[name]
                old.append(name)
        return old

    def _refuse(self, names: Collection[str], reason: str) -> Refused:
        """Whoever holds these streams is refused them."""
        self._begun.difference_update(names)
        holders = {s for name in names for s in self._holders.pop(name, ())}
        return Refused(tuple(sorted(holders)), reason)

    def renew(self, subscription: Subscription, now: int, *, broken: bool) -> Outputs:
        """Ask for a whole book, as `BookStream.renew` has it; for nothing where there is none."""
        name = self._names.get(subscription)
        stream = self._venue.stream(name) if name else None
        return stream.renew(now, broken=broken) if isinstance(stream, BookStream) else ()

    def pulse(self, subscription: Subscription) -> Pulse | None:
        return self._pulses.get(self._names.get(subscription, ""))

    def pulses(self) -> Iterable[Pulse]:
        return self._pulses.values()

    @property
    def frames(self) -> int:
        return super().frames + self._others
