"""python-socketio on uvicorn: one room, and `emit` to it."""

import asyncio
import socket

import socketio
import uvicorn
import uvloop
from inlet import arrivals

server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")


@server.event
async def connect(session: str, *_: object) -> None:
    await server.enter_room(session, "room")


async def main() -> None:
    door = socket.create_server(("127.0.0.1", 0), backlog=1024)
    app = socketio.ASGIApp(server)
    http = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(http.serve([door]))
        async for message in arrivals(door.getsockname()[1]):
            await server.emit("message", message.decode(), room="room")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
