"""The exchanges that are listened to, and who speaks their language."""

from collections.abc import Iterable, Sequence

from radist import plugins, topics
from radist.config import Config
from radist.errors import ClientError, ConfigError
from radist.exchanges.base import Exchange
from radist.ingest import ccxt
from radist.ingest_settings import Twins
from radist.model import Subscription


def make_exchange(config: Config, name: str) -> Exchange:
    """The dialect of this name with its options. Raises ConfigError."""
    cls = _dialect(name)
    options = plugins.options(cls, config.exchanges.get(name, {}), f"exchanges.{name}")
    exchange: Exchange = cls(**options)
    return exchange


def _dialect(name: str) -> type[Exchange]:
    """Our own where there is one, else that of ccxt. Raises ConfigError."""
    try:
        return plugins.find("exchanges", name)
    except ConfigError as error:
        if found := ccxt.find(name):
            return found
        raise ccxt.hinting(error) from None


def exchanges_of(config: Config) -> tuple[str, ...]:
    """The exchanges that a node listens to, that of its markets first. Raises ConfigError."""
    named = [name for name, _ in _parsed("subscribe", config.subscribe)]
    told = [str(table["exchange"]) for table in config.alerts.values() if "exchange" in table]
    found = tuple(dict.fromkeys((config.market_exchange, *config.exchanges, *named, *told)))
    _check_twins(config.twins, found)
    return found


def _parsed(key: str, listed: Iterable[str]) -> list[tuple[str, Subscription]]:
    try:
        return [topics.parse(topic) for topic in listed]
    except ClientError as error:
        raise ConfigError(f"{key}: {error}") from None


def _check_twins(twins: Twins, listened: Sequence[str]) -> None:
    """What is meant has to be there, else it would come over one socket, and nobody knew."""
    asked = _parsed("twins.topics", twins.topics)
    places = {"twins.urls": twins.urls, "twins.addresses": twins.addresses}
    named = [("twins.topics", name) for name, _ in asked]
    named += [(key, place.partition("=")[0]) for key in places for place in places[key]]
    for key, name in named:
        if name not in listened:
            here = ", ".join(listened)
            raise ConfigError(f"{key}: no exchange {name!r} here; this node listens to {here}")
    for name, one in asked:
        dialect = _dialect(name)
        if not dialect.shares:
            raise ConfigError(f"twins.topics: {name} brings nothing over two sockets")
        if one.channel not in dialect.channels:
            known = ", ".join(dialect.channels)
            raise ConfigError(
                f"twins.topics: {name} has no channel {one.channel!r}; it has {known}"
            )
