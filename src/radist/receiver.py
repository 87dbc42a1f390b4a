"""The listening half of Radist: exchanges, through the pipeline, to whoever listens on the bus."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec import structs

from radist import bygone, plugins, topics, wishes
from radist.bus.memory import Memory
from radist.codec import iso
from radist.config import Config, Reconnect
from radist.errors import ClientError, ExchangeError
from radist.exchanges._ccxt import Ccxt
from radist.exchanges.base import Exchange
from radist.ingest import statistics
from radist.ingest.backoff import Backoff
from radist.ingest.budget import Allowance, Budget
from radist.ingest.ccxt import Lender
from radist.ingest.clock import Jumps, monotonic, now_us
from radist.ingest.feed import Feed, connect_budget
from radist.ingest.fetcher import Access, Fetcher, allowance
from radist.market.making import MOST_INTERVALS, Making, Recipe
from radist.model import Event, Freshness, Gap, Proven, Subscription
from radist.pipeline import Pipeline, Stage
from radist.venues import make_exchange
from radist.wishes import Wishes

_TICK = 1.0
_PATIENCE = 10.0
"""Seconds that somebody waits for an answer of an exchange."""


class Receiver:
    """Feeds of several exchanges. What they are to bring is the union of what its owners want."""

    def __init__(
        self,
        config: Config,
        names: Iterable[str],
        stages: Sequence[Stage] = (),
        wrap: Callable[[Access], Access] = lambda access: access,
    ) -> None:
        """`wrap` makes of the ways to each exchange those that are taken."""
        self.bus = Memory()
        self._wrap = wrap
        self.making = Making()
        self._pipeline = Pipeline((self.making, *stages))
        self._statistics = config.log.statistics
        self._wishes = Wishes(self.exchange, config.linger)
        self._jumps = Jumps()
        self._told: dict[str, tuple[str, Subscription]] = {}
        """What the feeds are to bring, by topic."""
        self._many: dict[tuple[str, Subscription], str] = {}
        """Of these, what are of many symbols, and how those begin."""
        self._made: dict[str, Recipe] = {}
        """What is made of what they bring."""
        self._left: set[str] = set()
        """What was let go, and nobody has wanted since."""
        self._anew: set[str] = set()
        """What was let go and is wanted again, and has brought nothing yet."""
        self._watchers: list[Callable[[], None]] = []
        self._meetings: list[Callable[[Collection[str]], None]] = []
        self._partings: list[Callable[[Collection[str]], None]] = []
        self.overlook: Callable[[Gap], None] = lambda gap: None
        """Called with gaps that are not told: what was then, nobody wanted."""
        self._pausing: set[object] = set()
        """Who is not to be told more for the moment."""
        self._fetchers: list[Access] = []
        self._weights: dict[str, Allowance] = {}
        """By pool: exchanges that count REST calls together have one budget."""
        self._connects: dict[str, Budget] = {}
        """The same of opening sockets."""
        self.feeds = {name: self._feed(config, name) for name in names}

    def _feed(self, config: Config, name: str) -> Feed:
        exchange = make_exchange(config, name)
        limits = exchange.limits
        weight = self._weights.setdefault(limits.weight_pool or name, allowance(limits))
        own = Lender(exchange) if isinstance(exchange, Ccxt) else Fetcher(limits, weight)
        fetcher = self._wrap(own)
        self._fetchers.append(fetcher)
        backoffs = _backoffs(config.reconnect)
        connects = self._connects.setdefault(limits.connects_pool or name, connect_budget(limits))
        how = (config.fallback, connects, config.rollover, config.twins)
        return Feed(exchange, self._publish, fetcher, backoffs, *how)

    def _publish(self, event: Event) -> None:
        if self._anew and self._is_of_before(event):
            return
        for made in self._pipeline.process(event):
            self.bus.publish(made)

    def fill(self, event: Event) -> None:
        """Tell what was fetched later, to fill a hole, and how the filling ended."""
        for made in self._pipeline.process(event):
            self.bus.publish(made)

    def _is_of_before(self, event: Event) -> bool:
        """Whether an event tells that something is missing from when nobody wanted it."""
        topic = topics.topic_of(event)
        if topic not in self._anew or isinstance(event, Freshness):
            return False
        self._anew.discard(topic)
        if not isinstance(event, Gap) or event.cause != "reconnect":
            return False
        self.overlook(event)
        return True

    def tell(self, events: Iterable[Event]) -> None:
        """What was found out here goes the road of what comes."""
        for event in events:
            self._publish(event)

    def rest(self, name: str) -> float:
        """Seconds until an exchange will have been asked all that waits to be."""
        pool = self.feeds[name].exchange.limits.weight_pool
        return self._weights[pool or name].rest

    def exchange(self, name: str) -> Exchange:
        """An exchange that is listened to. Raises ClientError(404)."""
        if name not in self.feeds:
            known = ", ".join(self.feeds)
            message = f"no exchange {name!r} here; this node listens to {known}"
            if name in plugins.names("exchanges"):
                message += f"; to add it, put [exchanges.{name}] into the configuration"
            raise ClientError(404, "unknown_exchange", message)
        return self.feeds[name].exchange

    def resolve(self, topic: str) -> tuple[str, Subscription]:
        """The exchange and the subscription, checked, that a topic in anybody's spelling means.

        Raises ClientError: 404 if there is none, 503 while it is not known what there is, 429 if
        too many intervals are made of the same trades.
        """
        name, asked = topics.parse(topic)
        exchange = self.exchange(name)
        checked = wishes.subscription(exchange, *structs.astuple(asked))
        found = exchange.instruments.get(checked.symbol)
        if found and found.ended(now_us()):
            day = iso(found.expiry or 0)
            raise ClientError(404, "ended", f"{found.native} is no more traded: it ended {day}")
        if (of := wishes.recipe(exchange, checked)) and not self.making.has_room(of):
            words = f"{MOST_INTERVALS} other intervals of {checked.symbol} are made of its trades"
            raise ClientError(429, "too_many_intervals", f"{words} already: take one of these")
        return name, checked

    def check(self, topic: str) -> str:
        """The canonical spelling of a topic. Raises ClientError."""
        if wishes.is_selection(topic):
            message = f"{topic!r} stands for several topics; a room or a stream is of one"
            raise ClientError(404, "unknown_room", message)
        return topics.topic(*self.resolve(topic))

    def select(self, topic: str) -> frozenset[str]:
        """The topics that one stands for now: a selection for several, any other for itself.

        Raises ClientError, also if it stands for none.
        """
        if not wishes.is_selection(topic):
            return frozenset((self.check(topic),))
        name, asked = topics.parse(topic)
        exchange = self.exchange(name)
        if not exchange.instruments:
            exchange.find(asked.symbol)  # says that nothing is known yet
        if found := wishes.subscriptions(exchange, asked, now_us()):
            return frozenset(topics.topic(name, subscription) for subscription in found)
        like = next(iter(exchange.instruments))
        message = f"{name} trades nothing that is {asked.symbol!r}; its symbols look like {like}"
        raise ClientError(404, "nothing_selected", message)

    def wish(self, topic: str) -> str:
        """The canonical spelling of a topic, or of a selection of topics. Raises as `select`."""
        found = self.select(topic)
        if not wishes.is_selection(topic):
            return next(iter(found))
        name, asked = topics.parse(topic)
        return topics.topic(name, wishes.canonical(self.exchange(name), asked))

    def covered(self, topic: str) -> str | None:
        """What the symbols begin with whose events a topic of many brings; None if it is of one."""
        name, asked = topics.parse(topic)
        return self.exchange(name).covered(asked)

    def doubt(self, topic: str) -> str:
        """Why what was last heard of a topic cannot be believed now; empty while it can."""
        name, subscription = topics.parse(topic)
        of = wishes.recipe(self.exchange(name), subscription)
        return self.feeds[name].doubt(of.trades if of else subscription)

    async def history(self, topic: str, before: int | str | None, limit: int) -> list[Event]:
        """The last events of a topic before a time or an id, `limit` at most and perhaps fewer, as
        the exchange's REST tells them. Raises ClientError.
        """
        name, subscription = topics.parse(topic)
        exchange = self.exchange(name)
        if of := wishes.recipe(exchange, subscription):
            return await bygone.candles(self._past, exchange, of, before, limit)
        return await self._past(name, subscription, before, limit)

    async def _past(
        self, name: str, subscription: Subscription, before: int | str | None, limit: int
    ) -> list[Event]:
        feed = self.feeds[name]
        try:
            async with asyncio.timeout(_PATIENCE):
                while (delay := feed.delay) > 0:  # computed, not guessed
                    if delay > _PATIENCE:
                        message = f"{name} allows no more questions than its streams need"
                        raise ClientError(503, "busy", message, delay)
                    await asyncio.sleep(delay)
                found = await feed.history(subscription, before, limit)
        except ExchangeError as error:
            raise ClientError(503, "unavailable", str(error)) from error
        except TimeoutError:
            message = f"{name} has not answered within {_PATIENCE:.0f} s"
            raise ClientError(503, "unavailable", message) from None
        if found is None:
            message = f"{name} tells no history of {subscription.channel!r}"
            raise ClientError(404, "no_history", message)
        return found

    def want(self, owner: object, wanted: Iterable[str]) -> None:
        """What an owner wants from now on: topics and selections, as `wish` spells them.

        What nobody wants any more is kept for a while: it may be wanted again.
        """
        self._wishes.want(owner, wanted, self._now())
        self._tell_feeds()

    def keep(self, looked_at: Iterable[str]) -> None:
        """Keep topics for a while that somebody only looked at: they may look again."""
        if self._wishes.keep(looked_at, self._now()):
            self._tell_feeds()

    def _now(self) -> int:
        """The time for wishes, which learn beforehand where the clock was set."""
        if jumped := self._jumps.seen():
            self._wishes.shift(jumped)
        return now_us()

    def wanted(self, owner: object) -> frozenset[str]:
        """What an owner wants, in the owner's words."""
        return self._wishes.of(owner)

    def topics_of(self, owner: object) -> frozenset[str]:
        """The topics for which these words stand now."""
        return self._wishes.topics_of(owner)

    @property
    def topics(self) -> frozenset[str]:
        """What anybody wants."""
        return self._wishes.topics

    @property
    def kept(self) -> frozenset[str]:
        """What is subscribed: also what was wanted until a while ago."""
        return self._wishes.kept

    def keeps(self, topic: str) -> bool:
        """Whether this topic is subscribed."""
        return topic in self._told

    def brings(self, topic: str) -> bool:
        """Whether what happens on this topic comes, by itself or by a topic of many."""
        if topic in self._told or not self._many:
            return topic in self._told
        name, asked = topics.parse(topic)
        kind = (name, asked.channel, asked.interval)
        return any(
            (exchange, of.channel, of.interval) == kind and asked.symbol.startswith(prefix)
            for (exchange, of), prefix in self._many.items()
        )

    def proven(self, topic: str) -> Proven | None:
        """From where to where a topic that is kept has told all; None where that is not known."""
        if topic in self._made or topic not in self._told:
            return None
        name, subscription = self._told[topic]
        exchange = self.feeds[name].exchange
        return exchange.proven(subscription) if exchange.instruments else None

    def go_on(self, topic: str, proven: Proven) -> None:
        """Whatever a topic will bring comes after this: what is between them is missing."""
        if topic in self._told and topic not in self._made:
            name, subscription = self._told[topic]
            self.feeds[name].exchange.go_on(subscription, proven)

    def let_go(self) -> None:
        """Unsubscribe from what nobody wants, at once."""
        self._wishes.let_go()
        self._tell_feeds()

    def pause(self, owner: object) -> None:
        """Read no socket any further until this owner, and every other, says `resume`."""
        self._pausing.add(owner)
        for feed in self.feeds.values():
            feed.pause(True)

    def resume(self, owner: object) -> None:
        """For all that this owner cares, go on reading."""
        if owner in self._pausing:
            self._pausing.discard(owner)
            for feed in self.feeds.values():
                feed.pause(bool(self._pausing))

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this whenever selections have come to stand for other topics."""
        self._watchers.append(changed)

    def meet(self, met: Callable[[Collection[str]], None]) -> None:
        """Call this with the topics that were not wanted before, when they are to come."""
        self._meetings.append(met)

    def part(self, parted: Callable[[Collection[str]], None]) -> None:
        """Call this with the topics that are let go: what they will bring when they are wanted
        again does not continue what they have brought.
        """
        self._partings.append(parted)

    def _tell_feeds(self) -> None:
        kept, told = self.kept, self._told
        if kept == told.keys():
            return
        if old := told.keys() - kept:
            for parted in self._partings:
                parted(old)
        new = kept - told.keys()
        self._make(new, kept)
        self._anew = (self._anew - old) | (self._left & new) - self._made.keys()
        self._left = (self._left | old) - new
        # Many are kept and few are new: to read all of them took most of the time.
        self._told = {topic: told.get(topic) or topics.parse(topic) for topic in kept}
        self._note_many(self._told[topic] for topic in new - self._made.keys())
        for met in self._meetings:
            met(new)
        parts: dict[str, set[Subscription]] = {name: set() for name in self.feeds}
        for topic, (name, subscription) in self._told.items():
            if topic not in self._made:
                parts[name].add(subscription)
        for name, part in parts.items():
            if part != self.feeds[name].wanted:
                self.feeds[name].want(part)

    def _note_many(self, new: Iterable[tuple[str, Subscription]]) -> None:
        """Remember which of those that are told are of many symbols."""
        found = ((of, self.exchange(of[0]).covered(of[1])) for of in new)
        known = self._many | {of: prefix for of, prefix in found if prefix is not None}
        self._many = {of: prefix for of, prefix in known.items() if topics.topic(*of) in self._told}

    def _make(self, new: Iterable[str], kept: Collection[str]) -> None:
        """Make what is kept that no exchange has; of what it is made is kept too."""
        before = self._made
        self._made = {topic: of for topic, of in before.items() if topic in kept}
        for topic in new:
            name, subscription = topics.parse(topic)
            if of := wishes.recipe(self.exchange(name), subscription):
                self._made[topic] = of
        if self._made != before:
            self.making.make(self._made.values())
            self._pipeline.look_again()

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
                begun = bygone.begin(self.making, self._past, self.bus.publish)
                tasks.create_task(begun, name="candles that begin")
        finally:
            for fetcher in self._fetchers:
                await fetcher.close()

    async def _tick(self) -> None:
        """Let the stages, and what is wanted, know that time passes."""
        due = monotonic() + self._statistics
        while True:
            await asyncio.sleep(_TICK)
            if self._statistics and monotonic() >= due:
                due += self._statistics
                statistics.tell(self.feeds.values())
            if self._wishes.pass_time(self._now()):
                self._tell_feeds()
                for changed in self._watchers:
                    changed()
            for made in self._pipeline.tick(now_us()):
                self.bus.publish(made)


def _backoffs(settings: Reconnect) -> Callable[[], Backoff]:
    def make() -> Backoff:
        return Backoff(settings.base, settings.ceiling, settings.healthy, settings.attempts)

    return make
