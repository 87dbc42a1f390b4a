"""What can be set, and from where: a TOML file, the environment, `--set`; the last word wins."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from radist.errors import ConfigError
from radist.gap_settings import Gaps
from radist.ingest_settings import Rollover, Twins, check_sockets
from radist.trading_settings import Paper, Tokens, Trading

Host = Annotated[str, Meta(min_length=1, max_length=253)]
Port = Annotated[int, Meta(ge=0, le=65535)]
"""0 takes any free port."""
Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Name = Annotated[str, Meta(min_length=1)]
Rate = Annotated[float, Meta(gt=0)]
Reference = Annotated[str, Meta(pattern=r"^((env|file):.+)?$")]
"""Where a secret is, `env:NAME` or `file:PATH`, in place of the secret."""

TOP_PAIRS = tuple(
    f"{base}/USDT"
    for base in (
        "BTC ETH BNB SOL XRP DOGE ADA TRX AVAX LINK DOT LTC BCH UNI ATOM XLM NEAR APT ARB FIL"
    ).split()
)
"""What the Markets page shows unless told otherwise."""


class Http(Struct, frozen=True):
    """Where the page, REST and SSE are served."""

    host: Host = "localhost"
    port: Port = 8000


class WebSocket(Struct, frozen=True):
    """Where the rooms are served, and what a client may cost. `heartbeat` is in seconds."""

    host: Host = "localhost"
    port: Port = 8001
    max_connections: Annotated[int, Meta(ge=1)] = 1000
    heartbeat: Annotated[float, Meta(ge=0.05, le=3600)] = 10.0
    max_frame: Annotated[int, Meta(ge=1024, le=16_777_216)] = 65_536


class Auth(Struct, frozen=True):
    """Whose tokens are believed: those signed with a secret, or by a key of a JWKS (file or URL).

    `anonymous` lets in those who have none; unset, it does so where there is no key.
    """

    secret: str = ""
    jwks: str = ""
    issuer: str = ""
    audience: str = ""
    anonymous: bool | None = None

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Auth(secret={'…' if self.secret else ''!r}, jwks={self.jwks!r})"


class Limits(Struct, frozen=True):
    """What one client may cost. The rates are per second; ten seconds' worth may come at once."""

    per_address: Annotated[int, Meta(ge=1)] = 50
    per_user: Annotated[int, Meta(ge=1)] = 10
    requests: Rate = 20.0
    messages: Rate = 50.0
    bytes: Rate = 65_536.0
    subscriptions: Rate = 100.0
    orders: Rate = 10.0
    depth: Annotated[int, Meta(ge=4)] = 32
    keys: Annotated[int, Meta(ge=16)] = 1000
    trusted_proxies: tuple[Name, ...] = ()


class Hub(Struct, frozen=True):
    """How much a room remembers, and all rooms together, in bytes of events."""

    room_bytes: Annotated[int, Meta(ge=1024)] = 4_194_304
    total_bytes: Annotated[int, Meta(ge=1024)] = 268_435_456


class Reconnect(Struct, frozen=True):
    """How a lost connection comes back, in seconds; 0 attempts means for ever."""

    base: Seconds = 1.0
    ceiling: Seconds = 60.0
    healthy: Seconds = 30.0
    attempts: Annotated[int, Meta(ge=0)] = 0


class Fallback(Struct, frozen=True):
    """When REST takes over from a socket that cannot be had, and how often it asks; in seconds.

    `only` has no sockets opened at all.
    """

    after: Seconds = 10.0
    interval: Annotated[float, Meta(ge=1, le=86_400)] = 30.0
    only: bool = False


class Incidents(Struct, frozen=True):
    """How much is remembered of what went wrong: holes in streams, and incidents of 24 hours."""

    gaps: Annotated[int, Meta(ge=1, le=1_000_000)] = 10_000
    kept: Annotated[int, Meta(ge=1, le=100_000)] = 1000


class Store(Struct, frozen=True):
    """Where what people make is kept: an SQLite file, `sqlite:///PATH`, or a server,
    `postgresql://USER@HOST/NAME`; unset, a file in the user's folder of state.
    """

    url: Annotated[str, Meta(pattern=r"^(sqlite:///.+|postgresql://.+)?$")] = ""

    def __repr__(self) -> str:
        """Without the password that may stand in it."""
        return f"Store(url={'…' if self.url else ''!r})"


class Notify(Struct, frozen=True):
    """How alerts leave the house. Webhooks reach `ports` of addresses that are everybody's, by
    https; in the networks of `allow` also any port, and http. Their secrets are made of `key`, and
    for as long as it is there of `former_key` too. `targets` holds options which each kind checks
    itself.
    """

    key: Reference = ""
    former_key: Reference = ""
    allow: tuple[Name, ...] = ()
    ports: tuple[Port, ...] = (443, 8443)
    targets: dict[str, dict[str, Any]] = {}


class Alerting(Struct, frozen=True):
    """How long it is kept what alerts told: so many days, and of each user so many triggers."""

    days: Annotated[int, Meta(ge=1, le=3650)] = 90
    kept: Annotated[int, Meta(ge=1, le=10_000_000)] = 10_000


class Log(Struct, frozen=True):
    """What is logged: text for people, json for machines; statistics each so many seconds."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"
    statistics: Annotated[float, Meta(ge=0, le=86_400)] = 60.0


class Config(Struct, frozen=True):
    """Every setting of a node. `exchanges` holds options which each exchange checks itself."""

    http: Http = Http()
    websocket: WebSocket = WebSocket()
    auth: Auth = Auth()
    limits: Limits = Limits()
    hub: Hub = Hub()
    reconnect: Reconnect = Reconnect()
    fallback: Fallback = Fallback()
    rollover: Rollover = Rollover()
    twins: Twins = Twins()
    incidents: Incidents = Incidents()
    gaps: Gaps = Gaps()
    store: Store = Store()
    notify: Notify = Notify()
    trading: Trading = Trading()
    paper: Paper = Paper()
    tokens: Tokens = Tokens()
    log: Log = Log()
    origins: tuple[Name, ...] = ()
    markets: tuple[Name, ...] = TOP_PAIRS
    market_exchange: Name = "binance"
    subscribe: tuple[Name, ...] = ()
    """Topics, and selections of topics, to keep coming from the start."""
    linger: Annotated[float, Meta(ge=0, le=86_400)] = 30.0
    """Seconds for which a topic is kept after nobody wants it any more: people reload pages."""
    alerting: Alerting = Alerting()
    exchanges: dict[str, dict[str, Any]] = {}
    alerts: dict[str, dict[str, Any]] = {}
    """By name, as people define them by the API, and `owner`: whose they are."""


FOREIGN_NAMES = {
    "WEBSOCKET_HOST": "websocket.host",
    "WEBSOCKET_PORT": "websocket.port",
    "WEBSOCKET_MAX_CONNECTIONS": "websocket.max_connections",
}
"""Environment variables that other services already use for the same thing; ours win over them."""

PREFIX = "RADIST_"
NOT_SETTINGS = {
    "RADIST_CONFIG",
    "RADIST_TOKEN",
    "RADIST_CAPTURES",
    "RADIST_FOREIGN_PYTHON",
    "RADIST_URL",
    "RADIST_API_KEY",
}


class Setting(NamedTuple):
    """One value on its way into the configuration. `source` is where a person finds it."""

    source: str
    key: str
    value: Any


def state_folder(environ: Mapping[str, str]) -> Path:
    """Where programs of a user keep what has to outlive them."""
    base = environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "radist"


def load(
    path: Path | None = None,
    environ: Mapping[str, str] = {},
    sets: Sequence[str] = (),
) -> Config:
    """The configuration of a file, the environment and `key=value` texts. Raises ConfigError."""
    tree: dict[str, Any] = {}
    if path is not None:
        content = _read(path)
        for setting in _flat(str(path), "", content):
            _place(tree, setting, strict=True)
        for section in OPTIONS:
            for name in _table(content, section):  # those without options too
                _table(tree, section).setdefault(name, {})
    for setting in (*_from_environment(environ), *_from_sets(sets)):
        _place(tree, setting, strict=False)
    config = msgspec.convert(tree, Config)
    if config.reconnect.ceiling < config.reconnect.base:
        raise ConfigError("reconnect.ceiling: must not be below reconnect.base")
    check_sockets(config.rollover, config.twins)
    return config


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except ValueError as error:  # not UTF-8, or not TOML: tomllib names line and column
        raise ConfigError(f"{path}: not a TOML file: {error}") from error


def _flat(source: str, above: str, table: Mapping[str, Any]) -> Iterator[Setting]:
    for name, value in table.items():
        key = f"{above}{name}"
        if isinstance(value, dict) and key.count(".") < _depth(key):
            yield from _flat(source, f"{key}.", value)
        else:
            yield Setting(source, key, value)


def _depth(key: str) -> int:
    """How many dots a key has that is no section."""
    return next((s.count(".") + 2 for s in OPTIONS if key.startswith(f"{s}.")), 2)


def _table(tree: dict[str, Any], section: str) -> dict[str, Any]:
    """A section of a tree; where there is none, an empty one that is put there."""
    for name in section.split("."):
        tree = tree.setdefault(name, {})
        if not isinstance(tree, dict):
            return {}
    return tree


def _from_environment(environ: Mapping[str, str]) -> Iterator[Setting]:
    for name, key in FOREIGN_NAMES.items():
        if name in environ:
            yield Setting(f"environment {name}", key, environ[name])
    for name, value in sorted(environ.items()):
        if name.upper().startswith(PREFIX) and name.upper() not in NOT_SETTINGS:
            key = name[len(PREFIX) :].lower().replace("__", ".")
            yield Setting(f"environment {name}", key, value)


def _from_sets(sets: Iterable[str]) -> Iterator[Setting]:
    for text in sets:
        key, equals, value = text.partition("=")
        if not equals:
            raise ConfigError(f"--set {text}: expected key=value, such as http.port=8080")
        yield Setting("--set", key.strip(), value.strip())


def _keys(schema: type[Struct]) -> dict[str, Any]:
    """Every key with its type, dotted, in the order of declaration."""
    keys: dict[str, Any] = {}
    for field in msgspec.structs.fields(schema):
        if isinstance(field.type, type) and issubclass(field.type, Struct):
            keys |= {f"{field.name}.{key}": kind for key, kind in _keys(field.type).items()}
        else:
            keys[field.name] = field.type
    return keys


OPTIONS = ("exchanges", "alerts", "notify.targets")
"""Sections whose sections have names and options that somebody else knows."""
KEYS = {key: kind for key, kind in _keys(Config).items() if key not in OPTIONS}
SECRETS = frozenset({"auth.secret", "store.url"})
"""What is never shown, not even in the message that something is wrong with it."""
_SHAPES = {"store.url": "sqlite:///PATH or postgresql://USER@HOST/NAME"}


def _place(tree: dict[str, Any], setting: Setting, *, strict: bool) -> None:
    """Check one setting and put it into the tree."""
    source, key, value = setting
    first, *rest = key.split(".")
    section = next((s for s in OPTIONS if f"{key}.".startswith(f"{s}.")), None)
    if section:
        names = key[len(section) + 1 :].split(".")
        if len(names) != 2 or not all(names):
            raise ConfigError(f"{source}: {key}: expected {section}.<name>.<option>")
    elif key in SECRETS and not _is(value, KEYS[key]):
        shape = _SHAPES.get(key, "a text")
        raise ConfigError(f"{source}: {key}: expected {shape}")  # and no word of what came
    elif key in KEYS:
        value = convert(value, KEYS[key], f"{source}: {key}", strict=strict)
    elif first in {known.split(".")[0] for known in KEYS if "." in known} and not rest:
        raise ConfigError(f"{source}: {key}: expected a section with keys, not {value!r}")
    else:
        options = (f"{section}.<name>.<option>" for section in OPTIONS)
        raise unknown_key(f"{source}: {key}", key, (*KEYS, *options))
    *sections, last = first, *rest
    for section in sections:
        tree = tree.setdefault(section, {})
    tree[last] = value


def _is(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def revealed(reference: str, where: str, environ: Mapping[str, str]) -> str:
    """The secret that a reference leads to. Raises ConfigError which begins with `where`."""
    kind, _, place = reference.partition(":")
    try:
        found = environ[place] if kind == "env" else Path(place).read_text("utf-8")
    except KeyError:
        raise ConfigError(f"{where}: there is no {place} in the environment") from None
    except OSError as error:
        raise ConfigError(f"{where}: {place}: {error.strerror}") from error
    except ValueError:  # bytes that are no text would be shown
        raise ConfigError(f"{where}: {place}: not a text") from None
    if not found.strip():
        raise ConfigError(f"{where}: {place} is empty")
    return found.strip()


def unknown_key(where: str, key: str, known: Iterable[str]) -> ConfigError:
    """The error to raise for a key that does not exist: it names the nearest that does."""
    known = list(known)
    near = get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(known) or 'none'}"
    return ConfigError(f"{where}: no such key; {hint}")


def convert(value: Any, kind: Any, where: str, *, strict: bool) -> Any:
    """The value as `kind`; unless strict, text may stand for a number, a truth or a comma list.

    Raises ConfigError which begins with `where`.
    """
    listed = (get_origin(kind) or kind) in (list, tuple)
    try:
        if listed and not strict and isinstance(value, str):
            if value.lstrip().startswith("["):
                value = msgspec.json.decode(value)
            else:
                value = [part.strip() for part in value.split(",") if part.strip()]
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        if kind == Reference:  # and no word of what came: it may be the secret itself
            raise ConfigError(f"{where}: expected env:NAME or file:PATH") from None
        choices = get_args(kind) if get_origin(kind) is Literal else ()
        wanted = f"expected one of {', '.join(map(str, choices))}" if choices else _wanted(error)
        raise ConfigError(f"{where}: {wanted}, not {value!r}") from error
    except msgspec.DecodeError as error:
        raise ConfigError(f"{where}: not a list: {value!r}") from error


def _wanted(error: msgspec.ValidationError) -> str:
    """What msgspec asked for, as a person would say it."""
    text = str(error).partition(", got")[0].partition(" - at")[0].replace("`", "")
    return text[:1].lower() + text[1:]
