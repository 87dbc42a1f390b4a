"""The loop that FastAPI's documentation shows, on uvicorn: await each connection in turn."""

import asyncio
import socket

import uvicorn
import uvloop
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from inlet import arrivals

app = FastAPI()
connections: list[WebSocket] = []


@app.websocket("/")
async def listen(connection: WebSocket) -> None:
    await connection.accept()
    connections.append(connection)
    try:
        while True:
            await connection.receive_text()
    except WebSocketDisconnect:
        connections.remove(connection)


async def main() -> None:
    door = socket.create_server(("127.0.0.1", 0), backlog=1024)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve([door]))
        async for message in arrivals(door.getsockname()[1]):
            text = message.decode()
            for connection in connections:
                await connection.send_text(text)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
