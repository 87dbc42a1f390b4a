"""Strategies on recordings and on live data: `radist backtest`, `radist paper`."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Any

from radist import plugins
from radist.config import Config
from radist.errors import ClientError, ConfigError, RadistError
from radist.exchanges.base import Exchange
from radist.model import Event, Instrument
from radist.receiver import Receiver
from radist.recording import open_recording
from radist.replay import Replay, has_answers
from radist.trading.orders import Fill, Order, Rules
from radist.trading.result import Result
from radist.trading.strategy import Strategy
from radist.trading.trial import Trial
from radist.venues import make_exchange

Progress = Callable[[Iterator[Event]], Iterator[Event]]


class StrategyError(RadistError):
    """A strategy raised an exception: where, and which."""


def load(path: Path, name: str, parameters: Mapping[str, Any]) -> Strategy:
    """The strategy of a file: of the class `name`, or of the only one. Raises ConfigError."""
    module = _module(path)
    found = {
        key: value
        for key, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, Strategy)
        and value.__module__ == module.__name__
    }
    if name and name not in found:
        raise ConfigError(f"--name: {path} has no strategy {name!r}; it has {_listed(found)}")
    if not name and len(found) != 1:
        hint = "choose one by --name" if found else "a strategy extends radist.Strategy"
        raise ConfigError(f"{path}: expected one strategy, found {_listed(found)}; {hint}")
    cls = found[name or next(iter(found))]
    made = cls(**plugins.options(cls, parameters, "--param"))
    made.symbols = tuple(made.symbols)
    if not made.symbols:
        raise ConfigError(f"{path}: {cls.__name__}.symbols is empty")
    return made


def _module(path: Path) -> ModuleType:
    if not path.is_file():
        raise ConfigError(f"{path}: no such file")
    spec = spec_from_file_location(f"strategy_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ConfigError(f"{path}: not a Python file")
    module = sys.modules[spec.name] = module_from_spec(spec)
    with _blamed(path, ConfigError):
        try:
            spec.loader.exec_module(module)
        except SyntaxError as error:
            raise ConfigError(f"{path}:{error.lineno}: {error.msg}") from error
    return module


def _listed(found: Mapping[str, object]) -> str:
    return ", ".join(found) or "none"


@contextmanager
def _blamed(path: Path, kind: type[RadistError]) -> Iterator[None]:
    """Whatever a strategy raises, and be it SystemExit, is told in one line with its place."""
    try:
        yield
    except (RadistError, KeyboardInterrupt):
        raise
    except BaseException as error:
        here = str(path.absolute())
        steps = [step for step in extract_tb(error.__traceback__) if step.filename == here]
        place = f"{path}:{steps[-1].lineno}" if steps else str(path)
        words = " ".join(str(error).split())
        raise kind(f"{place}: {type(error).__name__}: {words}") from error


def backtest(
    strategy: Strategy, path: Path, recording: Path, config: Config, rules: Rules, **of: Any
) -> Result:
    """What comes of a strategy on a recording. `of`: `exchange` where the recording does not say,
    `cash`, `progress`. Raises ConfigError, RecordingError, StrategyError.
    """
    with open_recording(recording) as opened:
        name = of.get("exchange") or opened.exchange or strategy.exchange
    if not name:
        raise ConfigError(f"{recording} does not say whose frames it holds: name it by --exchange")
    with open_recording(recording) as opened:
        answers = has_answers(opened)
    instruments = _recorded(recording, config, name, strategy, answers)
    trial = Trial(strategy, name, instruments, rules, of["cash"])
    dialect = make_exchange(config, name)
    dialect.learn(instruments.values())
    with open_recording(recording) as opened:
        events = iter(Replay(opened, dialect, answers=answers))
        return _played(trial, path, of["progress"](events))


def _played(trial: Trial, path: Path, events: Iterator[Event]) -> Result:
    with _blamed(path, StrategyError):
        trial.start()
        for event in events:
            trial.take(event)
        return trial.stop()


def _recorded(
    recording: Path, config: Config, name: str, strategy: Strategy, answers: bool
) -> dict[str, Instrument]:
    """The instruments of a strategy, as far into a recording as it takes. Raises ConfigError."""
    dialect, looked_at = make_exchange(config, name), 0
    with open_recording(recording) as opened:
        for _ in Replay(opened, dialect, answers=answers):
            if looked_at != (looked_at := len(dialect.instruments)):
                with suppress(ClientError):  # not all of them are there yet
                    return _meant(strategy, dialect)
    missing = next(s for s in strategy.symbols if not _is_known(dialect, s))
    known = ", ".join(sorted(dialect.instruments)[:10]) or "nothing"
    raise ConfigError(f"{recording}: nothing of {missing} there; it has {known}")


def _meant(strategy: Strategy, exchange: Exchange) -> dict[str, Instrument]:
    """The instruments of a strategy, however it spells them; from now on it spells them our way.
    Raises ClientError.
    """
    found = [exchange.find(symbol) for symbol in strategy.symbols]
    strategy.symbols = tuple(instrument.symbol for instrument in found)
    return {instrument.symbol: instrument for instrument in found}


def _is_known(exchange: Exchange, symbol: str) -> bool:
    try:
        return bool(exchange.find(symbol))
    except ClientError:
        return False


class Live:
    """A strategy on an exchange, until told to stop."""

    def __init__(
        self, strategy: Strategy, path: Path, config: Config, rules: Rules, cash: Decimal
    ) -> None:
        self.trial: Trial | None = None
        """None until the exchange has told what it trades."""
        self.told: Callable[[Fill, Order], None] = lambda fill, order: None
        """Called with each fill."""
        self._told = 0
        self._strategy = strategy
        self._path = path
        self._name = strategy.exchange or config.market_exchange
        self._receiver = Receiver(config, (self._name,))
        self._rules, self._cash = rules, cash
        self._failed: asyncio.Future[None] | None = None

    async def run(self, stop: asyncio.Event) -> Result | None:
        """What came of it; None if it was stopped before it began. Raises StrategyError."""
        self._failed = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as tasks:
            receiving = tasks.create_task(self._receiver.run(), name="receiver")
            stopping = tasks.create_task(stop.wait(), name="stop")
            ready = tasks.create_task(self._receiver.ready(), name="ready")
            await asyncio.wait({ready, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not stopping.done():
                self._begin()
                both: set[asyncio.Future[Any]] = {stopping, self._failed}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in (receiving, stopping, ready):
                task.cancel()
        if self._failed.done():
            self._failed.result()
        if self.trial is None:
            return None
        with _blamed(self._path, StrategyError):
            return self.trial.stop()

    def _begin(self) -> None:
        exchange = self._receiver.exchange(self._name)
        instruments = _meant(self._strategy, exchange)
        self.trial = Trial(self._strategy, self._name, instruments, self._rules, self._cash)
        with _blamed(self._path, StrategyError):
            self.trial.start()
        self._receiver.bus.listen(self._take)
        channels = self.trial.channels
        wanted = [f"{c}.{self._name}.{symbol}" for c in channels for symbol in instruments]
        self._receiver.want("strategy", [self._receiver.wish(topic) for topic in wanted])

    def _take(self, event: Event) -> None:
        """In the order in which frames come: nothing lies between the socket and the strategy."""
        assert self.trial is not None
        assert self._failed is not None
        if self._failed.done() or event.backfilled is True:
            return
        try:
            with _blamed(self._path, StrategyError):
                self.trial.take(event)
        except RadistError as error:
            self._failed.set_exception(error)
        result = self.trial.result
        for fill in result.fills[self._told :]:
            self._told += 1
            self.told(fill, result.orders[fill.order])
