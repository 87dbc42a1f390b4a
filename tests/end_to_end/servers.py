"""Five kinds of server that programs listen to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed


class Server:
    """What the kinds have in common: who came, and what was said to them."""

    def __init__(self) -> None:
        self.url = ""
        self.connections = self.open = 0
        self.heard: list[str] = []
        self.headers: list[str | None] = []

    async def serve(self, client: ServerConnection) -> None:
        self.connections += 1
        self.headers.append(client.request.headers.get("X-Room"))
        self.open += 1
        with suppress(ConnectionClosed):
            await self.talk(client)
        self.open -= 1

    async def talk(self, client: ServerConnection) -> None:
        """One connection, from open to close."""


class Echo(Server):
    """Says what it is told."""

    async def talk(self, client: ServerConnection) -> None:
        async for message in client:
            self.heard.append(message)
            await client.send(message)


class Chat(Server):
    """Says nothing to those who do not log in; then what was said, all of it."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.lines = lines

    async def talk(self, client: ServerConnection) -> None:
        login = json.loads(await client.recv())
        self.heard.append(login)
        if login.get("login") == "alice":
            for n in range(self.lines):
                await client.send(json.dumps({"n": n, "by": "bob", "says": "hello ½"}))
        await client.wait_closed()


class Pinged(Server):
    """Cuts off who sends no ping of the application for a while."""

    def __init__(self, patience: float) -> None:
        super().__init__()
        self.patience = patience
        self.n = 0
        self.pings = 0

    async def talk(self, client: ServerConnection) -> None:
        while True:
            try:
                async with asyncio.timeout(self.patience):
                    message = await client.recv()
            except TimeoutError:
                client.transport.abort()
                return
            if json.loads(message) == {"type": "ping"}:
                self.pings += 1
                await client.send(json.dumps({"n": self.n}))
                self.n += 1


class Garbage(Server):
    """Among what makes sense there is what does not."""

    GARBAGE = ("", "no JSON", '{"n":', "[NaN]", "{'n':1}", "\x00", "[" * 5000)

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.rounds = rounds

    async def talk(self, client: ServerConnection) -> None:
        for n in range(self.rounds):
            for garbage in self.GARBAGE:
                await client.send(garbage)
            await client.send(json.dumps({"n": n}))
        await client.send(bytes(range(256)))
        await client.wait_closed()


class Restarting(Server):
    """Is restarted again and again, now with a goodbye and now without; what may not have arrived
    it says again.
    """

    AGAIN = 40

    def __init__(self, life: float, last: int) -> None:
        super().__init__()
        self.life = life
        self.last = last
        self.n = 0
        self.acknowledged = 0

    async def talk(self, client: ServerConnection) -> None:
        # Only what the client's own socket has answered for is known to have come.
        self.n = self.acknowledged
        loop = asyncio.get_running_loop()
        end = loop.time() + self.life
        while loop.time() < end and self.n < self.last:
            for _ in range(min(20, self.last - self.n)):
                await client.send(json.dumps({"n": self.n}))
                self.n += 1
            told = self.n
            await (await client.ping())
            self.acknowledged = max(0, told - self.AGAIN)
        if self.n >= self.last:
            await client.wait_closed()
        elif self.connections % 2:
            client.transport.abort()


@asynccontextmanager
async def running(server: Server) -> AsyncIterator[Server]:
    """A server on a port of its own."""
    async with serve(server.serve, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        server.url = f"ws://127.0.0.1:{port}/room"
        yield server
