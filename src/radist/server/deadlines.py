"""HTTP with patience that ends: uvicorn waits for ever for headers, bodies and readers."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS = 5.0
"""Seconds from the connection, or from the first byte of a further request, to the headers' end."""
BODY = 10.0
"""Seconds from there to the end of the body."""
READING = 30.0
"""Seconds in which a client has to read something of what waits for it."""


class PunctualProtocol(H11Protocol):
    """Drops whoever is late. A client is late with one thing at a time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._awaited = ""
        self._sending: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await("headers", HEADERS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._await("", 0)
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        state = self.conn.their_state
        if state is h11.IDLE:
            self._await("headers", HEADERS)
        elif state is h11.SEND_BODY:
            self._await("body", BODY)
        else:
            self._await("", 0)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading = self.loop.call_later(READING, self.transport.abort)

    def resume_writing(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        super().resume_writing()

    def _await(self, what: str, seconds: float) -> None:
        """One deadline for each thing: another byte of it wins no time."""
        if what == self._awaited:
            return
        self._awaited = what
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
        if what:
            self._sending = self.loop.call_later(seconds, self.transport.abort)
