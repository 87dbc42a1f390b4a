"""The commands that show streams, or send them to a sink."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from radist import config, logs, printing
from radist.errors import ConfigError
from radist.running import run, until
from radist.topics import WITH_INTERVAL

To = Annotated[
    str, typer.Option(help="stdout, jsonl:PATH, sqlite:PATH or redis://HOST/STREAM; docs/cli.md.")
]
SpillFolder = Annotated[
    Path | None, typer.Option("--spill", help="Where things wait while the sink is down.")
]
Seconds = Annotated[float, typer.Option(min=0, help="For so long; 0 is until Ctrl+C.")]


def listen(  # noqa: PLR0913  # options of a command
    url: Annotated[str, typer.Argument(help="ws://… or wss://…")],
    send: Annotated[
        list[str] | None,
        typer.Option(help="A message for after each connect; @FILE for what is in a file."),
    ] = None,
    ping: Annotated[str, typer.Option(help="A message to send again and again; or @FILE.")] = "",
    ping_every: Annotated[float, typer.Option(min=0.01, help="Seconds between these.")] = 30.0,
    header: Annotated[
        list[str] | None, typer.Option(help="For the handshake: 'Name: value'.")
    ] = None,
    keep: Annotated[str, typer.Option("--filter", help="JMESPath: keep what this holds of.")] = "",
    key: Annotated[str, typer.Option(help="JMESPath: of messages alike in this, keep one.")] = "",
    text: Annotated[bool, typer.Option("--text", help="Keep what is not JSON too.")] = False,
    to: To = "stdout",
    spill: SpillFolder = None,
    seconds: Seconds = 0,
) -> None:
    """Listen to any WebSocket for ever, and keep what it says.

    Example: radist listen wss://host/path --send '{"op":"subscribe"}' --to sqlite:messages.db
    """
    from radist import listening
    from radist.ingest.anywhere import Target

    settings = config.load(None, os.environ)
    headers = tuple(_header(text) for text in header or ())
    greetings = tuple(_message("--send", text) for text in send or ())
    target = Target(url, headers, greetings, _message("--ping", ping), ping_every)
    taste = listening.Taste(
        listening.expression("--filter", keep), listening.expression("--key", key), text
    )
    made: list[listening.Heard] = []

    async def hear() -> None:
        heard = listening.Heard(target, listening.outbox(to, spill), taste, settings.reconnect)
        made.append(heard)
        await heard.run()

    level = "warning" if to.startswith("stdout") else settings.log.level
    with _told(to, lambda: (made[0].line.messages, made[0].told()) if made else (0, "")):
        logs.set_up(msgspec.structs.replace(settings.log, level=level))
        run(lambda stop: until(stop, hear(), seconds))
    typer.echo(made[0].told(), err=True)


def watch(  # noqa: PLR0913  # options of a command
    channels: Annotated[str, typer.Argument(help="As `radist exchanges NAME` lists: trade,quote")],
    symbols: Annotated[str, typer.Argument(help="BTC/USDT, or `all USDT perpetuals`, `*/USDT`.")],
    exchange: Annotated[str, typer.Option(help="Where to listen.")],
    interval: Annotated[str, typer.Option(help="Of candles: 1m; of tickers: 1h; levels: 5")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print events as they are.")] = False,
    to: To = "",
    spill: SpillFolder = None,
    seconds: Seconds = 0,
) -> None:
    """See a stream, or several at once; or keep them.

    Example: radist watch trade BTC/USDT --exchange binance --seconds 5
    """
    if as_json and to:
        raise ConfigError("--json and --to: choose one")
    from radist.live import connect

    names = [name.strip() for name in channels.split(",") if name.strip()]
    if bare := [name for name in names if name in WITH_INTERVAL and not interval]:
        raise ConfigError(f"--interval: {bare[0]} needs one; `radist watch --help` shows examples")
    asked = [f"{n}.{interval}" if interval and n in WITH_INTERVAL else n for n in names]
    to = "stdout" if as_json else to

    async def show() -> None:
        async with connect(exchange) as r:
            async for event in r.subscribe(symbols, *asked):
                typer.echo(printing.line(event))

    async def keep() -> None:
        from radist.listening import Names, outbox
        from radist.sinks.base import record_of

        keys = Names()
        async with outbox(to, spill) as kept, connect(exchange) as r:
            async for event in r.subscribe(symbols, *asked, policy="wait"):
                kept.put(record_of(event, keys.next()))
                await kept.room()

    settings = config.load(None, os.environ)
    logs.set_up(msgspec.structs.replace(settings.log, level="warning"))
    run(lambda stop: until(stop, keep() if to else show(), seconds))


def record(
    topics: Annotated[list[str], typer.Argument(help="trade.BTC/USDT book.BTC/USDT, or in full.")],
    exchange: Annotated[str, typer.Option(help="Whose frames.")],
    to: Annotated[Path, typer.Option(help="A new file: day.zst, day.gz, or plain.")],
    seconds: Seconds = 0,
) -> None:
    """Keep the raw frames of an exchange, for replays, backtests and simulations.

    Example: radist record trade.BTC/USDT book.BTC/USDT --exchange binance --to day.zst
    """
    from radist import recorder

    settings = config.load(None, os.environ)
    logs.set_up(msgspec.structs.replace(settings.log, level="warning"))
    asked = [_topic(text, exchange) for text in topics]
    with recorder.Tape(to, exchange) as tape:
        with _told(str(to), lambda: (tape.frames, f"{tape.bytes / 1e6:,.1f} MB")):
            run(lambda stop: until(stop, recorder.record(settings, exchange, asked, tape), seconds))
        typer.echo(f"{tape.frames:,} frames in {to}", err=True)


def top(  # noqa: PLR0913  # options of a command
    topics: Annotated[list[str], typer.Argument(help="CHANNEL.EXCHANGE.SYMBOL, or a selection.")],
    exchange: Annotated[
        str, typer.Option(help="Whose, where topics do not say it: CHANNEL.SYMBOL.")
    ] = "",
    url: Annotated[str, typer.Option(help="The rooms of a node, instead of exchanges.")] = "",
    token: Annotated[
        str, typer.Option(help="For a node that asks for one.", envvar="RADIST_TOKEN")
    ] = "",
    sort: Annotated[str, typer.Option(help="By which column.")] = "symbol",
    only: Annotated[str, typer.Option("--filter", help="Show what has this in it.")] = "",
    seconds: Seconds = 0,
) -> None:
    """A live table of streams: price, rate, age, gaps, lag. Press h there for its keys.

    Example: radist top --exchange binance "trade.*/USDT" quote.BTC/USDT
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigError("top needs a terminal; radist watch does without")
    from radist import board as boards
    from radist import top as screen

    if sort not in (known := [column.name for column in boards.COLUMNS]):
        raise ConfigError(f"--sort: expected one of {', '.join(known)}, not {sort!r}")
    settings = config.load(None, os.environ)
    logs.set_up(msgspec.structs.replace(settings.log, level="critical"))
    board = boards.Board(sort, only)
    asked = [_topic(text, exchange) for text in topics]
    if url:
        source = screen.from_node(url, token, asked, board, settings.reconnect)
    else:
        source = screen.from_exchanges(asked, board)
    run(lambda stop: until(stop, screen.run(board, source, stop), seconds))


def _topic(text: str, exchange: str) -> str:
    """A topic in full, where the exchange is said beside it."""
    channel, _, rest = text.partition(".")
    here = not exchange or rest.startswith(f"{exchange}.")
    return text if here else f"{channel}.{exchange}.{rest}"


def _message(option: str, text: str) -> bytes:
    """What to send: as it is, or out of a file. What begins as JSON has to be it."""
    if text.startswith("@"):
        try:
            text = Path(text[1:]).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{option} {text}: {error}") from error
    if text[:1] in ("{", "[", '"'):
        try:
            msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise ConfigError(f"{option}: {text!r} is not JSON: {error}") from error
    return text.encode()


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip() or not text.isprintable():
        raise ConfigError(f"--header: expected 'Name: value', not {text!r}")
    return name.strip(), value.strip()


@contextmanager
def _told(to: str, news: Callable[[], tuple[int, str]]) -> Iterator[None]:
    """On a terminal, a line that says how it is going; not where messages are printed there."""
    if not sys.stderr.isatty() or (to.startswith("stdout") and sys.stdout.isatty()):
        yield
        return
    rate = Rate()

    def line() -> Text:
        messages, told = news()
        return Text(f"{rate.at(monotonic(), messages):,.0f}/s  {told}", no_wrap=True)

    with Live(
        get_renderable=line,
        console=Console(stderr=True),
        refresh_per_second=4,
        transient=True,
        redirect_stdout=False,
    ):
        yield


class Rate:
    """How many in a second, of late."""

    def __init__(self, window: float = 3.0) -> None:
        self._window = window
        self._seen: deque[tuple[float, int]] = deque()

    def at(self, now: float, count: int) -> float:
        """By a count that only grows."""
        self._seen.append((now, count))
        while now - self._seen[0][0] > self._window:
            self._seen.popleft()
        begun, before = self._seen[0]
        return (count - before) / (now - begun) if now > begun else 0.0
