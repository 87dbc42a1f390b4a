"""What holds of every sink. A new one is found by itself, and needs a place in `places.py`."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from radist import codec, plugins
from radist.errors import ConfigError
from radist.listening import outbox
from radist.model import Trade
from radist.sinks._outbox import Limits, Outbox
from radist.sinks.base import Record, record_of
from sinks.places import PLACES, Place

KEPT = [name for name in plugins.names("sinks") if plugins.find("sinks", name).retried]
PATIENCE = 20.0
BIG = Record("big", 0, "numbers", b"[%s0]" % (b"1," * 1_000_000), "json")
"""More than what waits on the disk meanwhile."""
QUICK = Limits(batch=50, first_pause=0.05, longest_pause=0.1)


@pytest.fixture(params=KEPT)
def place(request, tmp_path: Path) -> Iterator[Place]:
    """Each sink, with a place of its own."""
    made = PLACES[request.param](tmp_path)
    yield made
    made.end()


def number(n: int) -> Record:
    return Record(f"number {n}", n, "numbers", b'{"n":%d}' % n, "json")


def numbers(first: int, last: int) -> list[bytes]:
    return [number(n).body for n in range(first, last)]


def made(place: Place, tmp_path: Path, limits: Limits = QUICK) -> Outbox:
    out = outbox(place.to, tmp_path / "spill")
    out._limits = limits
    return out


async def test_what_is_put_in_is_kept_once_and_in_order(place, tmp_path):
    async with made(place, tmp_path) as out:
        for n in range(1234):
            out.put(number(n))
    assert place.read() == numbers(0, 1234)
    assert (out.counts.taken, out.counts.written, out.counts.lost) == (1234, 1234, 0)


async def test_every_form_comes_back_as_it_was(place, tmp_path):
    bodies = {
        "json": b'{"a":[1.50,"\xd0\xb9"]}',
        "text": "no JSON: ½ \n at all".encode(),
        "binary": bytes(range(256)),
    }
    async with made(place, tmp_path) as out:
        for form, body in bodies.items():
            out.put(Record(form, 1, "forms", body, form))
    kept = place.read()
    assert msgspec.json.decode(kept[0]) == msgspec.json.decode(bodies["json"])
    assert kept[1:] == [bodies["text"], bodies["binary"]]


async def test_events_are_kept_as_they_are_on_the_wire_and_by_their_ids(place, tmp_path):
    trades = [Trade("moon", "BTC/USDT", "BTCUSDT", 5, n, str(n), 1.5, 2.5, "buy") for n in (1, 2)]
    async with made(place, tmp_path) as out:
        for n, trade in enumerate((*trades, *trades)):
            out.put(record_of(trade, f"unused {n}"))
    assert [codec.decode(body) for body in place.read()] == trades
    assert out.counts.repeated == 2


async def test_a_second_run_goes_on_behind_the_first(place, tmp_path):
    for first in (0, 100):
        async with made(place, tmp_path) as out:
            for n in range(first, first + 100):
                out.put(number(n))
    assert place.read() == numbers(0, 200)


async def test_a_sink_that_fails_and_comes_back_loses_nothing(place, tmp_path, eventually):
    async with made(place, tmp_path) as out:
        out.put(BIG)
        await eventually(lambda: out.counts.written == 1)
        await place.down()
        for n in range(400):
            out.put(number(n))
        await eventually(lambda: out.counts.spilled == 400 and out.counts.failures > 1)
        for n in range(400, 500):
            out.put(number(n))
        await place.up()
        await eventually(lambda: out.counts.written == 501)
    assert place.read() == [BIG.body, *numbers(0, 500)]


async def test_what_waits_when_the_program_ends_is_written_by_the_next(place, tmp_path, eventually):
    async with made(place, tmp_path) as out:
        out.put(BIG)
        await eventually(lambda: out.counts.written == 1)
        await place.down()
        for n in range(120):
            out.put(number(n))
        await eventually(lambda: out.counts.failures)
    await place.up()
    assert (out.waiting, out.counts.lost) == (120, 0)
    async with made(place, tmp_path) as later:
        for n in range(120, 130):
            later.put(number(n))
    assert place.read()[1:] == numbers(0, 130)
    assert later.waiting == 0


async def test_a_full_queue_holds_up_the_source_and_loses_nothing(place, tmp_path):
    told: list[bool] = []
    async with made(place, tmp_path, QUICK._replace(waiting=100)) as out:
        out.pause = told.append
        for n in range(1000):
            await out.room()
            out.put(number(n))
            assert out.waiting <= 101
    assert told[:2] == [True, False]
    assert place.read() == numbers(0, 1000)


async def killed_in_the_middle(place: Place, spill: Path, first: int) -> int:
    """How many numbers were acknowledged by a program that was killed while it wrote."""
    program = str(Path(__file__).with_name("writing.py"))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, program, place.to, str(spill), str(first)),
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        while int(await process.stderr.readline()) < 2000:
            pass
        process.kill()
        rest = await process.stderr.read()
        await process.wait()
    told = [int(line) for line in rest.split(b"\n")[:-1]]
    return told[-1] if told else 2000


async def test_kill_9_in_the_middle_loses_nothing_that_was_acknowledged(place, tmp_path):
    first = 0
    for _ in range(3):
        acknowledged = await killed_in_the_middle(place, tmp_path / "spill", first)
        async with made(place, tmp_path):
            pass  # whoever comes next mends what was left
        kept = place.read()
        assert kept == numbers(0, len(kept)) and len(kept) >= first + acknowledged
        first = len(kept)


async def test_where_nothing_can_be_kept_is_one_clear_line(place, tmp_path):
    for to, word in place.wrong.items():
        with pytest.raises(ConfigError) as caught:
            async with outbox(to, tmp_path / "spill"):
                pass
        assert word in str(caught.value) and "\n" not in str(caught.value)


def test_every_sink_has_a_place_to_be_tried_in():
    assert PLACES.keys() == set(KEPT)
