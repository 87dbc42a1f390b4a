"""`websockets` with its own broadcast."""

import asyncio

import uvloop
from inlet import arrivals
from websockets.asyncio.server import ServerConnection, broadcast, serve


async def listen(connection: ServerConnection) -> None:
    await connection.wait_closed()


async def main() -> None:
    async with serve(listen, "127.0.0.1", 0, compression=None, backlog=1024) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async for message in arrivals(port):
            broadcast(server.connections, message.decode())


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
