"""One WebSocket client: its socket's state, and the frames between it and its session."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic_ns
from typing import TYPE_CHECKING

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from radist.errors import ClientError
from radist.hub import protocol
from radist.hub.protocol import Auth, Hello, Request
from radist.hub.session import Loss, Session
from radist.server.assembly import Assembly, check_reserved, close_code
from radist.server.counting import count
from radist.server.frames import batched, frame, framed
from radist.server.front import Front
from radist.server.passport import Goodbye, Passport

if TYPE_CHECKING:
    from radist.server.websocket import Rooms

log = logging.getLogger(__name__)

_BATCH = 65_536
"""Bytes that are taken from the hub and written at once, about."""
_HIGH, _LOW = 131_072, 32_768
"""Bytes that wait for the client's network: above the first, nothing is taken until there are fewer
than the second.
"""
_STALLED = 30.0
"""Seconds in which a client has to read so much that fewer bytes than the second wait; else it is
dropped.
"""
_FAREWELL = 5.0
"""Seconds that a client has to read what was written, and to close."""
_LOST = 1006
"""What stands for the close code where there was no close."""
_PING = 20.0
"""Seconds of silence after which a client is asked whether it is there, and has to say so."""
_SHORTEST = 0.001
"""Seconds; timers are no finer."""
_PATIENCE = 100
"""Frames that made no sense, before it counts as abuse."""


class Client(WSListener):
    """Writes what is due while the client reads; else the hub keeps it, or conflates."""

    # Without a dictionary each client, its session and its passport take 0.3 KB less.
    __slots__ = (
        "_asked",
        "_assembly",
        "_awake",
        "_batch",
        "_behind",
        "_closing",
        "_code",
        "_deadline",
        "_faults",
        "_heard",
        "_heartbeat",
        "_later",
        "_loop",
        "_passport",
        "_paused",
        "_rooms",
        "_rounds",
        "_transport",
        "_unread",
        "session",
    )

    def __init__(self, rooms: "Rooms", passport: Passport) -> None:
        self.session = Session(f"websocket-{secrets.token_hex(8)}", self._wake)
        self._rooms = rooms
        self._passport = passport
        self._transport: WSTransport | None = None
        self._loop = asyncio.get_running_loop()
        self._assembly = Assembly(rooms.settings.max_frame)
        self._faults = 0
        self._awake = False
        self._paused = False
        self._behind = False
        """Whether the client has not caught up yet since it last read too slowly."""
        self._unread: list[Callable[[], None]] = []
        """What it asked for and was not answered, since it reads too slowly."""
        self._closing = False
        self._code = _LOST
        """With which it ends."""
        self._batch = False
        self._rounds = rooms.soon
        self._heard = self._loop.time()
        self._asked = 0.0
        """When it was asked whether it is there."""
        self._heartbeat: asyncio.TimerHandle | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._later: asyncio.TimerHandle | None = None

    # What picows calls.

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        # Nobody needs the handshake any more: 2 KB of headers for each client.
        for spoken in (transport.request, transport.response):
            spoken.headers.clear()
        self._rooms.hub.traffic.opened += 1
        transport.underlying_transport.set_protocol(Front(transport.underlying_transport))
        transport.underlying_transport.set_write_buffer_limits(_HIGH, _LOW)
        peer = transport.underlying_transport.get_extra_info("peername")
        if self._rooms.is_leaving:
            self._rooms.send_away(self)
            return
        try:
            self._rooms.enter(self)
            now = self._rooms.desk.now()
            told = self._passport.enter(self.session.name, peer[0] if peer else "", now, self.close)
        except ClientError as problem:
            self._rooms.guard.refuse(problem)
            self.close(protocol.FULL, str(problem))
            return
        except Goodbye as end:
            self.close(end.code, str(end))
            return
        self.session.outlet = transport.underlying_transport
        self._keep_pace()
        self._write(self._rooms.desk.welcome(self.session, self._rooms.settings.heartbeat), *told)
        self._beat_later()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._closing = True
        self._rooms.hub.traffic.closed[self._code] += 1
        for timer in (self._heartbeat, self._deadline, self._later):
            if timer:
                timer.cancel()
        self._passport.leave()
        self._rooms.gone(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self._heard = self._loop.time()
        try:
            check_reserved(frame)
            self._read(transport, frame)
        except Goodbye as end:
            self.close(end.code, str(end))
            if frame.msg_type is WSMsgType.CLOSE:
                transport.disconnect()

    def _read(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind is WSMsgType.CLOSE:
            self._goodbye(transport, frame)
        elif self._closing:
            return
        elif kind is WSMsgType.PING or kind is WSMsgType.PONG:
            self._controlled(transport, frame)
        elif kind is WSMsgType.BINARY:
            raise Goodbye(protocol.ABUSE, "this protocol has text frames only")
        elif (message := self._assembly.add(frame)) is not None:
            self._received(message, self._assembly.cost)

    def pause_writing(self) -> None:
        """The client reads more slowly than we write.

        What it asks for has to wait too, else the answers would pile up.
        """
        self._paused = self._behind = True
        self._keep_pace()
        self._socket.pause_reading()
        self._drop_after(_STALLED)

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._paused = False
        self._socket.resume_reading()
        self._drop_after(_FAREWELL if self._closing else None)
        self._read_on()
        self._wake()

    # What the client sends.

    def _controlled(self, transport: WSTransport, frame: WSFrame) -> None:
        """A ping is answered, unless it is one of too many."""
        try:
            self._passport.check(b"", frame.payload_size)
        except ClientError:
            return
        if frame.msg_type is WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())

    def _read_on(self) -> None:
        """Answer what had to wait, as long as the client reads the answers."""
        unread, self._unread = self._unread, []
        try:
            for answer in unread:
                if self._paused:
                    self._unread.append(answer)
                elif not self._closing:
                    answer()
        except Goodbye as end:
            self.close(end.code, str(end))

    def _received(self, message: bytes, cost: int) -> None:
        if self._paused:
            self._unread.append(partial(self._received, message, cost))
            return
        try:
            self._passport.check(message, cost)
            request = protocol.parse(message)
        except ClientError as problem:
            self._fault(problem)
        else:
            self._answer(request)

    def _answer(self, request: Request) -> None:
        try:
            if isinstance(request, Auth):
                answers = [self._passport.show(request)]
            elif isinstance(request, Hello):
                self._batch = request.batch
                self._rounds = self._rooms.at_once if request.immediate else self._rooms.soon
                self._keep_pace()
                answers = [protocol.hello(request)]
            else:
                self._passport.check_request(request)
                visitor = self._passport.visitor
                self._tell(self._rooms.desk.answer(self.session, request, visitor))
                return
        except ClientError as problem:
            answers = [protocol.error(request.id, problem)]
        self._write(*answers)

    def _tell(self, answers: Iterator[bytes]) -> None:
        """A request may name two hundred books: the client is told as it reads, like of events."""
        while not (self._paused or self._closing):
            made, size = [], 0
            for answer in answers:
                made.append(answer)
                size += len(answer)
                if size >= _BATCH:
                    break
            self._write(*made)
            if not made:
                return
        self._unread.append(partial(self._tell, answers))

    def _fault(self, problem: ClientError) -> None:
        self._faults += problem.code != 429  # who is too fast makes sense all the same
        if self._faults > _PATIENCE:
            self.close(protocol.ABUSE, f"more than {_PATIENCE} frames made no sense")
        else:
            self._write(protocol.error(None, problem))

    # What the client is told.

    def _wake(self) -> None:
        if not (self._awake or self._paused or self._closing):
            self._awake = True
            self._rounds.wake(self)

    def _keep_pace(self) -> None:
        """Be written to with many others, unless there is something of our own to it."""
        alone = self._batch or self._behind
        self.session.keep(None if alone else self._rounds.pace)

    def flush(self) -> None:
        """Write what is due, as long as the client's network takes it."""
        self._awake = False
        while not (self._paused or self._closing or self._socket.is_closing()):
            now = monotonic_ns() // 1000
            items = self.session.take_runs(_BATCH, every=not self._behind, now=now)
            if not items:
                if self._behind:
                    self._behind = False
                    self._keep_pace()
                self._flush_later(now)
                return
            losses = [item for item in items if isinstance(item, Loss)]
            if losses:
                self._too_slow(losses)
                return
            chunk = batched(items) if self._batch else framed(items)
            self._socket.write(chunk)
            count(self._rooms.hub.traffic, items, len(chunk))

    def _flush_later(self, now: int) -> None:
        """The client wants some rooms less often: write again when the next of them is due."""
        if self._later:
            self._later.cancel()
            self._later = None
        if (moment := self.session.held_until()) is not None:
            delay = max((moment - now) / 1e6, _SHORTEST)
            self._later = self._loop.call_later(delay, self._wake)

    def _too_slow(self, losses: list[Loss]) -> None:
        """The room has forgotten what the client has yet to get: it must reconnect and recover."""
        log.info("client too slow", extra={"session": self.session.name})
        self._rooms.hub.traffic.lost += sum(loss.last - loss.first + 1 for loss in losses)
        self._write(*map(protocol.loss, losses))
        self.close(protocol.TOO_SLOW, "too slow: reconnect and recover")

    def _beat_later(self) -> None:
        self._heartbeat = self._loop.call_later(self._rooms.settings.heartbeat, self._beat)

    def _beat(self) -> None:
        """The positions in a heartbeat are those of the rooms, so what is due goes first."""
        self.session.catch_up()
        self.flush()
        if not (self._paused or self._closing):
            self._write(self._rooms.desk.heartbeat(self.session))
        self._beat_later()

    def look(self, now: float) -> None:
        """Ask a silent client whether it is there; part from one that does not say so."""
        if self._closing or self._paused or self._transport is None:
            return
        if self._asked <= self._heard:
            if now - self._heard >= _PING:
                self._asked = now
                self._transport.send_ping()
        elif now - self._asked >= _PING:
            self.close(WSCloseCode.GOING_AWAY.value, "nothing was heard of the client")

    def _write(self, *messages: bytes) -> None:
        if not self._closing and messages:
            self._socket.write(b"".join([frame(message) for message in messages]))

    # How it ends.

    def close(self, code: int, reason: str) -> None:
        """Say why, and wait a while for the client to close."""
        if self._closing or self._transport is None:
            return
        self._closing, self._code = True, code
        self._rooms.leave(self)
        self._transport.send_close(code, reason)  # type: ignore[arg-type]  # any number will do
        self._drop_after(_FAREWELL)

    def bye(self, code: int, reason: str, retry_after: float) -> None:
        """Close, and say when to come back."""
        self._write(protocol.bye(code, reason, retry_after, self._rooms.desk.now()))
        self.close(code, reason)

    def abort(self) -> None:
        """Drop the socket at once."""
        if self._transport is not None:
            self._transport.disconnect(False)

    def _goodbye(self, transport: WSTransport, frame: WSFrame) -> None:
        if not self._closing:
            self._code = close_code(frame)
            transport.send_close(WSCloseCode.OK)
        self._closing = True
        transport.disconnect()

    def _drop_after(self, seconds: float | None) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self._loop.call_later(seconds, self.abort) if seconds else None

    @property
    def _socket(self) -> asyncio.Transport:
        assert self._transport is not None
        return self._transport.underlying_transport
