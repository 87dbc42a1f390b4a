"""One WebSocket to an exchange, or to anybody: opened with a deadline, watched for silence, closed
within a second.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from picows import WSCloseCode, WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from radist.errors import ExchangeError
from radist.ingest.budget import Budget
from radist.ingest.clock import now_us

log = logging.getLogger(__name__)

Receive = Callable[[bytes, int], None]

_HANDSHAKE = 10.0
_IDLE = 5.0
"""Seconds of silence after which we ask whether the other side is still there."""
_REPLY = 5.0
"""Seconds until it must have answered: what is half-open has brought nothing for ten by then."""
_CLOSE = 1.0
_MAX_FRAME = 16 * 1024 * 1024
_FRAGMENT = 16
"""Bytes that a fragment of a message counts for beside its own: empty ones cost something too."""
_TEXT = WSMsgType.TEXT
"""By a name of our own: looking a member up in its enum costs 60 ns a frame."""


class Wire(Protocol):
    """What carries frames: a socket, or what stands in for one."""

    closed: asyncio.Future[str]
    headers: Mapping[str, str]

    async def send(self, frame: bytes) -> None:
        """Send a frame as soon as that is allowed."""

    def pause(self, paused: bool) -> None:
        """Whether to read no further."""

    def abort(self, reason: str) -> None:
        """Drop it at once."""

    async def close(self, reason: str) -> None:
        """Say goodbye first."""


class Connection(WSListener):
    """One socket. Every message goes to `receive(payload, now)` at once, without a queue or a task
    between; binary ones to `binary`, where somebody tells them apart.
    """

    __slots__ = (
        "_binary",
        "_budget",
        "_now",
        "_parts",
        "_paused",
        "_reason",
        "_receive",
        "_size",
        "_transport",
        "_whole",
        "closed",
        "headers",
    )

    def __init__(self, receive: Receive, budget: Budget, binary: Receive | None = None) -> None:
        self.closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Done when the socket is gone; its result says why."""
        self.headers: Mapping[str, str] = {}
        """What the exchange said in the handshake."""
        self._receive = receive
        self._binary = binary or receive
        self._budget = budget
        self._transport: WSTransport | None = None
        self._paused = False
        self._parts: list[bytes] = []
        self._whole = receive
        """Who is told when the parts are complete."""
        self._size = 0
        """What the parts count for."""
        self._reason = ""
        self._now = 0
        """When the read began that the next frame belongs to; 0 where it begins another."""

    @classmethod
    async def open(
        cls,
        url: str,
        receive: Receive,
        budget: Budget,
        binary: Receive | None = None,
        headers: Sequence[tuple[str, str]] = (),
        local: str = "",
    ) -> "Connection":
        """Connect, from an address of this machine, where one is told. Raises ExchangeError when
        that cannot be done within 10 s.
        """
        try:
            async with asyncio.timeout(_HANDSHAKE):
                _, connection = await ws_connect(
                    lambda: cls(receive, budget, binary),
                    url,
                    websocket_handshake_timeout=_HANDSHAKE,
                    enable_auto_ping=True,
                    auto_ping_idle_timeout=_IDLE,
                    auto_ping_reply_timeout=_REPLY,
                    enable_auto_pong=False,
                    max_frame_size=_MAX_FRAME,
                    extra_headers=headers,
                    local_addr=(local, 0) if local else None,
                )
        except (OSError, WSError, TimeoutError, ValueError) as error:  # ValueError: the URL
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ExchangeError(f"cannot connect to {url}: {why}", terminal=True) from error
        if connection is None:
            raise ExchangeError(f"cannot connect to {url}: it hung up", terminal=True)
        assert isinstance(connection, cls)
        return connection

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        if transport.response is not None:
            self.headers = transport.response.headers

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        # Frames of one read have arrived at one time; to ask the clock once saves 50 ns a frame.
        now = self._now or now_us()
        self._now = 0 if frame.last_in_buffer else now
        if frame.msg_type is _TEXT and frame.fin:
            self._receive(frame.get_payload_as_bytes(), now)
        else:
            self._uncommon(transport, frame, now)

    def send_user_specific_ping(self, transport: WSTransport) -> None:
        # Who does not read cannot see the answer either, and must not take that for a dead socket.
        if self._paused:
            loop = asyncio.get_running_loop()
            loop.call_soon(transport.notify_user_specific_pong_received)
        else:
            transport.send_ping()

    def is_user_specific_pong(self, frame: WSFrame) -> bool:
        answers = frame.msg_type is WSMsgType.PONG
        if answers and frame.last_in_buffer:  # `on_ws_frame` will not see that the read has ended
            self._now = 0
        return answers

    def _uncommon(self, transport: WSTransport, frame: WSFrame, now: int) -> None:
        kind = frame.msg_type
        if kind is WSMsgType.PING:
            self._budget.charge()
            transport.send_pong(frame.get_payload_as_bytes())
        elif kind is WSMsgType.CLOSE:
            reason = (frame.get_close_message() or b"").decode("utf-8", "replace")
            farewell = f"closed by the other side: {frame.get_close_code()} {reason}".rstrip()
            self._reason = self._reason or farewell
            transport.disconnect()
        elif kind is not WSMsgType.PONG:
            self._assemble(frame, now)

    def _assemble(self, frame: WSFrame, now: int) -> None:
        """Binary messages and messages in several frames; what they mean is the dialect's
        business.
        """
        part = frame.get_payload_as_bytes()
        if not self._parts:
            self._whole = self._binary if frame.msg_type is WSMsgType.BINARY else self._receive
        self._parts.append(part)
        self._size += len(part) + _FRAGMENT
        if self._size > _MAX_FRAME:
            self.abort("a message larger than 16 MiB")
        elif frame.fin:
            message = b"".join(self._parts)
            self._parts, self._size = [], 0
            self._whole(message, now)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if not self.closed.done():
            self.closed.set_result(self._reason or "the connection was lost")

    async def send(self, frame: bytes) -> None:
        """Send a text frame as soon as the exchange's limit allows."""
        await self._budget.spend()
        if self._transport is not None and not self.closed.done():
            self._transport.send(WSMsgType.TEXT, frame)

    def pause(self, paused: bool) -> None:
        """Whether to read no further; what has been read is still told."""
        if self._transport is None or self.closed.done():
            return
        self._paused = paused
        if paused:
            self._transport.notify_user_specific_pong_received()  # it may be on its way
            self._transport.underlying_transport.pause_reading()
        else:
            self._transport.underlying_transport.resume_reading()

    def abort(self, reason: str) -> None:
        """Drop the socket at once."""
        self._reason = self._reason or reason
        if self._transport is not None:
            self._transport.disconnect(False)

    async def close(self, reason: str) -> None:
        """Say goodbye, and leave after a second at the latest."""
        if self._transport is None:
            return
        try:
            if not self.closed.done():
                self._reason = self._reason or reason
                self._transport.send_close(WSCloseCode.OK)
                await asyncio.wait([self.closed], timeout=_CLOSE)
        finally:  # whoever is in a hurry leaves without waiting
            self.abort(reason)
        try:
            await self._transport.wait_disconnected()
        except WSError:
            return  # the exchange broke the protocol: the library has logged how
        except Exception:
            log.exception("a frame could not be processed")
