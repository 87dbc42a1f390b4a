"""What stands between a client's socket and picows."""

import asyncio
from typing import cast


class Front(asyncio.BufferedProtocol):
    """Hands on the last byte of what was read by itself. picows looks at the second frame of a read
    before it hands out the first: a CLOSE that may not be there would hide what came before it. So
    all other frames are handed out before one that ends a read is complete.
    """

    __slots__ = ("_protocol", "_read")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._protocol = cast("asyncio.BufferedProtocol", transport.get_protocol())
        self._read: memoryview | None = None

    def get_buffer(self, sizehint: int) -> memoryview:
        self._read = cast("memoryview", self._protocol.get_buffer(sizehint))
        return self._read

    def buffer_updated(self, nbytes: int) -> None:
        read, self._read = self._read, None  # it is of no more use once picows has moved its memory
        if nbytes > 1 and read is not None:
            last = read[nbytes - 1]
            self._protocol.buffer_updated(nbytes - 1)
            cast("memoryview", self._protocol.get_buffer(-1))[0] = last
        self._protocol.buffer_updated(1)

    def eof_received(self) -> bool | None:
        return self._protocol.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()
