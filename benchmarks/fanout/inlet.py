"""Where the loader's messages come into a subject. Needs no package: every subject imports it."""

import argparse
import asyncio
from collections.abc import AsyncIterator


async def arrivals(port: int) -> AsyncIterator[bytes]:
    """The loader's messages, as `--help` says. Prints the clients' port and the inlet's."""
    options = arguments()
    came: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    server = await asyncio.start_server(lambda *ends: came.put_nowait(ends), "127.0.0.1", 0)
    print(port, server.sockets[0].getsockname()[1], flush=True)
    reader, _ = await came.get()
    rest = b""
    while chunk := await _read(reader):
        rest += chunk
        whole = len(rest) - len(rest) % options.size
        for start in range(0, whole, options.size):
            yield rest[start : start + options.size]
            if options.apart:
                await asyncio.sleep(0)
        rest = rest[whole:]


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(65_536)
    except ConnectionResetError:  # the loader is done
        return b""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=200, help="bytes of a message")
    parser.add_argument("--apart", action="store_true", help="one message a turn of the loop")
    return parser.parse_args()
