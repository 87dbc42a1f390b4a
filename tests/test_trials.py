"""Strategies from files, on a real recording and on a simulated exchange that plays it."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from radist import trials
from radist.config import Config, Fallback
from radist.errors import ConfigError
from radist.simulator.replay import RecordingSource
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource
from radist.trading.orders import Rules
from radist.trading.result import Result
from radist.trading.strategy import Strategy

RECORDING = Path("binance/hftbacktest/spot_btcusdt_20240808.gz")
STRATEGIES = Path(__file__).parents[1] / "examples" / "strategies"
END = 1723161601271
"""When its last event happened, milliseconds."""
RULES = Rules(latency_ms=20)
CASH = Decimal(100_000)

TURNING = '''
from radist import Candle, Gap, OrderBook, Strategy

class Turning(Strategy):
    """Buys and sells by turns with limits, stops and at the market, well after the beginning."""

    intervals = ("1s",)

    def __init__(self, begin: int = 1723161300, size: str = "0.05") -> None:
        self.begin, self.size, self.candles = begin * 1_000_000, size, 0

    def on_candle(self, candle: Candle) -> None:
        if self.broker.now < self.begin:
            return
        self.candles += 1
        broker = self.broker
        if self.candles % 7 == 0:
            broker.cancel_all()
        elif self.candles % 7 == 1:
            broker.buy(self.size)
        elif self.candles % 7 == 2 and broker.position():
            broker.sell(self.size, price=round(candle.close + 0.5, 2))
        elif self.candles % 7 == 3:
            broker.buy(self.size, price=round(candle.low - 0.01, 2))
        elif self.candles % 7 == 4 and broker.position():
            broker.sell(self.size, stop=round(candle.low - 0.5, 2))
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "turning.py"
    path.write_text(TURNING)
    return path


@pytest.fixture
def recording(captures: Path) -> Path:
    return captures / RECORDING


def tried(file: Path, recording: Path) -> Result:
    strategy = trials.load(file, "", {})
    return trials.backtest(
        *(strategy, file, recording, Config(), RULES),
        exchange="binance",
        cash=CASH,
        progress=iter,
    )


def test_the_same_strategy_makes_the_same_trades_twice(file, recording):
    first, second = tried(file, recording), tried(file, recording)
    assert len(first.fills) > 50
    assert {fill.liquidity for fill in first.fills} == {"maker", "taker"}
    assert first.told() == second.told()


async def test_live_it_makes_the_same_trades_as_on_the_recording(file, recording, eventually):
    expected = tried(file, recording)
    source = RecordingSource(recording, speed=None)
    async with Simulator(source) as simulator:
        urls = {"ws_url": simulator.ws_url, "rest_url": simulator.rest_url}
        settings = replace(Config(), exchanges={"binance": urls}, fallback=Fallback(after=3600))
        strategy = trials.load(file, "", {})
        live = trials.Live(strategy, file, settings, RULES, CASH)
        stop = asyncio.Event()
        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            running = tasks.create_task(live.run(stop))
            await source.finished.wait()
            await eventually(lambda: live.trial and live.trial.desk.now >= END * 1000)
            stop.set()
    found = running.result()
    assert found is not None
    assert found.gaps == 0
    assert found.fills == expected.fills
    assert found.equity == expected.equity


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("x = 1", r"expected one strategy, found none; a strategy extends radist\.Strategy"),
        ("def", r"turning\.py:1: invalid syntax"),
        ("import nothing_of_that_name", r"turning\.py:1: ModuleNotFoundError: No module named"),
        (TURNING + "class Other(Strategy): pass", r"found Turning, Other; choose one by --name"),
        (TURNING + "    symbols = ()", r"Turning\.symbols is empty"),
    ],
)
def test_a_file_that_is_no_strategy_is_refused_in_one_line(file, content, complaint):
    file.write_text(content)
    with pytest.raises(ConfigError, match=complaint):
        trials.load(file, "", {})


def test_parameters_are_those_of_the_constructor(file):
    strategy = trials.load(file, "Turning", {"begin": "5", "size": "0.1"})
    assert vars(strategy)["begin"] == 5_000_000
    with pytest.raises(ConfigError, match=r"^--param\.begn: no such key; did you mean begin\?$"):
        trials.load(file, "", {"begn": "5"})
    with pytest.raises(ConfigError, match=r"^--param\.begin: expected int, not 'soon'$"):
        trials.load(file, "", {"begin": "soon"})
    with pytest.raises(ConfigError, match=r"^--name: .* has no strategy 'Burning'; it has Turning"):
        trials.load(file, "Burning", {})


@pytest.mark.parametrize(
    ("raising", "told"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys; sys.exit(5)", "SystemExit: 5"),
        ("import asyncio; raise asyncio.CancelledError", "CancelledError: "),
        ("raise ValueError('two\\nlines')", "ValueError: two lines"),
    ],
)
def test_what_a_strategy_raises_is_told_with_its_line(file, recording, monkeypatch, raising, told):
    monkeypatch.chdir(file.parent)
    file.write_text(TURNING.replace("self.candles += 1", raising))
    with pytest.raises(trials.StrategyError) as caught:
        tried(Path(file.name), recording)
    assert re.fullmatch(rf"turning\.py:15: {told}", str(caught.value))


def test_symbols_may_be_spelled_as_the_exchange_does(file, recording):
    usual, other = tried(file, recording), trials.load(file, "", {})
    other.symbols = ("btcusdt",)
    found = trials.backtest(
        *(other, file, recording, Config(), RULES), exchange="binance", cash=CASH, progress=iter
    )
    assert found.fills == usual.fills
    assert other.symbols == ("BTC/USDT",)


def test_a_recording_without_the_symbol_is_refused(file, recording):
    strategy = trials.load(file, "", {})
    strategy.symbols = ("ETH/USDT",)
    with pytest.raises(ConfigError, match=r"nothing of ETH/USDT there; it has BTC/USDT$"):
        trials.backtest(
            *(strategy, file, recording, Config(), RULES),
            exchange="binance",
            cash=CASH,
            progress=iter,
        )


def test_a_strategy_is_what_extends_strategy(file):
    assert isinstance(trials.load(file, "", {}), Strategy)


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "radist"
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("crossing.py", {"interval": "1s"}),
        ("maker.py", {"away": "0.001"}),
        ("breakout.py", {"candles": "5", "interval": "1s", "risk": "0.01"}),
    ],
)
def test_the_examples_run_and_trade(name, parameters, recording):
    file = STRATEGIES / name
    strategy = trials.load(file, "", parameters)
    result = trials.backtest(
        *(strategy, file, recording, Config(), RULES),
        exchange="binance",
        cash=CASH,
        progress=iter,
    )
    assert result.fills
    assert result.equity != CASH


def test_every_example_of_a_strategy_is_tried_here():
    assert {path.name for path in STRATEGIES.glob("*.py")} == {
        *("crossing.py", "maker.py", "breakout.py")
    }


def test_the_command_prints_json_and_writes_a_page(file, recording, tmp_path):
    page = tmp_path / "page.html"
    done = ran(
        *("backtest", str(file), "--recording", str(recording), "--exchange", "binance"),
        *("--json", "--report", str(page), "--param", "size=0.01", "--cash", "5000"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["strategy"], told["paper"], told["began_with"]) == ("Turning", True, "5000")
    assert len(told["fill_list"]) == told["fills"] > 50
    assert "<title>PAPER: Turning</title>" in page.read_text()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nowhere.py"], "error: nowhere.py: no such file"),
        (["{file}", "--cash", "lots"], "error: --cash: expected a decimal as text"),
        (["{file}", "--param", "size"], "error: --param size: expected key=value"),
    ],
)
def test_a_mistake_is_one_line(file, recording, arguments, complaint):
    texts = [argument.format(file=file) for argument in arguments]
    done = ran("backtest", *texts, "--recording", str(recording), "--exchange", "binance")
    assert done.returncode == 2
    assert done.stderr.startswith(complaint)
    assert done.stderr.count("\n") == 1


async def test_the_command_runs_it_on_live_data(file):
    file.write_text(TURNING.replace("% 7 == 1", "% 7 < 5").replace("1723161300", "0"))
    async with Simulator(MarketSource(activity=50)) as simulator:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "radist", "paper", str(file), "--exchange", "binance"),
            env=os.environ
            | {
                "RADIST_EXCHANGES__BINANCE__WS_URL": simulator.ws_url,
                "RADIST_EXCHANGES__BINANCE__REST_URL": simulator.rest_url,
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(30):
            assert process.stdout is not None
            line = await process.stdout.readline()
            process.send_signal(signal.SIGINT)
            output, errors = await process.communicate()
    assert re.match(r"\S+Z PAPER buy 0\.\d+ BTC/USDT at [\d.]+, fee [\d.]+ USDT", line.decode())
    assert process.returncode == 0
    assert "Turning (PAPER)" in output.decode()
    assert errors.decode() == "PAPER: orders are filled by simulation; no money moves\n"
