"""The listening half of Radist: exchanges, through the pipeline, to whoever listens on the bus."""

import asyncio
from collections.abc import Callable, Iterable

from radist import plugins, topics
from radist.bus.memory import Memory
from radist.config import Config, Reconnect
from radist.errors import ClientError
from radist.exchanges.base import Exchange
from radist.ingest.backoff import Backoff
from radist.ingest.feed import Feed
from radist.ingest.fetcher import Fetcher
from radist.ingest.line import now_us
from radist.model import Event, Subscription
from radist.pipeline import Pipeline

_TICK = 1.0


def make_exchange(config: Config, name: str) -> Exchange:
    """The dialect of this name with its options. Raises ConfigError."""
    cls = plugins.find("exchanges", name)
    options = plugins.options(cls, config.exchanges.get(name, {}), f"exchanges.{name}")
    exchange: Exchange = cls(**options)
    return exchange


class Receiver:
    """Feeds of several exchanges. What they are to bring is the union of what its owners want."""

    def __init__(self, config: Config, names: Iterable[str]) -> None:
        self.bus = Memory()
        self._pipeline = Pipeline()
        self._wanted: dict[object, frozenset[str]] = {}
        self._fetchers: list[Fetcher] = []
        self.feeds = {name: self._feed(config, name) for name in names}

    def _feed(self, config: Config, name: str) -> Feed:
        exchange = make_exchange(config, name)
        fetcher = Fetcher(exchange.limits)
        self._fetchers.append(fetcher)
        return Feed(exchange, self._publish, fetcher, _backoffs(config.reconnect))

    def _publish(self, event: Event) -> None:
        for made in self._pipeline.process(event):
            self.bus.publish(made)

    def exchange(self, name: str) -> Exchange:
        """An exchange that is listened to. Raises ClientError(404)."""
        if name not in self.feeds:
            known = ", ".join(self.feeds)
            message = f"no exchange {name!r} here; this node listens to {known}"
            raise ClientError(404, "unknown_exchange", message)
        return self.feeds[name].exchange

    def resolve(self, topic: str) -> tuple[str, Subscription]:
        """The exchange and the subscription, checked, that a topic in anybody's spelling means.

        Raises ClientError: 404 if there is none, 503 while it is not known what there is.
        """
        name, asked = topics.parse(topic)
        checked = self.exchange(name).subscription(asked.channel, asked.symbol, asked.interval)
        return name, checked

    def check(self, topic: str) -> str:
        """The canonical spelling of a topic. Raises ClientError."""
        return topics.topic(*self.resolve(topic))

    def want(self, owner: object, wanted: Iterable[str]) -> None:
        """What an owner wants from now on: canonical topics."""
        self._wanted[owner] = frozenset(wanted)
        if not self._wanted[owner]:
            del self._wanted[owner]
        self._tell_feeds()

    def wanted(self, owner: object) -> frozenset[str]:
        """What an owner wants."""
        return self._wanted.get(owner, frozenset())

    @property
    def topics(self) -> frozenset[str]:
        """What anybody wants."""
        return frozenset[str]().union(*self._wanted.values())

    def _tell_feeds(self) -> None:
        parts: dict[str, set[Subscription]] = {name: set() for name in self.feeds}
        for topic in self.topics:
            name, subscription = topics.parse(topic)
            parts[name].add(subscription)
        for name, part in parts.items():
            self.feeds[name].want(part)

    async def ready(self) -> None:
        """Wait until it is known what every exchange trades."""
        for feed in self.feeds.values():
            await feed.ready()

    async def run(self) -> None:
        """Listen until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for name, feed in self.feeds.items():
                    tasks.create_task(feed.run(), name=name)
                tasks.create_task(self._tick(), name="ticks")
        finally:
            for fetcher in self._fetchers:
                await fetcher.close()

    async def _tick(self) -> None:
        """Let the stages know that time passes."""
        while True:
            await asyncio.sleep(_TICK)
            for made in self._pipeline.tick(now_us()):
                self.bus.publish(made)


def _backoffs(settings: Reconnect) -> Callable[[], Backoff]:
    def make() -> Backoff:
        return Backoff(settings.base, settings.ceiling, settings.healthy, settings.attempts)

    return make
