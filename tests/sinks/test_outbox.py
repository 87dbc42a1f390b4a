"""The road to a sink, where sinks are worse than real ones."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from radist.errors import SinkError
from radist.sinks._outbox import Limits, Outbox
from radist.sinks._spill import Spill
from radist.sinks.base import Record, Sink

QUICK = Limits(batch=10, waiting=50, first_pause=0.01, longest_pause=0.02, farewell=0.2)


class Moody(Sink):
    """Takes what it is given, unless it is told not to."""

    every = 0.0

    def __init__(self) -> None:
        super().__init__("moody")
        self.kept: list[str] = []
        self.works = True
        self.answers = threading.Event()
        self.answers.set()
        self.opened = 0

    def open(self) -> None:
        self.opened += 1

    def write(self, batch: Sequence[Record]) -> None:
        self.answers.wait()
        if not self.works:
            raise SinkError("moody: not now")
        self.kept += [record.key for record in batch]

    def close(self) -> None:
        """There is nothing to let go of."""


def number(n: int) -> Record:
    return Record(f"{n}", n, "numbers", b"%d" % n, "json")


def keys(last: int) -> list[str]:
    return [str(n) for n in range(last)]


async def test_where_nothing_can_be_set_aside_the_source_waits(tmp_path, eventually, caplog):
    sink = Moody()
    told: list[bool] = []
    async with Outbox(sink, Spill(tmp_path, sink.place, most=1500), QUICK) as out:
        out.pause = told.append
        sink.works = False
        put = 0
        while "nothing can be set aside" not in caplog.text:
            if out.waiting - out.counts.spilled <= 50:
                out.put(number(put))
                put += 1
            await asyncio.sleep(0)
        assert out.counts.spilled > 0 and put < 200
        sink.works = True
        await out.room()
        await eventually(lambda: out.counts.written == put)
    assert (
        sink.kept == keys(put) and told and told[::2] == [True] * (len(told) // 2) and not told[-1]
    )
    assert sink.opened > 1


async def test_what_is_lost_at_the_end_is_told():
    sink = Moody()
    with pytest.raises(SinkError, match="moody: 30 records were not written"):
        async with Outbox(sink, None, QUICK) as out:
            sink.works = False
            for n in range(30):
                out.put(number(n))
    assert out.counts.lost == 30


async def test_a_sink_that_hangs_does_not_keep_anybody_from_ending():
    sink = Moody()
    sink.answers.clear()
    with pytest.raises(SinkError, match="30 records were not written"):
        async with asyncio.timeout(5.0):
            async with Outbox(sink, None, QUICK) as out:
                for n in range(30):
                    out.put(number(n))
    sink.answers.set()


async def test_what_is_written_while_one_is_cancelled_is_written():
    sink = Moody()

    async def keep() -> None:
        async with Outbox(sink, None, QUICK) as out:
            for n in range(1000):
                out.put(number(n))
            await asyncio.Event().wait()

    task = asyncio.get_running_loop().create_task(keep())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    while not sink.kept:  # noqa: ASYNC110  # a thread does it
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sink.kept == keys(1000)


def test_two_programs_with_one_sink_do_not_share_what_waits(tmp_path: Path):
    one, two = Spill(tmp_path, "here"), Spill(tmp_path, "here")
    one.append([number(1)])
    two.append([number(2)])
    assert one.path != two.path
    assert (one.first(5), two.first(5)) == ([number(1)], [number(2)])
    one.close()
    two.close()
    left = Spill(tmp_path, "here")
    left.open()
    assert left.first(5) == [number(1)]
    left.drop(1)
    left.close()
    elsewhere = Spill(tmp_path, "there")
    elsewhere.open()
    assert elsewhere.count == 0
