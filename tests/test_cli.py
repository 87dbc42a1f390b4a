"""The commands, as programs."""

import asyncio
import gzip
import json
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import jwt
import pytest
import zstandard

from radist import cli, codec
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

PROGRAM = Path(sys.executable).parent / "radist"
PATIENCE = 30.0
CAPTURE = "binance/hftbacktest/spot_btcusdt_20240808.gz"


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Radist = Callable[..., Ended]


@pytest.fixture
def radist(monkeypatch, capfd) -> Radist:
    """Runs a command to its end; in this process, since a new one takes half a second."""
    for name in os.environ:
        if name.startswith("RADIST_") and name != "RADIST_CAPTURES":
            monkeypatch.delenv(name)
    monkeypatch.setattr(cli.logs, "set_up", lambda settings: None)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["radist", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(ended.value.code, *capfd.readouterr())

    return run


async def begin(*arguments: object) -> asyncio.subprocess.Process:
    """A command in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RADIST_")}
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        PROGRAM, *map(str, arguments), env=environment, stdout=pipe, stderr=pipe
    )


def is_one_line_of_error(ended: Ended, *words: str) -> bool:
    """Whether a mistake was answered as it should be."""
    assert ended.code == 2 and ended.out == ""
    assert ended.err.startswith("error: ") and ended.err.count("\n") == 1
    for word in words:
        assert word in ended.err
    return True


def frame(number: int) -> str:
    payload = f'{{"e":"trade","s":"BTCUSDT","t":{number},"p":"1.5","q":"2","T":9,"m":true}}'
    return f'{{"stream":"btcusdt@trade","data":{payload}}}'


PACK = {
    "plain": lambda text: text,
    "gzip": gzip.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Three trades of which the third shows a hole."""
    path = tmp_path / "recording"
    lines = ['#radist 1 {"exchange":"binance"}']
    lines += [f"{1723075200000000000 + n * 10**9} {frame(n)}" for n in (1, 2, 5)]
    path.write_text("\n".join(lines) + "\n")
    return path


# --- replay


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


# --- exchanges, check, version


def test_the_exchanges_are_listed_with_their_channels(radist):
    ended = radist("exchanges")
    assert ended.code == 0 and ended.err == ""
    (row,) = [line for line in ended.out.splitlines() if line.startswith("binance ")]
    assert "trade, agg_trade" in row


def test_an_exchange_is_shown_in_detail(radist):
    ended = radist("exchanges", "binance")
    assert ended.code == 0
    rows = [line.split() for line in ended.out.splitlines()]
    (row,) = [row for row in rows if row[:2] == ["trade", "<symbol>@trade"]]
    assert row[-3:] == ["real", "time", "trades"]


def test_a_stream_that_needs_an_interval_says_how_to_give_one(radist):
    ended = radist("watch", "trade,candle", "BTC/USDT", "--exchange", "binance")
    assert is_one_line_of_error(ended, "--interval", "candle")


def test_an_unknown_exchange_is_answered_with_the_nearest(radist):
    assert is_one_line_of_error(radist("exchanges", "binanse"), "did you mean binance")


def test_a_right_configuration_is_right(radist, tmp_path):
    path = tmp_path / "radist.toml"
    path.write_text('[http]\nport = 9000\n[exchanges.binance]\nws_url = "ws://127.0.0.1:1"\n')
    ended = radist("check", "--config", path)
    assert (ended.code, ended.out) == (0, "the configuration is right\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[http]\nprot = 9000\n", ("http.prot", "did you mean http.port")),
        ('[http]\nport = "many"\n', ("http.port", "expected int")),
        ("[http\n", ("not a TOML file", "line 1")),
        ('[exchanges.binance]\nws_urll = "x"\n', ("exchanges.binance.ws_urll", "ws_url")),
        ('[exchanges.binanse]\nws_url = "x"\n', ("did you mean binance",)),
        ('market_exchange = "moon"\n', ("moon",)),
        ("[notify.targets.desk]\n", ("notify.targets.desk.kind", "webhook")),
        ('[notify]\nallow = ["lan"]\n', ("notify.allow", "'lan'")),
    ],
)
def test_a_wrong_configuration_is_one_line_that_names_the_key(radist, tmp_path, text, words):
    path = tmp_path / "radist.toml"
    path.write_text(text)
    assert is_one_line_of_error(radist("check", "--config", path), *words)


def test_a_wrong_setting_names_where_it_came_from(radist, monkeypatch):
    assert is_one_line_of_error(radist("check", "--set", "http.port=x"), "--set: http.port")
    monkeypatch.setenv("RADIST_HTTP__PORT", "x")
    assert is_one_line_of_error(radist("check"), "RADIST_HTTP__PORT", "http.port")


@pytest.mark.parametrize("arguments", [("chekc",), ("--nonsense",), ("check", "too", "much")])
def test_a_wrong_command_is_one_line(radist, arguments):
    assert is_one_line_of_error(radist(*arguments), arguments[-1])


def test_it_tells_its_version(radist):
    ended = radist("--version")
    assert ended.code == 0 and ended.out.startswith("radist 0.")


@pytest.mark.parametrize(
    "command", ["serve", "simulate", "replay", "exchanges", "check", "listen", "watch", "top"]
)
def test_help_shows_an_example(radist, command):
    ended = radist(command, "--help")
    assert ended.code == 0 and f"Example: radist {command}" in ended.out


# --- simulate


async def announced(process: asyncio.subprocess.Process) -> str:
    """The line that a simulated exchange begins with."""
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stderr.readline()).decode():
            if "simulated exchange on" in line:
                return line
    raise AssertionError("it ended before it listened")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
async def test_a_simulated_exchange_ends_at_once_and_without_a_word(sign):
    process = await begin("simulate", "--port", "0")
    assert "ws://127.0.0.1:" in await announced(process)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    process.send_signal(sign)
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert (process.returncode, out, err) == (0, b"", b"")
    assert loop.time() - begun < 2.0


async def test_a_simulated_exchange_plays_a_recording(recording):
    process = await begin("simulate", "--port", "0", "--recording", recording, "--speed", "max")
    line = await announced(process)
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(PATIENCE):
        await process.communicate()
    assert str(recording) in line and process.returncode == 0


def test_a_port_in_use_is_one_line(radist):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = radist("simulate", "--port", port)
    assert is_one_line_of_error(ended, "127.0.0.1", str(port), "in use")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--exchange", "moon"), ("--exchange", "'moon'", "binance")),
        (("--speed", "fast"), ("--speed", "'fast'")),
        (("--port", "70000"), ("--port", "65535")),
        (("--faults", "cut=60s,crash=1s"), ("'crash=1s'", "there is ban, blackhole, block")),
        (("--exchange", "binance_options", "--more-pairs", "3"), ("binance_options",)),
        (("--recording", "nowhere"), ("nowhere",)),
        (("--host", "300.1.1.1"), ("300.1.1.1",)),
    ],
)
def test_a_wrong_option_of_a_simulation_is_one_line(radist, options, words):
    assert is_one_line_of_error(radist("simulate", "--port", "0", *options), *words)


async def test_a_stream_is_watched_for_a_while(tmp_path):
    async with Simulator(MarketSource()) as simulator:
        urls = {
            "RADIST_EXCHANGES__BINANCE__WS_URL": simulator.ws_url,
            "RADIST_EXCHANGES__BINANCE__REST_URL": simulator.rest_url,
        }
        process = await asyncio.create_subprocess_exec(
            *(Path(sys.executable).parent / "radist", "watch", "quote", "btc-usdt"),
            *("--exchange", "binance", "--json", "--seconds", "3"),
            env={**os.environ, **urls},
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
    assert process.returncode == 0
    events = [codec.decode(line) for line in output.splitlines()]
    assert events and {(type(e).__name__, e.symbol) for e in events} == {("Quote", "BTC/USDT")}


async def test_a_stream_is_kept_trade_by_trade(tmp_path):
    path = tmp_path / "trades.db"
    async with Simulator(MarketSource()) as simulator:
        urls = {
            "RADIST_EXCHANGES__BINANCE__WS_URL": simulator.ws_url,
            "RADIST_EXCHANGES__BINANCE__REST_URL": simulator.rest_url,
        }
        process = await asyncio.create_subprocess_exec(
            *(Path(sys.executable).parent / "radist", "watch", "trade", "btc-usdt"),
            *("--exchange", "binance", "--to", f"sqlite:{path}", "--seconds", "4"),
            env={**os.environ, **urls},
        )
        await process.wait()
    assert process.returncode == 0
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT key, source, form, body FROM messages ORDER BY n")
        kept = [
            (key, source, form, codec.decode(body.encode())) for key, source, form, body in rows
        ]
    assert {row[1:3] for row in kept} == {("trade.binance.BTC/USDT", "event")}
    ids = [int(event.id) for *_, event in kept]
    assert ids and ids == list(range(ids[0], ids[0] + len(ids)))
    assert kept[0][0] == f"trade.binance.BTC/USDT/{ids[0]}@{kept[0][3].time_exchange}"


async def test_an_interval_is_for_the_channels_that_have_one_and_what_is_unset_is_not_printed():
    async with Simulator(MarketSource()) as simulator:
        urls = {
            "RADIST_EXCHANGES__BINANCE__WS_URL": simulator.ws_url,
            "RADIST_EXCHANGES__BINANCE__REST_URL": simulator.rest_url,
        }
        process = await asyncio.create_subprocess_exec(
            *(Path(sys.executable).parent / "radist", "watch", "quote,candle", "BTC/USDT"),
            *("--interval", "1s", "--exchange", "binance", "--seconds", "3"),
            env={**os.environ, **urls},
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
    assert process.returncode == 0
    assert {line.split()[1] for line in output.splitlines()} == {b"quote", b"candle"}
    assert b"interval=1s" in output and b"UNSET" not in output


async def test_a_stream_that_does_not_exist_is_one_line():
    async with Simulator(MarketSource()) as simulator:
        urls = {
            "RADIST_EXCHANGES__BINANCE__WS_URL": simulator.ws_url,
            "RADIST_EXCHANGES__BINANCE__REST_URL": simulator.rest_url,
        }
        process = await asyncio.create_subprocess_exec(
            *(Path(sys.executable).parent / "radist", "watch", "tirade", "btc-usdt"),
            *("--exchange", "binance"),
            env={**os.environ, **urls},
            stderr=asyncio.subprocess.PIPE,
        )
        _, errors = await process.communicate()
    assert process.returncode == 2
    assert errors.startswith(b"error: ") and errors.count(b"\n") == 1 and b"tirade" in errors


SECRET = "a secret of this test, and of no node at all"


def test_a_token_is_made_for_whoever_is_named(radist):
    options = ("--sub", "alice", "--scope", "admin broadcast", "--ttl", "15m")
    ended = radist("token", "make", *options, "--set", f"auth.secret={SECRET}")
    assert ended.code == 0
    claims = jwt.decode(ended.out.strip(), SECRET, algorithms=["HS256"])
    assert (claims["sub"], claims["scope"]) == ("alice", "admin broadcast")
    assert claims["exp"] - claims["iat"] == 900


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ((), "RADIST_AUTH__SECRET"),
        (("--set", "auth.secret=short"), "auth.secret"),
        (("--set", f"auth.secret={SECRET}", "--ttl", "soon"), "--ttl"),
    ],
)
def test_a_token_that_cannot_be_made_is_one_line(radist, options, word):
    assert is_one_line_of_error(radist("token", "make", "--sub", "alice", *options), word)


@pytest.mark.parametrize("setting", ["http.host=0.0.0.0", "auth.secret=short", "origins=x"])
def test_a_configuration_that_lets_anybody_in_is_not_right(radist, setting):
    assert is_one_line_of_error(radist("check", "--set", setting), setting.partition("=")[0])


def test_the_secret_of_a_webhook_is_printed(radist, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "radist.toml"
    path.write_text('[notify.targets.desk]\nkind = "webhook"\nurl = "https://example.org/"\n')
    first = radist("notify", "secret", "desk", "--config", path)
    assert first.code == 0 and first.out.startswith("whsec_")
    assert radist("notify", "secret", "desk", "--config", path).out == first.out
    ended = radist("notify", "secret", "dusk", "--config", path)
    assert is_one_line_of_error(ended, "notify.targets.dusk")
