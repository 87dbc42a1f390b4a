"""`radist listen`, as a program, against five kinds of server."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from end_to_end.servers import Chat, Echo, Garbage, Pinged, Restarting, Server, running
from end_to_end.terminal import terminal

PROGRAM = Path(sys.executable).parent / "radist"
PATIENCE = 30.0
QUICK = {"RADIST_RECONNECT__BASE": "0.02", "RADIST_RECONNECT__CEILING": "0.05"}
Program = asyncio.subprocess.Process


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[], list[object]]:
    """What is in the database, in order."""

    def read() -> list[object]:
        path = tmp_path / "kept.db"
        if not path.exists():
            return []
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            rows = database.execute("SELECT form, body FROM messages ORDER BY n").fetchall()
        except sqlite3.OperationalError:  # its table is not there yet
            return []
        finally:
            database.close()
        return [json.loads(body) if form == "json" else body for form, body in rows]

    return read


@pytest.fixture
def count(tmp_path: Path) -> Callable[[], int]:
    """How many rows there are, by the newest one's number."""

    def read() -> int:
        try:
            database = sqlite3.connect(f"file:{tmp_path / 'kept.db'}?mode=ro", uri=True)
        except sqlite3.OperationalError:
            return 0
        try:
            return database.execute("SELECT coalesce(max(n), 0) FROM messages").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
        finally:
            database.close()

    return read


@pytest.fixture
async def listen(tmp_path: Path) -> AsyncIterator[Callable]:
    """Starts the program, to SQLite unless it is told otherwise."""
    begun: list[Program] = []

    async def begin(server: Server, *options: str, to: str = "") -> Program:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("RADIST_")}
        process = await asyncio.create_subprocess_exec(
            *(PROGRAM, "listen", server.url, "--to", to or f"sqlite:{tmp_path / 'kept.db'}"),
            *("--spill", str(tmp_path / "spill"), *options),
            env=environment | QUICK,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(process: Program) -> tuple[str, str]:
    """What it said, after Ctrl+C."""
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert process.returncode == 0 and b"Traceback" not in err
    return out.decode(), err.decode()


@asynccontextmanager
async def patience() -> AsyncIterator[None]:
    async with asyncio.timeout(PATIENCE):
        yield


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  # another program does it
            await asyncio.sleep(0.01)


async def test_an_echo_says_what_it_was_sent_and_each_is_kept_once(listen, kept, count, tmp_path):
    (tmp_path / "more.json").write_text('{"n": 2}\n')
    async with running(Echo()) as server:
        sent = ("--send", '{"n":0}', "--send", "[1]", "--send", f"@{tmp_path / 'more.json'}")
        process = await listen(server, *sent)
        await until(lambda: count() == 3)
        _, err = await ended(process)
    assert kept() == [{"n": 0}, [1], {"n": 2}]
    assert err.splitlines()[-1] == "3 messages, 3 written"


async def test_a_chat_is_told_who_we_are_at_each_connect(listen, kept, count):
    async with running(Chat(500)) as server:
        options = ("--send", '{"login":"alice"}', "--header", "X-Room: lobby")
        process = await listen(server, *options)
        await until(lambda: count() == 500)
        await ended(process)
    assert [message["n"] for message in kept()] == list(range(500))
    assert (server.heard, server.headers) == ([{"login": "alice"}], ["lobby"])


async def test_who_is_asked_for_pings_stays_connected_by_them(listen, kept, count):
    async with running(Pinged(patience=0.6)) as server:
        process = await listen(server, "--ping", '{"type":"ping"}', "--ping-every", "0.1")
        await until(lambda: server.pings >= 20)
        await ended(process)
    assert server.connections == 1
    messages = [message["n"] for message in kept()]
    assert messages == list(range(len(messages))) and len(messages) >= 19


async def test_who_is_asked_for_pings_and_sends_none_is_cut_off(listen):
    async with running(Pinged(patience=0.1)) as server:
        process = await listen(server)
        await until(lambda: server.connections >= 3)
        await ended(process)


async def test_garbage_is_counted_and_what_makes_sense_is_kept(listen, kept, count):
    async with running(Garbage(20)) as server:
        process = await listen(server)
        await until(lambda: count() == 21)
        _, err = await ended(process)
    assert kept() == [*({"n": n} for n in range(20)), bytes(range(256))]
    assert f"{20 * len(Garbage.GARBAGE)} not JSON" in err and server.connections == 1


async def test_garbage_is_kept_where_that_is_asked_for(listen, kept, count):
    async with running(Garbage(2)) as server:
        process = await listen(server, "--text")
        await until(lambda: count() == 2 * len(Garbage.GARBAGE) + 3)
        await ended(process)
    assert kept()[: len(Garbage.GARBAGE)] == list(Garbage.GARBAGE)


async def test_a_server_that_is_restarted_again_and_again_is_heard_once(listen, kept, count):
    async with running(Restarting(0.05, 6_000)) as server:
        process = await listen(server, "--key", "n")
        await until(lambda: count() == 6_000)
        _, err = await ended(process)
    assert [message["n"] for message in kept()] == list(range(6_000))
    assert server.connections > 3 and "reconnects" in err and "repeated" in err


async def test_kill_9_in_the_middle_loses_nothing_that_is_in_the_database(listen, kept, count):
    async with running(Restarting(0.5, 8_000)) as server:
        for goal in (500, 2_000, 4_000):
            process = await listen(server, "--key", "n")
            await until(lambda goal=goal: count() >= goal)
            seen = kept()
            process.kill()
            await process.communicate()
            assert kept()[: len(seen)] == seen
            await until(lambda: not server.open)
            server.acknowledged = count()  # what was heard and not yet written has to come again
        process = await listen(server, "--key", "n")
        await until(lambda: count() == 8_000)
        await ended(process)
    assert [message["n"] for message in kept()] == list(range(8_000))


async def test_only_what_a_filter_holds_of_is_kept(listen, kept, count):
    async with running(Chat(10)) as server:
        options = ("--send", '{"login":"alice"}', "--filter", "by == 'bob' && n > `6`")
        process = await listen(server, *options)
        await until(lambda: count() == 3)
        _, err = await ended(process)
    assert [message["n"] for message in kept()] == [7, 8, 9]
    assert "7 not wanted" in err


async def test_to_standard_output_go_the_messages_alone(listen):
    async with running(Chat(3)) as server:
        process = await listen(server, "--send", '{"login":"alice"}', to="stdout")
        async with patience():
            lines = [json.loads(await process.stdout.readline()) for _ in range(3)]
        await ended(process)
    assert [line["n"] for line in lines] == [0, 1, 2]


async def test_on_a_terminal_a_line_tells_the_rate_and_another_what_became_of_it(tmp_path):
    async with running(Echo()) as server:
        ping = ("--ping", '{"n":1}', "--ping-every", "0.01")
        command = (PROGRAM, "listen", server.url, *ping, "--to", f"jsonl:{tmp_path / 'a'}")
        async with terminal(*command) as screen:
            rate = re.compile(rb"\r?[1-9]\d*/s  [1-9]\d* messages, \d+ written")
            await until(lambda: rate.search(screen.shown))
            screen.process.send_signal(signal.SIGINT)
            await until(lambda: screen.process.returncode == 0)
            await until(lambda: screen.shown.endswith(b" written\r\n"))
    assert b"Traceback" not in screen.shown and b"INFO    connected" in screen.shown


async def test_a_reader_who_has_seen_enough_ends_it_without_a_word(listen):
    async with running(Echo()) as server:
        ping = ("--ping", '{"n":1}', "--ping-every", "0.01")
        process = await listen(server, *ping, to="stdout")
        async with patience():
            await process.stdout.readline()
            process.stdout._transport.close()
            err = await process.stderr.read()
            await process.wait()
    assert (process.returncode, err) == (0, b"")


async def test_a_reader_who_does_not_read_does_not_keep_it_from_ending(listen):
    async with running(Chat(100_000)) as server:
        process = await listen(server, "--send", '{"login":"alice"}', to="stdout")
        async with patience():
            await process.stdout.readline()
            process.stdout._transport.pause_reading()
            process.send_signal(signal.SIGINT)
        await until(lambda: process.returncode is not None)
        err = await process.stderr.read()
        process.stdout._transport.close()
    assert process.returncode == 1
    assert b"error: stdout: " in err and b"records were not written" in err


async def test_a_server_that_is_not_there_is_tried_until_it_is(listen, kept, count, free_port):
    server = Server()
    server.url = f"ws://127.0.0.1:{free_port}"
    process = await listen(server)
    line = b""
    async with patience():
        while b"reconnecting" not in line:
            line = await process.stderr.readline()
    await ended(process)
    assert kept() == []


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("http://host",), "no address of a WebSocket"),
        (("ws://host", "--send", '{"a":'), "--send"),
        (("ws://host", "--send", "@nowhere"), "@nowhere"),
        (("ws://host", "--filter", "a ==="), "--filter"),
        (("ws://host", "--key", "[["), "--key"),
        (("ws://host", "--header", "nothing"), "--header"),
        (("ws://host", "--header", "X-Room: a\r\nX-Other: b"), "--header"),
        (("ws://host", "--ping", "{", "--ping-every", "1"), "--ping"),
        (("ws://host", "--to", "moon:a"), "moon"),
        (("ws://host", "--to", "sqlit:a"), "did you mean sqlite"),
        (("ws://host", "--to", "jsonl:/nowhere/a"), "/nowhere/a: No such file"),
        (("ws://host", "--to", "sqlite:/tmp/a.db?tables=x"), "did you mean table"),
    ],
)
async def test_a_mistake_is_one_line(options, word):
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "listen", *options), stderr=asyncio.subprocess.PIPE
    )
    async with patience():
        _, err = await process.communicate()
    assert process.returncode == 2
    assert err.startswith(b"error: ") and err.count(b"\n") == 1 and word in err.decode()
