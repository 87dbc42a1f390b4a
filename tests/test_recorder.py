"""What is recorded of a simulated exchange is what was heard of it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from radist.config import Config
from radist.errors import ClientError, ConfigError
from radist.market.verification import Verification
from radist.model import BookSnapshot, Quote, Trade
from radist.recorder import Tape, record
from radist.recording import Record, open_recording
from radist.replay import Replay
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource
from radist.venues import make_exchange

TOPICS = ["trade.binance.BTC/USDT", "book.binance.BTC/USDT", "quote.binance.BTC/USDT"]


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(MarketSource(activity=50)) as simulator:
        yield simulator


def settings(simulator: Simulator) -> Config:
    urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
    return replace(Config(), exchanges={"binance": urls})


@pytest.mark.parametrize("suffix", ["zst", "gz", "jsonl"])
async def test_what_is_recorded_replays_without_a_hole(simulator, tmp_path, eventually, suffix):
    path = tmp_path / f"day.{suffix}"
    with Tape(path, "binance") as tape:
        async with asyncio.TaskGroup() as tasks:
            recording = tasks.create_task(record(settings(simulator), "binance", TOPICS, tape))
            await eventually(lambda: tape.frames > 100)
            recording.cancel()
    verification, kinds = Verification(), set()
    with open_recording(path) as opened:
        assert opened.exchange == "binance"
        for event in Replay(opened, make_exchange(Config(), "binance")):
            verification.take(event)
            kinds.add(type(event))
    assert {Trade, Quote, BookSnapshot} <= kinds
    assert verification.counts.wrong == verification.counts.gaps == 0
    assert verification.counts.events > 100


async def test_what_is_no_topic_is_refused(simulator, tmp_path):
    with Tape(tmp_path / "day.zst", "binance") as tape, pytest.raises(ExceptionGroup) as caught:
        await record(settings(simulator), "binance", ["trade.binance.NO/SUCH"], tape)
    assert isinstance(caught.value.exceptions[0], ClientError)


def test_no_recording_is_written_over(tmp_path):
    path = tmp_path / "day.zst"
    path.write_text("mine")
    with pytest.raises(ConfigError, match=r"^--to: .*day\.zst is there already"):
        Tape(path, "binance")
    with pytest.raises(ConfigError, match=r"^--to: .*: No such file or directory$"):
        Tape(tmp_path / "nowhere" / "day.zst", "binance")
    assert path.read_text() == "mine"


def test_frames_come_back_as_they_were(tmp_path):
    frames = [b'{"a":1}', b"ping", b"", b"\x00\x01\xff\n", b"%41", b"@nobody", b'{"b":\n2}']
    with Tape(tmp_path / "day.gz", "okx") as tape:
        for number, frame in enumerate(frames, 1):
            tape.frame(frame, number)
        tape.body("https://host/path?a=b", b'{\r\n "c": 3\n}', 9)
    with open_recording(tmp_path / "day.gz") as opened:
        *found, body = opened
    assert found == [Record(n * 1000, frame) for n, frame in enumerate(frames, 1)]
    assert body == Record(9000, b'{   "c": 3 }', "https://host/path?a=b")


async def test_what_was_recorded_before_a_kill_can_be_read(simulator, tmp_path, eventually):
    path = tmp_path / "day.zst"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "radist", "record", "trade.BTC/USDT"),
        *("--exchange", "binance", "--to", str(path)),
        env=os.environ
        | {
            "RADIST_EXCHANGES__BINANCE__WS_URL": simulator.ws_url,
            "RADIST_EXCHANGES__BINANCE__REST_URL": simulator.rest_url,
        },
        stderr=asyncio.subprocess.DEVNULL,
    )

    def trades() -> int:
        if not path.exists() or not path.stat().st_size:
            return 0
        with open_recording(path) as opened:
            events = Replay(opened, make_exchange(Config(), "binance"))
            return sum(isinstance(event, Trade) for event in events)

    await eventually(lambda: trades() > 0)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert trades() > 0
