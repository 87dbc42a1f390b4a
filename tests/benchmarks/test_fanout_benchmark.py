import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SIZE = 200
ACCEPTED = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the loader needs epoll"),
    pytest.mark.skipif(not shutil.which("cc"), reason="the loader has to be compiled"),
]


def test_every_regime_runs_and_misses_no_message():
    only = () if "RADIST_PROOF" in os.environ else ("--only", "C", "Radist")
    command = [sys.executable, str(BENCHMARKS / "fanout.py"), "--quick", "--without-peers", *only]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.stderr == ""
    assert done.returncode == 0
    told = done.stdout.splitlines()
    regimes = [row.partition(":")[0] for row in told if "clients=" in row]
    assert len(regimes) == len(set(regimes)) == 7
    assert sum(row.startswith("Radist ") for row in told) == (7 if only else 13)
    assert only or sum(row.startswith("at once again") for row in told) == 1
    assert sum(row.startswith("C ") for row in told) == 4


@pytest.fixture(scope="module")
def loader(tmp_path_factory) -> str:
    built = str(tmp_path_factory.mktemp("loader") / "loader")
    subprocess.run(["cc", "-w", "-o", built, str(BENCHMARKS / "fanout" / "loader.c")], check=True)
    return built


async def answers(
    loader: str, spoil: Callable[[int, bytes], list[bytes]], *more: str
) -> dict[str, int]:
    """What the loader says of a server that sends `spoil(number, frame)` for each message."""
    guests: list[asyncio.StreamWriter] = []

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ACCEPTED)
        guests.append(writer)

    async def broadcast(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = 0
        with (
            contextlib.suppress(asyncio.IncompleteReadError, ConnectionError),
            contextlib.closing(writer),
        ):
            while True:
                message = await reader.readexactly(SIZE)
                frame = b"\x81\x7e" + SIZE.to_bytes(2) + message
                for guest in guests:
                    guest.writelines(spoil(number, frame))
                number += 1

    async with (
        await asyncio.start_server(welcome, "127.0.0.1", 0) as clients,
        await asyncio.start_server(broadcast, "127.0.0.1", 0) as inlet,
    ):
        ports = [door.sockets[0].getsockname()[1] for door in (clients, inlet)]
        words = [f"port={ports[0]}", f"inlet={ports[1]}", "clients=3", "rate=200"]
        words += ["seconds=0.3", "warm=0.05", "grace=0.3", f"size={SIZE}", *more]
        process = await asyncio.create_subprocess_exec(
            loader, *words, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        for guest in guests:
            guest.close()
    return json.loads(output)


async def test_the_loader_counts_what_every_client_got(loader):
    found = await answers(loader, lambda number, frame: [frame])
    assert (found["lost"], found["missing"]) == (0, 0)
    assert found["messages"] >= 40
    assert found["rate"] == pytest.approx(600, rel=0.3)
    assert 0 < found["p50"] <= found["p99"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda number, frame: [] if number == 7 else [frame],
        lambda number, frame: [frame, frame] if number == 7 else [frame],
    ],
    ids=["lost", "doubled"],
)
async def test_a_message_that_is_lost_or_doubled_does_not_pass_unseen(loader, spoil):
    assert (await answers(loader, spoil))["lost"] > 0


async def test_messages_that_come_in_pieces_are_heard_all_the_same(loader):
    found = await answers(loader, lambda number, frame: [frame], "chunk=3")
    assert (found["lost"], found["missing"]) == (0, 0)
    assert found["messages"] >= 40
