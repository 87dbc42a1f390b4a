"""The exchanges that are listened to, and who speaks their language."""

from radist import plugins, topics
from radist.config import Config
from radist.errors import ClientError, ConfigError
from radist.exchanges.base import Exchange
from radist.ingest import ccxt


def make_exchange(config: Config, name: str) -> Exchange:
    """The dialect of this name with its options. Raises ConfigError."""
    cls = _dialect(name)
    options = plugins.options(cls, config.exchanges.get(name, {}), f"exchanges.{name}")
    exchange: Exchange = cls(**options)
    return exchange


def _dialect(name: str) -> type:
    """Our own where there is one, else that of ccxt. Raises ConfigError."""
    try:
        return plugins.find("exchanges", name)
    except ConfigError as error:
        if found := ccxt.find(name):
            return found
        raise ccxt.hinting(error) from None


def exchanges_of(config: Config) -> tuple[str, ...]:
    """The exchanges that a node listens to, that of its markets first. Raises ConfigError."""
    try:
        named = [topics.parse(topic)[0] for topic in config.subscribe]
    except ClientError as error:
        raise ConfigError(f"subscribe: {error}") from None
    for topic in config.twins.topics:
        try:
            topics.parse(topic)
        except ClientError as error:
            raise ConfigError(f"twins.topics: {error}") from None
    told = [str(table["exchange"]) for table in config.alerts.values() if "exchange" in table]
    return tuple(dict.fromkeys((config.market_exchange, *config.exchanges, *named, *told)))
