"""Any WebSocket in a class of yours: `WebSocketMonitor(url)`, and `process_message` of your own."""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Mapping
from inspect import isawaitable
from json import JSONDecodeError
from typing import Any

import msgspec

from radist import config
from radist.ingest.anywhere import Anywhere, Listener, Target
from radist.ingest.backoff import Backoff

log = logging.getLogger(__name__)

PING = {"type": "ping"}

_MOST, _FEW = 1000, 100
"""Messages that wait to be processed: above the first, nothing is read until there are fewer than
the second.
"""
_GARBAGE = (JSONDecodeError, UnicodeDecodeError, msgspec.DecodeError)


class WebSocketMonitor:
    """Keeps a WebSocket open for ever, and gives every message to `process_message`, in order.

    `subscriptions` are sent, in order, each time the socket has been opened, and `ping` (True for
    `{"type":"ping"}`) every `ping_every` seconds: a text as it is, anything else as JSON.
    Raises ConfigError where the address is none.
    """

    def __init__(
        self,
        url: str,
        subscriptions: Any = (),
        *,
        ping: Any = None,
        ping_every: float = 30.0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.url = url
        self.keep_running = True
        self.skipped = 0
        """Messages that were not JSON where `process_message` took them for it."""
        self._waiting: deque[str | bytes] = deque()
        self._enough = False
        self._due = asyncio.Event()
        self._closed = asyncio.Event()
        self._closed.set()
        self._worker: asyncio.Task[None] | None = None
        target = Target(
            url,
            tuple((headers or {}).items()),
            tuple(map(_text, _several(subscriptions))),
            b"" if ping in (None, False) else _text(PING if ping is True else ping),
            ping_every,
        )
        again = config.load(environ=os.environ).reconnect
        backoff = Backoff(again.base, again.ceiling, again.healthy, again.attempts)
        self._line = Anywhere(target, _Ear(self), backoff)

    @property
    def connected(self) -> bool:
        """Whether the socket is up."""
        return self._line.connected

    async def connect(self) -> None:
        """Listen until `stop`; connect again for ever, or as often as `reconnect.attempts` says."""
        self._closed.clear()
        try:
            async with asyncio.TaskGroup() as tasks:
                self._worker = tasks.create_task(self._work())
                await self._line.run()
                self._end()
        finally:
            self._end()

    async def process_message(self, raw_data: str | bytes) -> None:
        """A text message, or the bytes of a binary one. Yours may also be no coroutine function.

        What it raises is logged, and the next message comes.
        """
        log.info("%s", raw_data)

    async def send(self, message: Any) -> bool:
        """Send a text as it is, anything else as JSON; false where there is no socket."""
        return await self._line.send(_text(message))

    async def stop(self) -> None:
        """Say goodbye. What has arrived is still processed, then `connect` returns; where it is
        `process_message` that has had enough, no more comes.
        """
        self.keep_running = False
        self._line.stop()
        if asyncio.current_task() is self._worker:
            self._enough = True
            self._waiting.clear()
        else:
            await self._closed.wait()

    def _end(self) -> None:
        self.keep_running = False
        self._closed.set()
        self._due.set()

    def _take(self, message: str | bytes) -> None:
        if self._enough:
            return
        self._waiting.append(message)
        self._due.set()
        if len(self._waiting) == _MOST:
            self._line.pause(True)

    async def _work(self) -> None:
        while self._waiting or not self._closed.is_set():
            if not self._waiting:
                self._due.clear()
                await self._due.wait()
                continue
            await self._process(self._waiting.popleft())
            if len(self._waiting) == _FEW:
                self._line.pause(False)

    async def _process(self, message: str | bytes) -> None:
        try:
            # A subclass may have a plain function there.
            result: object = self.process_message(message)
            if isawaitable(result):
                await result
        except _GARBAGE as error:
            self.skipped += 1
            if self.skipped & (self.skipped - 1) == 0:  # less and less often, lest it floods
                log.warning("not JSON: %s; skipped so far: %d", error, self.skipped)
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and self._given_up:
                raise
            log.exception("a message could not be processed")

    @property
    def _given_up(self) -> bool:
        """Whether it is we who are cancelled, not what a message has waited for."""
        return self._worker is not None and bool(self._worker.cancelling())


class _Ear(Listener):
    """Hears for a monitor."""

    def __init__(self, monitor: WebSocketMonitor) -> None:
        self._monitor = monitor

    def text(self, message: bytes, now: int) -> None:
        self._monitor._take(message.decode("utf-8", "replace"))

    def binary(self, message: bytes, now: int) -> None:
        self._monitor._take(message)


def _several(messages: Any) -> tuple[Any, ...]:
    """One message, or a list of them."""
    return tuple(messages) if isinstance(messages, (list, tuple)) else (messages,)


def _text(message: Any) -> bytes:
    return message.encode() if isinstance(message, str) else msgspec.json.encode(message)
