"""The commands, as programs."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import jwt
import pytest
from commands import PATIENCE, begin, is_one_line_of_error

from radist import codec
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

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
