"""The commands about alerts: asked of a node that runs, over its API."""

import asyncio
import json
import re
import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from radist.errors import ClientError, RadistError

app = typer.Typer(
    help="Alerts of a node that runs.\n\nExample: radist alert add BTC/USDT crosses level=70000",
    no_args_is_help=True,
)

Url = Annotated[str, typer.Option(help="Where the node is.", envvar="RADIST_URL")]
Token = Annotated[
    str, typer.Option(help="For a node that asks for one.", envvar="RADIST_TOKEN", show_envvar=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as it came.")]
Id = Annotated[str, typer.Argument(help="Of the alert: a_….")]
Symbol = Annotated[str, typer.Argument(help="BTC/USDT or BTCUSDT.")]
Condition = Annotated[
    list[str],
    typer.Argument(help="A type and its fields, as in crosses level=70000; or a JSON object."),
]
_HERE = "http://localhost:8000"
_PATIENCE = 30.0
_SPAN = re.compile(r"(\d{1,7})([smhd])")


@app.command("list")
def show_all(
    state: Annotated[str, typer.Option(help="active, paused, done or expired.")] = "",
    symbol: Annotated[str, typer.Option(help="Of this symbol only.")] = "",
    url: Url = _HERE,
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """List what you want to be told.

    Example: radist alert list --state active
    """
    asked = {name: text for name, text in (("state", state), ("symbol", symbol)) if text}
    answer = _ask(url, token, "GET", "", asked=asked)
    if as_json:
        _print(answer)
        return
    rows = (
        (a["id"], a["name"], a["exchange"], a["symbol"], a["words"], _state(a), str(a["fired"]))
        for a in answer["alerts"]
    )
    _table(("id", "name", "exchange", "symbol", "condition", "state", "fired"), rows)


@app.command()
def add(  # noqa: PLR0913  # options of a command
    symbol: Symbol,
    condition: Condition,
    exchange: Annotated[str, typer.Option(help="The node's first one, unless named.")] = "",
    name: Annotated[str, typer.Option(help="What you call it.")] = "",
    repeat: Annotated[str, typer.Option(help="once, every, or candle:1m.")] = "once",
    cooldown: Annotated[float, typer.Option(min=0, help="Seconds, of every.")] = 0.0,
    rearm: Annotated[float, typer.Option(min=0, help="Percent to go back.")] = 0.0,
    target: Annotated[list[str] | None, typer.Option(help="Once for each; or browser.")] = None,
    message: Annotated[str, typer.Option(help="With variables, as in {{price}}.")] = "",
    expires: Annotated[str, typer.Option(help="As in 2027-01-31T08:00:00Z.")] = "",
    url: Url = _HERE,
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Want to be told something; prints the id.

    Example: radist alert add BTC/USDT crosses level=70000 --repeat every --cooldown 60
    """
    wish = {
        "symbol": symbol,
        "condition": condition_of(condition),
        "exchange": exchange,
        "name": name,
        "repeat": _repeat(repeat, cooldown),
        "rearm": rearm,
        "targets": target or ["browser"],
        "message": message,
        "expires": expires or None,
    }
    answer = _ask(url, token, "POST", "", wish)
    if as_json:
        _print(answer)
        return
    typer.echo(answer["id"])


@app.command()
def show(alert: Id, url: Url = _HERE, token: Token = "") -> None:
    """Show an alert, as JSON.

    Example: radist alert show a_Wu0rO6ixa9Zd
    """
    _print(_ask(url, token, "GET", f"/{alert}"))


@app.command()
def pause(alert: Id, url: Url = _HERE, token: Token = "") -> None:
    """Turn an alert off.

    Example: radist alert pause a_Wu0rO6ixa9Zd
    """
    typer.echo(_state(_ask(url, token, "POST", f"/{alert}/pause")))


@app.command()
def resume(alert: Id, url: Url = _HERE, token: Token = "") -> None:
    """Turn an alert on, from now on.

    Example: radist alert resume a_Wu0rO6ixa9Zd
    """
    typer.echo(_state(_ask(url, token, "POST", f"/{alert}/resume")))


@app.command(context_settings={"ignore_unknown_options": True})  # -5m is no option
def snooze(
    alert: Id,
    span: Annotated[str, typer.Argument(metavar="FOR", help="15m, 1h, 90s; 0s ends it.")],
    url: Url = _HERE,
    token: Token = "",
) -> None:
    """Have an alert be quiet for a while.

    Example: radist alert snooze a_Wu0rO6ixa9Zd 15m
    """
    body = {"seconds": _seconds(span)}
    typer.echo(_state(_ask(url, token, "POST", f"/{alert}/snooze", body)))


@app.command()
def test(alert: Id, url: Url = _HERE, token: Token = "", as_json: AsJson = False) -> None:
    """Tell all targets of an alert that this is a test; exit code 1 if one was not told.

    Example: radist alert test a_Wu0rO6ixa9Zd
    """
    trigger = _ask(url, token, "POST", f"/{alert}/test")["trigger"]
    if as_json:
        _print(trigger)
    else:
        _table(("target", "state", "status", "error"), _deliveries(trigger))
    if any(told["state"] != "delivered" for told in trigger["deliveries"]):
        raise typer.Exit(1)


@app.command()
def delete(alert: Id, url: Url = _HERE, token: Token = "") -> None:
    """Forget an alert; what it told stays in the history.

    Example: radist alert delete a_Wu0rO6ixa9Zd
    """
    typer.echo(f"{_ask(url, token, 'DELETE', f'/{alert}')['id']} is deleted")


@app.command()
def history(
    alert: Annotated[str, typer.Option(help="Of this alert only.")] = "",
    result: Annotated[str, typer.Option(help="delivered, failed or pending.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many.")] = 20,
    url: Url = _HERE,
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """List what was told, newest first.

    Example: radist alert history --result failed
    """
    asked = {"alert": alert, "result": result, "limit": str(limit)}
    answer = _ask(url, token, "GET", "/history", asked=asked)
    if as_json:
        _print(answer)
        return
    rows = (
        (
            trigger["fired"],
            trigger["message"],
            "late" if trigger["late"] else "",
            ", ".join(f"{told['target']}: {told['state']}" for told in trigger["deliveries"]),
        )
        for trigger in answer["triggers"]
    )
    _table(("fired", "message", "", "deliveries"), rows)


@app.command()
def preview(
    symbol: Symbol,
    condition: Condition,
    exchange: Annotated[str, typer.Option(help="The node's first one, unless named.")] = "",
    message: Annotated[str, typer.Option(help="With variables, as in {{price}}.")] = "",
    url: Url = _HERE,
    token: Token = "",
) -> None:
    """Show what an alert would say, and how often it would have in the last 24 hours.

    Example: radist alert preview BTC/USDT change percent=2 window=3600
    """
    wish = {"symbol": symbol, "condition": condition_of(condition)}
    more = {"exchange": exchange, "message": message, "repeat": {"type": "every"}}
    answer = _ask(url, token, "POST", "/preview", wish | more)
    typer.echo(answer["message"])
    typer.echo(f"would have fired {answer['would_have_fired']} times since {answer['since']}")
    for time in answer["times"]:
        typer.echo(f"  {time}")
    if answer["reason"]:
        typer.echo(answer["reason"], err=True)


def condition_of(words: list[str]) -> dict[str, Any]:
    """A condition of what stands on a command line. Raises ClientError."""
    first, *fields = words
    if first.startswith("{"):
        found = _value(" ".join(words))
        if isinstance(found, dict):
            return found
        raise ClientError(422, "invalid", "CONDITION: not a JSON object")
    condition: dict[str, Any] = {"type": first}
    for field in fields:
        name, equals, text = field.partition("=")
        if not equals:
            message = f"CONDITION: expected name=value, such as level=70000, not {field!r}"
            raise ClientError(422, "invalid", message)
        condition[name] = _value(text)
    return condition


def _seconds(span: str) -> int:
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ClientError(422, "invalid", f"FOR: expected such as 15m, 1h or 90s, not {span!r}")
    return int(found[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[found[2]]


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _repeat(text: str, cooldown: float) -> dict[str, Any]:
    kind, _, interval = text.partition(":")
    if kind not in ("once", "every", "candle") or bool(interval) != (kind == "candle"):
        form = "expected once, every, or candle with an interval as in candle:1m"
        message = f"--repeat: {form}, not {text!r}"
        raise ClientError(422, "invalid", message)
    if cooldown and kind != "every":
        raise ClientError(422, "invalid", "--cooldown: goes with --repeat every alone")
    if kind == "candle":
        return {"type": kind, "interval": interval}
    return {"type": kind} | ({"cooldown": cooldown} if kind == "every" else {})


def _ask(url: str, token: str, method: str, path: str, body: Any = None, asked: Any = None) -> Any:
    if not re.match(r"https?://[^/]", url):
        raise ClientError(422, "invalid", f"--url: expected such as {_HERE}, not {url!r}")
    return asyncio.run(
        _answer(f"{url.rstrip('/')}/api/v1/alerts{path}", token, method, body, asked)
    )


async def _answer(url: str, token: str, method: str, body: Any, asked: Any) -> Any:
    """What a node answers. Raises ClientError, RadistError."""
    import aiohttp  # takes a third of a second

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.request(method, url, json=body, params=asked) as response,
        ):
            content = await response.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise RadistError(f"{url}: {str(error) or 'no answer'}") from error
    if response.status < 400:
        return content
    fault = content["error"]
    if response.status < 500:
        raise ClientError(fault["code"], fault["reason"], fault["message"])
    raise RadistError(fault["message"])


def _state(alert: Any) -> str:
    asleep = f", quiet until {alert['snoozed_until']}" if alert["snoozed_until"] else ""
    fault = f" ({alert['fault']})" if alert["fault"] else ""
    return f"{alert['state']}{asleep}{fault}"


def _deliveries(trigger: Any) -> list[tuple[str, ...]]:
    return [
        (told["target"], told["state"], str(told["status"] or ""), told["error"])
        for told in trigger["deliveries"]
    ]


def _table(headings: tuple[str, ...], rows: Any) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 200, markup=False).print(table)


def _print(content: Any) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False))
