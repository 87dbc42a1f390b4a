"""How OKX converses: requests of many arguments, one answer to each argument, text pings.

https://www.okx.com/docs-v5/en/#overview-websocket
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

import msgspec
from msgspec import Struct

from radist.errors import ExchangeError
from radist.exchanges._heads import Carrier, HeadedConversation
from radist.exchanges._okx_books import Books
from radist.exchanges._pulse import Pulse
from radist.exchanges.base import Action, Outputs, Reconnect, Refused, Send, Stream
from radist.model import Event, Subscription


class Argument(Struct, gc=False):
    """What names a stream: a channel, and an instrument, a family or a type of instruments."""

    channel: str
    instId: str = ""  # noqa: N815  # the exchange's name
    instFamily: str = ""  # noqa: N815
    uly: str = ""
    instType: str = ""  # noqa: N815

    @property
    def name(self) -> str:
        """What we call it."""
        of = self.instId or self.instFamily or self.uly or self.instType
        return f"{self.channel} {of}"


class Uncommon(Struct, gc=False):
    """A frame of no known stream: an answer, a notice, or the first of its stream."""

    event: str = ""
    arg: Argument | None = None
    id: str = ""
    code: str = ""
    msg: str = ""
    table: str = ""


class Venue(Carrier, Protocol):
    """What a conversation has to know of the market it talks to."""

    suspects: dict[str, int]
    """Streams that were in a refused batch, and of how many the next batch with them may be."""

    def argument(self, name: str) -> Mapping[str, str]:
        """What to ask for."""


class Request(NamedTuple):
    """What has been asked and not been answered."""

    made: int
    op: str
    names: set[str]


_uncommon = msgspec.json.Decoder(Uncommon).decode
_BATCH = 500
"""Arguments of a request: of the 64 KB that it may have, each takes 60 to 80."""
_AT_ONCE = 30
"""Requests that may be made without waiting."""
_PACE = 8_200_000
"""Microseconds until one more may be made; with those at once 469 of the 480 an hour allows."""
_SILENCE = 20_000_000
"""After so much silence we ask whether the exchange is there; after 30 s it would hang up."""
_PATIENCE = 10_000_000
_ANSWERED_BY = 20_000_000
"""Microseconds for a pong or a book's snapshot, and for the many answers to a request."""
_ASKED_FOR = re.compile(r"channel:\s*([\w-]+),\s*\w+:\s*([^\s,\"}]+)")
"""How a refusal names an argument."""
_TOO_OFTEN = "60014"
_CLOSING = "64008"
_PRIVATE = frozenset({"channel-conn-count", "channel-conn-count-error"})
_PING, _PONG = b"ping", b"pong"


class OkxConversation(HeadedConversation[Venue]):
    """One socket. What is wanted waits until a request may be made, and is asked for in as few as
    possible.
    """

    def __init__(self, venue: Venue) -> None:
        super().__init__(venue, b"}")
        self._leaving: dict[str, None] = {}
        self._joining: dict[str, None] = {}
        """What is to be asked for, in order."""
        self._pending: dict[str, Request] = {}
        self._requests = 0
        self._free = _AT_ONCE * _PACE
        """How many requests may be made, each for so many microseconds."""
        self._counted = 0
        """When that was last looked at."""
        self._answer = 0
        """When the latest answer to a request came."""
        self._books: dict[str, Books] = {}
        self._asked_anew: dict[str, int] = {}
        """Books that were lost, and when they were asked for anew."""
        self._heard = self._pinged = 0
        """When a tick last found that something had come; when we asked whether anybody is there,
        0 where we do not wait for an answer.
        """
        self._frames = -1

    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        for name in self._hold(subscriptions):
            if self._leaving.pop(name, 0) is None:
                self._enter(name, anew=False)  # it was about to end, and goes on
                continue
            self._enter(name)
            self._joining[name] = None
        return tuple(self._flush(now))

    def unsubscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        parting: list[Event | Action] = []
        for name in self._let_go(subscriptions):
            parting += self._part(name, now)
            if self._joining.pop(name, 0) == 0:
                self._leaving[name] = None
        return (*parting, *self._flush(now))

    def _is_asked(self, name: str) -> bool:
        return name in self._joining or any(
            request.op == "subscribe" and name in request.names
            for request in self._pending.values()
        )

    # What is sent.

    def _flush(self, now: int) -> Iterator[Send]:
        """Ask for what waits, as far as requests may be made."""
        for op, waiting in (("unsubscribe", self._leaving), ("subscribe", self._joining)):
            while waiting and self._may(now):
                size = min(self._venue.suspects.get(name, _BATCH) for name in waiting)
                batch = tuple(waiting)[:size]
                for name in batch:
                    del waiting[name]
                yield self._request(op, batch, now)

    def _may(self, now: int) -> bool:
        """Whether a request may be made; if so, it counts."""
        passed, self._counted = now - self._counted, now
        self._free = min(_AT_ONCE * _PACE, self._free + max(0, passed))
        if self._free < _PACE:
            return False
        self._free -= _PACE
        return True

    def _request(self, op: str, names: tuple[str, ...], now: int) -> Send:
        self._requests += 1
        number = str(self._requests)
        self._pending[number] = Request(now, op, set(names))
        arguments = [self._venue.argument(name) for name in names]
        return Send(msgspec.json.encode({"id": number, "op": op, "args": arguments}))

    def tick(self, now: int) -> Outputs:
        # Requests may wait for their turn to be sent: while answers come, all is well.
        late = (now - max(r.made, self._answer) > _ANSWERED_BY for r in self._pending.values())
        if any(late):
            return (Reconnect("no answer to a request within 20 s", works=True),)
        self._recover(now)
        return (*self._flush(now), *self._pulse(now))

    def shift(self, by: int) -> None:
        self._answer += by
        self._counted += by
        self._heard += by
        self._pinged += by if self._pinged else 0
        self._asked_anew = {name: asked + by for name, asked in self._asked_anew.items()}
        for number, request in self._pending.items():
            self._pending[number] = request._replace(made=request.made + by)

    def _recover(self, now: int) -> None:
        """Ask anew for books of which something is missing."""
        for name, book in self._books.items():
            if not book.lost or name not in self._holders or name in self._joining:
                continue
            if now - self._asked_anew.get(name, -_PATIENCE) >= _PATIENCE:
                self._asked_anew[name] = now
                self._leaving[name] = self._joining[name] = None

    def _pulse(self, now: int) -> Outputs:
        """Is anybody there?"""
        if self._frames != (frames := self.frames):
            self._frames, self._heard, self._pinged = frames, now, 0
        elif self._pinged and now - self._pinged > _PATIENCE:
            return (Reconnect("no pong within 10 s"),)
        elif not self._pinged and now - self._heard >= _SILENCE:
            self._pinged = now
            return (Send(_PING),)
        return ()

    # What is received.

    def _stream(self, name: str) -> Stream:
        stream = self._venue.stream(name)
        if name not in self._pulses:
            self._pulses[name] = Pulse(stream.received)
            if isinstance(stream, Books):
                self._books[name] = stream
        return stream

    def _uncommon(self, frame: bytes, now: int) -> Outputs:
        if frame == _PONG:
            self._others += 1
            return ()
        found = _uncommon(frame)
        if found.arg and not found.event:
            return self._first(found.arg.name, frame, now)
        self._others += 1
        match found.event:
            case "subscribe" | "unsubscribe" if found.arg:
                self._answered(found, found.arg.name, now)
                return ()
            case "error":
                return tuple(self._refused(found, now))
            case "notice":
                return self._noticed(found)
            case kind if kind in _PRIVATE:
                return ()
        if found.table:
            raise ExchangeError(f"{found.table!r} is of version 3 of the protocol, which has ended")
        raise ExchangeError(f"neither an event nor an answer: {frame[:200]!r}")

    def _first(self, name: str, frame: bytes, now: int) -> Outputs:
        """A frame whose beginning was not known yet."""
        try:
            self._stream(name)
        except ExchangeError:
            self._others += 1
            raise
        pulse = self._by_head[frame.partition(b"}")[0]] = self._pulses[name]
        pulse.frames += 1
        return pulse.receive(frame, now)

    def _noticed(self, found: Uncommon) -> Outputs:
        if found.code == _CLOSING:
            return (Reconnect("the exchange announced a restart", works=True),)
        raise ExchangeError(f"notice {found.code}: {found.msg}")

    def _answered(self, found: Uncommon, name: str, now: int) -> None:
        self._answer = now
        self._venue.suspects.pop(name, None)
        for number, request in tuple(self._pending.items()):
            # Without a number it answers whoever asked for the same.
            if found.id in ("", number) and request.op == found.event and name in request.names:
                request.names.discard(name)
                if not request.names:
                    del self._pending[number]
                return

    def _refused(self, found: Uncommon, now: int) -> Iterator[Send | Refused]:
        """One bad argument may spoil a request: what it names is refused, else halves are tried."""
        number = found.id or (next(iter(self._pending)) if len(self._pending) == 1 else "")
        reason = f"error {found.code}: {found.msg}"
        request = self._pending.pop(number, None)
        if request is None:
            raise ExchangeError(reason)
        self._answer = now
        if found.code == _TOO_OFTEN:
            self._free = 0
        if request.op == "unsubscribe" and found.code != _TOO_OFTEN:
            return
        again = request.names & self._holders.keys()
        if request.op == "unsubscribe":
            again = request.names
        elif found.code != _TOO_OFTEN:
            bad = self._bad(request.names, found.msg)
            again -= bad
            if bad:
                for name in bad:
                    self._venue.suspects.pop(name, None)
                yield self._refuse(bad, reason)
            else:
                half = (len(request.names) + 1) // 2
                self._venue.suspects |= dict.fromkeys(request.names, half)
        waiting = self._leaving if request.op == "unsubscribe" else self._joining
        waiting.update(dict.fromkeys(sorted(again)))
        yield from self._flush(now)

    def _bad(self, names: set[str], words: str) -> set[str]:
        """Which of these cannot be had, by the words of a refusal."""
        if len(names) == 1:
            return set(names)
        return {f"{channel} {of}" for channel, of in _ASKED_FOR.findall(words)} & names
