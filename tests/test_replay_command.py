"""`radist replay`: recordings as events, as a table, verified."""

import asyncio
import gzip
import json
import signal
from time import monotonic

import pytest
import zstandard
from commands import PATIENCE, begin, frame, is_one_line_of_error

CAPTURE = "binance/hftbacktest/spot_btcusdt_20240808.gz"

PACK = {
    "plain": lambda text: text,
    "gzip": gzip.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("form", PACK)
def test_a_recording_in_any_form_becomes_json_lines(radist, recording, form):
    recording.write_bytes(PACK[form](recording.read_bytes()))
    ended = radist("replay", recording, "--json")
    assert (ended.code, ended.err) == (0, "")
    events = [json.loads(line) for line in ended.out.splitlines()]
    assert [event["type"] for event in events] == ["trade", "trade", "gap", "trade"]
    assert events[0] == {
        "type": "trade",
        "exchange": "binance",
        "symbol": "BTC/USDT",
        "native": "BTCUSDT",
        "time_exchange": 9000,
        "time_received": 1723075201000000,
        "id": "1",
        "price": 1.5,
        "quantity": 2.0,
        "side": "sell",
    }


@pytest.mark.parametrize("options", [(), ("--summary",)])
def test_a_summary_counts_the_events(radist, recording, options):
    ended = radist("replay", recording, *options)
    assert ended.code == 0
    rows = [line.split() for line in ended.out.splitlines()]
    assert ["trade", "BTC/USDT", "3"] in rows and ["gap", "BTC/USDT", "1"] in rows
    assert "3 frames, 2024-08-08T00:00:01.000Z to 2024-08-08T00:00:05.000Z" in ended.out


def test_a_recording_is_verified_alone_or_after_its_events(radist, recording):
    ended = radist("replay", recording, "--verify")
    counts = json.loads(ended.out)
    assert ended.code == 0 and ended.out.count("\n") == 1
    assert (counts["frames"], counts["trades"], counts["gaps"], counts["wrong"]) == (3, 3, 1, 0)
    both = radist("replay", recording, "--verify", "--json").out.splitlines()
    assert json.loads(both[-1]) == counts and len(both) == 5
    table = radist("replay", recording, "--verify", "--summary").out
    assert table.splitlines()[-1] == ended.out.strip() and "BTC/USDT" in table


def test_a_recording_that_contradicts_itself_is_told_by_the_exit_code(radist, recording):
    book = '{"lastUpdateId":7,"bids":[["1","2"]],"asks":[["2","2"]]}'
    delta = '{"e":"depthUpdate","E":2,"s":"BTCUSDT","U":8,"u":8,"b":[],"a":[["2","3"]]}'
    quote = '{"u":8,"s":"BTCUSDT","b":"1","B":"2","a":"2","A":"2"}'
    with recording.open("a") as file:
        file.write(f"1723075206000000000 @https://a.test/api/v3/depth?symbol=BTCUSDT {book}\n")
        for name, payload in (("depth@100ms", delta), ("bookTicker", quote)):
            wrapped = f'{{"stream":"btcusdt@{name}","data":{payload}}}'
            file.write(f"1723075206000000000 {wrapped}\n")
    ended = radist("replay", recording, "--verify")
    counts = json.loads(ended.out)
    assert (counts["quotes_compared"], counts["quotes_different"], counts["wrong"]) == (1, 1, 1)
    assert ended.code == 1


def test_a_recording_without_a_name_on_it_takes_one(radist, tmp_path):
    path = tmp_path / "older"
    path.write_text(f"1723075200000000000 {frame(1)}\n")
    assert is_one_line_of_error(radist("replay", path), str(path), "--exchange")
    ended = radist("replay", path, "--exchange", "binance", "--json")
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 1)


def test_a_broken_line_is_named_and_all_others_are_replayed(radist, recording):
    lines = recording.read_text().splitlines()
    lines[2:2] = ["nonsense"]
    recording.write_text("\n".join(lines))
    ended = radist("replay", recording, "--json")
    assert ended.code == 1
    ids = [json.loads(line).get("id") for line in ended.out.splitlines()]
    assert ids == ["1", "2", None, "5"]
    assert f"{recording}: line 3: " in ended.err and "Traceback" not in ended.err
    assert "1 broken lines, 0 frames not understood; all others were replayed" in ended.err


def test_a_compressed_file_that_breaks_off_is_replayed_as_far_as_it_goes(radist, recording):
    many = recording.read_text() + "".join(f"9 {frame(n)}\n" for n in range(6, 20_000))
    recording.write_bytes(gzip.compress(many.encode())[:-10_000])
    ended = radist("replay", recording, "--json")
    assert ended.code == 1 and ended.out.count("\n") > 1000
    assert "ends too early" in ended.err and "Traceback" not in ended.err


@pytest.mark.parametrize("content", [b"", b"hello\n", b"\x1f\x8b\x08 no gzip", bytes(range(256))])
def test_what_is_no_recording_is_one_line(radist, tmp_path, content):
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    assert is_one_line_of_error(radist("replay", path), str(path))


def test_a_file_that_is_not_there_is_one_line(radist, tmp_path):
    path = tmp_path / "nowhere"
    assert is_one_line_of_error(radist("replay", path), f"{path}: No such file")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--exchange", "binanse"), ("did you mean binance",)),
        (("--json", "--summary"), ("--json", "--summary")),
        (("--speed", "fast"), ("--speed", "'fast'")),
        (("--speed", "0"), ("--speed", "'0'")),
        (("--jsonn",), ("--jsonn",)),
        (("--exchange",), ("--exchange",)),
    ],
)
def test_a_wrong_option_is_one_line_that_names_it(radist, recording, options, words):
    assert is_one_line_of_error(radist("replay", recording, *options), *words)


def test_the_speed_of_a_replay_is_that_of_the_recording_or_a_multiple(radist, recording):
    begun = monotonic()
    ended = radist("replay", recording, "--json", "--speed", "10")
    assert ended.code == 0 and monotonic() - begun >= 0.4


def test_a_real_recording_gives_all_its_trades(radist, captures):
    ended = radist("replay", captures / CAPTURE, "--exchange", "binance", "--summary")
    assert ended.code == 0
    assert ["trade", "BTC/USDT", "9,757"] in [line.split() for line in ended.out.splitlines()]


async def test_a_reader_who_has_seen_enough_is_no_error(recording):
    many = recording.read_text() + "".join(f"9 {frame(n)}\n" for n in range(6, 20_000))
    recording.write_text(many)
    process = await begin("replay", recording, "--json")
    async with asyncio.timeout(PATIENCE):
        first = await process.stdout.readline()
        process.stdout._transport.close()
        err = await process.stderr.read()
        await process.wait()
    assert json.loads(first)["id"] == "1"
    assert err == b""


async def test_a_slow_replay_tells_each_event_when_it_is_due_and_can_be_stopped(recording):
    process = await begin("replay", recording, "--json", "--speed", "0.01")
    async with asyncio.timeout(PATIENCE):
        first = await process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = await process.communicate()
    assert json.loads(first)["id"] == "1"
    assert (process.returncode, out, err) == (130, b"", b"")


async def test_a_mistake_is_one_line_of_the_real_program_too():
    process = await begin("replay", "nowhere")
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert process.returncode == 2
    assert (out, err) == (b"", b"error: nowhere: No such file or directory\n")
