"""The commands that try a strategy: on a recording, and on live data with paper money."""

import asyncio
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from radist import codec, config, logs, running
from radist.errors import ConfigError
from radist.model import Event

if TYPE_CHECKING:
    from radist.trading.orders import Fill, Order
    from radist.trading.result import Result
    from radist.trading.strategy import Strategy

File = Annotated[Path, typer.Argument(help="A Python file with a class that extends Strategy.")]
Name = Annotated[str, typer.Option(help="Which class, where the file has several.")]
Parameters = Annotated[
    list[str] | None, typer.Option("--param", help="Of its constructor, as in --param fast=10.")
]
Exchange = Annotated[str, typer.Option(help="Whose, where nothing else says it.")]
Cash = Annotated[str, typer.Option(help="Paper money to begin with, instead of trading.cash.")]
Page = Annotated[Path | None, typer.Option("--report", help="Write a page (HTML) there.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="TOML file with settings.", envvar="RADIST_CONFIG")
]
Sets = Annotated[
    list[str] | None, typer.Option("--set", help="A setting: --set paper.latency_ms=100.")
]


def backtest(  # noqa: PLR0913  # options of a command
    file: File,
    recording: Annotated[Path, typer.Option(help="What `radist record` has made.")],
    name: Name = "",
    parameters: Parameters = None,
    exchange: Exchange = "",
    cash: Cash = "",
    report: Page = None,
    as_json: AsJson = False,
    config_file: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Run a strategy on a recording, with paper money.

    Example: radist backtest examples/strategies/crossing.py --recording day.zst --report day.html
    """
    from radist import trials
    from radist.trading.orders import Rules

    settings = config.load(config_file, os.environ, sets or ())
    strategy = trials.load(file, name, _parameters(parameters))
    result = trials.backtest(
        *(strategy, file, recording, settings, Rules.of(settings.paper)),
        exchange=exchange,
        cash=_money(cash or settings.trading.cash),
        progress=_progress,
    )
    _tell(strategy, result, report, as_json=as_json)


def paper(  # noqa: PLR0913  # options of a command
    file: File,
    name: Name = "",
    parameters: Parameters = None,
    exchange: Exchange = "",
    cash: Cash = "",
    report: Page = None,
    as_json: AsJson = False,
    seconds: Annotated[float, typer.Option(min=0, help="For so long; 0 is until Ctrl+C.")] = 0,
    config_file: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Run a strategy on live data, with paper money: the same file as for a backtest.

    Example: radist paper examples/strategies/crossing.py --seconds 60
    """
    from radist import trials
    from radist.trading.orders import Rules

    settings = config.load(config_file, os.environ, sets or ())
    logs.set_up(msgspec.structs.replace(settings.log, level="warning"))
    strategy = trials.load(file, name, _parameters(parameters))
    strategy.exchange = exchange or strategy.exchange
    money = _money(cash or settings.trading.cash)
    live = trials.Live(strategy, file, settings, Rules.of(settings.paper), money)
    results: list[Result] = []
    live.told = _nobody if as_json else _say

    async def run(stop: asyncio.Event) -> None:
        if seconds:
            asyncio.get_running_loop().call_later(seconds, stop.set)
        if result := await live.run(stop):
            results.append(result)

    if not as_json:
        typer.echo("PAPER: orders are filled by simulation; no money moves", err=True)
    running.run(run)
    for result in results:
        _tell(strategy, result, report, as_json=as_json)


def _say(fill: "Fill", order: "Order") -> None:
    from radist.trading.orders import text

    quantity, price, fee = text(fill.quantity), text(fill.price), text(fill.fee)
    line = f"{codec.iso(fill.time)} PAPER {fill.side} {quantity} {fill.symbol} at {price}"
    typer.echo(f"{line}, fee {fee} {fill.fee_currency}, {fill.liquidity}: order {order.state}")


def _nobody(fill: "Fill", order: "Order") -> None:
    """Everything is told at the end."""


def _progress(events: Iterator[Event]) -> Iterator[Event]:
    console = Console(stderr=True)
    quiet = not console.is_terminal
    shown = track(events, console=console, description="events", transient=True, disable=quiet)
    return iter(shown)


def _tell(strategy: "Strategy", result: "Result", report: Path | None, *, as_json: bool) -> None:
    from radist.trading.report import page

    name = type(strategy).__name__
    if report is not None:
        try:
            report.write_text(page(name, result), "utf-8")
        except OSError as error:
            raise ConfigError(f"--report: {report}: {error.strerror}") from error
    if as_json:
        sys.stdout.buffer.write(codec.encode({"strategy": name, "paper": True} | result.told()))
        sys.stdout.buffer.write(b"\n")
        return
    table = Table(
        "", "", title=f"{name} (PAPER)", show_header=False, box=None, title_justify="left"
    )
    for key, value in result.figures().items():
        words = key.replace("_percent", ", %").replace("_", " ")
        table.add_row(words, "–" if value is None else str(value))
    Console(width=None if sys.stdout.isatty() else 100).print(table)
    if report is not None:
        typer.echo(f"the report is in {report}", err=True)


def _parameters(texts: list[str] | None) -> dict[str, str]:
    found = {}
    for text in texts or ():
        key, equals, value = text.partition("=")
        if not equals:
            raise ConfigError(f"--param {text}: expected key=value, such as fast=10")
        found[key.strip()] = value.strip()
    return found


def _money(text: str) -> Decimal:
    from radist.errors import ClientError
    from radist.trading import money

    try:
        return money.amount(text, "--cash")
    except ClientError as error:
        raise ConfigError(str(error)) from error
