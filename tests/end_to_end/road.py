"""A road to a node that can be cut anywhere, and leads to another node after that."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Road:
    """Passes bytes on, both ways, until they are cut off."""

    def __init__(self) -> None:
        self.url = ""
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()

    def lead_to(self, url: str) -> None:
        """From now on whoever comes gets there."""
        self._port = urlsplit(url).port or 80

    def cut(self) -> int:
        """Reset every connection; how many they were."""
        cut = len(self._writers)
        for writer in tuple(self._writers):
            writer.transport.abort()
        return cut

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Somebody comes."""
        self._writers.add(writer)
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            self._writers.add(back)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_pass(reader, back))
                tasks.create_task(_pass(there, writer))
            self._writers.discard(back)
        except OSError:
            writer.transport.abort()
        finally:
            self._writers.discard(writer)


async def _pass(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(65_536):
            to.write(chunk)
            await to.drain()
    except OSError:
        pass
    finally:
        to.transport.abort()


@asynccontextmanager
async def road(url: str) -> AsyncIterator[Road]:
    """A road to this address."""
    made = Road()
    server = await asyncio.start_server(made.join, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    made.lead_to(url)
    try:
        yield made
    finally:
        server.close()
        made.cut()
