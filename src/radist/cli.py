"""The commands."""

import os
import sys
from collections import deque
from functools import partial
from pathlib import Path
from time import time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from radist import (
    __version__,
    alert_commands,
    codec,
    config,
    logs,
    plugins,
    printing,
    running,
    trying,
    watching,
)
from radist.errors import ClientError, ConfigError, RadistError, RecordingError
from radist.exchanges.base import Exchange
from radist.market.verification import Verification
from radist.recording import open_recording
from radist.replay import Replay, has_answers
from radist.venues import exchanges_of, make_exchange

app = typer.Typer(
    help="Radist listens to exchanges and serves what it hears.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

token = typer.Typer(
    help="Tokens, for nodes that ask for one.\n\nExample: radist token make --sub alice"
)
app.add_typer(alert_commands.app, name="alert")
app.add_typer(token, name="token")
notify = typer.Typer(
    help="Where alerts are sent.\n\nExample: radist notify secret desk --config radist.toml"
)
app.add_typer(notify, name="notify")
app.command()(watching.listen)
app.command()(watching.watch)
app.command()(watching.record)
app.command()(watching.top)
app.command()(trying.backtest)
app.command()(trying.paper)

ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="TOML file with settings.", envvar="RADIST_CONFIG")
]
Sets = Annotated[
    list[str] | None, typer.Option("--set", help="A setting, as in --set http.port=9000.")
]


def main() -> None:
    """Run a command. A mistake is one line on stderr and exit code 2."""
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except (ConfigError, ClientError, RecordingError) as error:
        _fail(str(error), 2)
    except RadistError as error:
        _fail(str(error), 1)
    except typer.TyperException as error:
        _fail(error.format_message(), 2)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _fail(str(error), 1)


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _fail(message: str, code: int) -> None:
    typer.echo(f"error: {message}", err=True)
    sys.exit(code)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        typer.echo(f"radist {__version__}")


@app.command()
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Listen to a simulated exchange of its own.")
    ] = False,
    config_file: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Run one node: listen to exchanges, serve page, REST, SSE and WebSocket rooms.

    Example: radist serve --demo
    """
    settings = config.load(config_file, os.environ, sets or ())
    logs.set_up(settings.log)
    from radist import node  # the servers take half a second to import

    running.run(lambda stop: node.serve(settings, stop, _say, demo=demo))


@app.command()
def simulate(  # noqa: PLR0913  # options of a command
    exchange: Annotated[str, typer.Option(help="Whose protocol to speak.")] = "binance",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 9443,
    recording: Annotated[
        Path | None, typer.Option(help="Play this recording instead of making a market.")
    ] = None,
    speed: Annotated[str, typer.Option(help="Of the recording: 1, any number, or max.")] = "1",
    seed: Annotated[int, typer.Option(help="The same seed makes the same market.")] = 1,
    activity: Annotated[float, typer.Option(help="How busy the market is.")] = 1.0,
    more_pairs: Annotated[
        int, typer.Option(min=0, max=5000, help="Made-up ones, to the real.")
    ] = 0,
    faults: Annotated[str, typer.Option(help="What goes wrong: cut=60s,drop=1/500, …")] = "",
    life: Annotated[float, typer.Option(min=0.001, help="Seconds that a socket lives.")] = 86400.0,
) -> None:
    """Run a simulated exchange, for programs that are made for a real one.

    Example: radist simulate --port 9443 --faults cut=60s,ban=30s@120s --seed 7

    Faults, each with @30s for when: once blackhole, cut_all, cut_socket=3, id_reset, reset_all,
    reset_socket=3; so often cut=60s, reset=60s, chaos=10m; one in so many corrupt=1/500, drop,
    drop_nth, duplicate, reorder, rest_errors, truncate, wrong_acks; for so long ban=30s, block,
    hang, stale, throttle; of a time late=200ms, life=10m, shutdown=5s, skew=-5s; streams
    mute=btcusdt@trade, dead, unmute; bytes a second slow=10kB.
    """
    logs.set_up(config.Log())
    from radist.simulator.server import simulate as run

    if exchange not in SIMULATED:
        known = ", ".join(SIMULATED)
        raise ConfigError(f"--exchange: there is no simulated {exchange!r}; there is {known}")
    market = partial(run, exchange=exchange, seed=seed, activity=activity, more_pairs=more_pairs)
    market = partial(market, recording=recording, speed=_speed(speed))
    playing = partial(market, host=host, port=port, faults=faults, life=life)
    running.run(lambda stop: running.until(stop, playing()))


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A recording: plain text, gzip or zstd.")],
    exchange: Annotated[
        str | None, typer.Option(help="Whose frames they are, where the file does not say.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one event per line.")] = False,
    summary: Annotated[bool, typer.Option("--summary", help="Print counts (the default).")] = False,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Check ids, books and best prices; print what is wrong."),
    ] = False,
    speed: Annotated[str, typer.Option(help="1 as it happened, N times that, or max.")] = "max",
) -> None:
    """Run a recording through the same code that live frames go through.

    Example: radist replay day.gz --exchange binance --json
    """
    if as_json and summary:
        raise ConfigError("--json and --summary: choose one")
    pace = _speed(speed)
    with open_recording(file) as recording:
        answers = has_answers(recording)
    with open_recording(file) as recording:
        name = exchange or recording.exchange
        if name is None:
            raise ConfigError(f"{file} does not say whose frames it holds: name it by --exchange")
        dialect = make_exchange(config.load(None, os.environ), name)
        if recording.exchange not in (None, name):
            raise ConfigError(f"--exchange {exchange}: {file} is of {recording.exchange}")
        replayed = Replay(recording, dialect, answers=answers)
        verification = Verification(numbered="trade" in dialect.numbered)
        checked = printing.checked(replayed, verification) if verify else replayed
        events = checked if pace is None else printing.paced(checked, pace)
        if as_json:
            printing.events_as_json(events, at_once=pace is not None)
        elif summary or not verify:
            printing.summary(events, replayed)
        else:
            deque(events, maxlen=0)
    if verify:
        counts = {"frames": replayed.frames} | verification.told()
        typer.echo(codec.encode(counts))
    for complaint in replayed.complaints:
        typer.echo(f"{file}: {complaint}", err=True)
    if replayed.broken or replayed.unknown:
        found = f"{replayed.broken} broken lines, {replayed.unknown} frames not understood"
        typer.echo(f"{file}: {found}; all others were replayed", err=True)
    if replayed.broken or verification.counts.wrong:
        raise typer.Exit(1)


@token.command("make")
def make_token(
    sub: Annotated[str, typer.Option("--sub", help="The user it is for.")],
    scopes: Annotated[
        list[str] | None, typer.Option("--scope", help="admin, broadcast: once for each.")
    ] = None,
    ttl: Annotated[str, typer.Option(help="How long it holds: 90s, 15m, 12h, 7d.")] = "1h",
    config_file: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Print a token, signed with auth.secret.

    Example: radist token make --sub alice --scope broadcast --ttl 12h
    """
    from radist.server import auth

    settings = config.load(config_file, os.environ, sets or ()).auth
    words = " ".join(scopes or ()).split()
    typer.echo(auth.make(settings, sub, words, auth.seconds(ttl), time()))


@notify.command("secret")
def webhook_secret(
    name: Annotated[str, typer.Argument(help="A webhook of the configuration.")],
    config_file: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Print the secret by which messages to a webhook are signed.

    Example: radist notify secret desk --config radist.toml
    """
    from radist.notify._notifier import secret_of

    settings = config.load(config_file, os.environ, sets or ())
    typer.echo(secret_of(settings.notify, name, config.state_folder(os.environ)))


@app.command()
def exchanges(
    name: Annotated[str | None, typer.Argument(help="One exchange, in detail.")] = None,
) -> None:
    """List the exchanges, or the channels of one.

    Example: radist exchanges binance
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    found: Exchange
    if name is None:
        for heading in ("exchange", "channels"):
            table.add_column(heading)
        for known in plugins.names("exchanges"):
            found = make_exchange(config.Config(), known)
            table.add_row(known, ", ".join(found.channels))
    else:
        found = make_exchange(config.Config(), name)
        for heading in ("channel", "stream", "payload", "source", "speed", "stands in"):
            table.add_column(heading, overflow="fold")
        for channel, what in found.channels.items():
            streams = " ".join(name for name in (what.stream, what.every) if name)
            payload = ", ".join(codec.KIND[event] for event in what.events)
            table.add_row(channel, streams, payload, what.source, what.speed, what.poll)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@app.command()
def check(config_file: ConfigFile = None, sets: Sets = None) -> None:
    """Check the configuration without starting anything.

    Example: radist check --config radist.toml
    """
    settings = config.load(config_file, os.environ, sets or ())
    for name in exchanges_of(settings):
        make_exchange(settings, name)
    from radist.declared import declared
    from radist.notify._notifier import check as check_notify
    from radist.server.guard import Guard

    Guard(settings)
    declared(settings, 0)
    check_notify(settings.notify)
    typer.echo("the configuration is right")


SIMULATED = sorted(set(plugins.names("exchanges")) & set(plugins.names("simulator")))


def _speed(text: str) -> float | None:
    """Times real time; None is as fast as it goes."""
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < 1e9:
        raise ConfigError(f"--speed: expected 1, another number above 0, or max, got {text!r}")
    return speed
