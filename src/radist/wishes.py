"""What anybody wants, counted by owner; and for a while what somebody wanted."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from radist import selections, topics
from radist.errors import ClientError
from radist.exchanges.base import ALL, Exchange
from radist.intervals import Interval
from radist.market.maker import OWN
from radist.market.making import Recipe
from radist.model import AggTrade, Candle, Subscription, Trade

_CANDLES = f"{Candle.channel}."
_MOST_KNOWN = 20_000
"""Candles of which it is remembered what they are made of."""
LISTINGS = "contract_info"
"""The channel that tells of listings and ends, where an exchange has it."""


class Choice(NamedTuple):
    """The topics that a selection stands for, until the exchange's instruments are others, or the
    first of these ends.
    """

    topics: frozenset[str]
    revision: int
    until: int | None


class Wishes:
    """Topics, and selections of topics, by owner. Times are in microseconds."""

    def __init__(self, exchange: Callable[[str], Exchange], linger: float) -> None:
        self._exchange = exchange
        self._linger = int(linger * 1_000_000)
        self._owners: dict[object, frozenset[str]] = {}
        self._choices: dict[str, Choice] = {}
        """Of each selection that is wanted."""
        self._sources: dict[str, frozenset[str]] = {}
        """What candles are made of, by topic; nothing for those that exchanges have."""
        self._leases: dict[str, int] = {}
        """Topics that nobody wants any more, and until when they are kept."""
        self.topics: frozenset[str] = frozenset()
        """What anybody wants."""

    @property
    def kept(self) -> frozenset[str]:
        """What is to be had from the exchanges: what is wanted, and what was until a while ago."""
        return self.topics | self._leases.keys()

    def of(self, owner: object) -> frozenset[str]:
        """What an owner wants, in the owner's words."""
        return self._owners.get(owner, frozenset())

    def topics_of(self, owner: object) -> frozenset[str]:
        """The topics which these stand for now."""
        wanted = self.of(owner)
        chosen = [self._choices[wish].topics for wish in wanted if wish in self._choices]
        return frozenset(wanted - self._choices.keys()).union(*chosen)

    def want(self, owner: object, wanted: Iterable[str], now: int) -> None:
        """What an owner wants from now on, in canonical spelling."""
        self._owners[owner] = frozenset(wanted)
        if not self._owners[owner]:
            del self._owners[owner]
        self._reckon(now)

    def pass_time(self, now: int) -> bool:
        """Follow what has been listed and what has ended, let go what was kept for long enough.
        Whether there is another set of topics to be kept.
        """
        before = self.topics, len(self._leases)
        self._leases = {topic: end for topic, end in self._leases.items() if end > now}
        old = [wish for wish, choice in self._choices.items() if self._is_old(wish, choice, now)]
        for wish in old:
            del self._choices[wish]
        if old:
            self._reckon(now)
        return before != (self.topics, len(self._leases))

    def keep(self, looked_at: Iterable[str], now: int) -> bool:
        """Keep topics for a while that somebody only looked at, in canonical spelling. Whether some
        of them were not kept yet.
        """
        looked_at = frozenset(looked_at)
        unwanted = (looked_at | self._sources_of(looked_at)) - self.topics
        is_news = not unwanted <= self._leases.keys()
        self._leases |= dict.fromkeys(unwanted, now + self._linger)
        return is_news

    def shift(self, by: int) -> None:
        """The clock was set by so much; what is kept is kept for as long as it would have been."""
        self._leases = {topic: end + by for topic, end in self._leases.items()}

    def let_go(self) -> None:
        """Keep nothing that nobody wants."""
        self._leases = {}

    def _is_old(self, wish: str, choice: Choice, now: int) -> bool:
        exchange = self._exchange(topics.parse(wish)[0])
        ended = choice.until is not None and choice.until <= now
        return ended or choice.revision != exchange.revision

    def _reckon(self, now: int) -> None:
        wishes = frozenset[str]().union(*self._owners.values())
        known = self._choices
        self._choices = {
            wish: known.get(wish) or self._choice(wish, now)
            for wish in wishes
            if is_selection(wish)
        }
        chosen = self._choices.keys()
        wanted = (wishes - chosen).union(*(choice.topics for choice in self._choices.values()))
        wanted |= {topic for wish in chosen if (topic := self._listings(wish))}
        wanted |= self._sources_of(wanted)
        if self._linger:
            self._leases |= dict.fromkeys(self.topics - wanted, now + self._linger)
        self._leases = {topic: end for topic, end in self._leases.items() if topic not in wanted}
        self.topics = wanted

    def _sources_of(self, wanted: Iterable[str]) -> set[str]:
        """The topics that candles among these are made of."""
        found = set[str]()
        for topic in wanted:
            if topic.startswith(_CANDLES):
                known = self._sources.get(topic)
                found |= self._source(topic) if known is None else known
        return found

    def _source(self, topic: str) -> frozenset[str]:
        name, asked = topics.parse(topic)
        exchange = self._exchange(name)
        of = recipe(exchange, asked)
        found = _sources(exchange, of) if of else ()
        if len(self._sources) >= _MOST_KNOWN:
            self._sources.clear()
        self._sources[topic] = frozenset(topics.topic(name, source) for source in found)
        return self._sources[topic]

    def _choice(self, wish: str, now: int) -> Choice:
        name, asked = topics.parse(wish)
        exchange = self._exchange(name)
        try:
            found = subscriptions(exchange, asked, now)
        except ClientError:  # what there was has ended, and the channel does not have what is left
            found = frozenset()
        instruments = [exchange.instruments.get(subscription.symbol) for subscription in found]
        ends = [i.expiry for i in instruments if i and i.expiry is not None]
        chosen = frozenset(topics.topic(name, subscription) for subscription in found)
        return Choice(chosen, exchange.revision, min(ends, default=None))

    def _listings(self, wish: str) -> str:
        """The topic that tells at once of new candidates for a selection."""
        name = topics.parse(wish)[0]
        offered = self._exchange(name).channels.get(LISTINGS)
        return topics.topic(name, Subscription(LISTINGS, ALL)) if offered and offered.every else ""


def is_selection(topic: str) -> bool:
    """Whether a topic stands for several."""
    return selections.is_selection(topics.parse(topic)[1].symbol)


def subscription(
    exchange: Exchange, channel: str, spelling: str, interval: str = ""
) -> Subscription:
    """What an exchange has, or candles that can be made of its trades; checked. Raises ClientError
    as `Exchange.subscription` does.
    """
    trades = _trades(exchange)
    if channel != Candle.channel or not trades or interval in intervals(exchange):
        return exchange.subscription(channel, spelling, interval)
    check_interval(exchange, interval)
    found = exchange.subscription(trades, spelling)
    if exchange.covered(found) is not None:
        message = f"candles of {interval} are made of the trades of one symbol, got {spelling!r}"
        raise ClientError(404, "unknown_symbol", f"{exchange.name}: {message}")
    return Subscription(channel, found.symbol, interval)


def check_interval(exchange: Exchange, interval: str) -> None:
    """Raises ClientError(404) if there are no such candles, and none can be made."""
    known, makes = intervals(exchange), bool(_trades(exchange))
    if interval in known or (makes and Interval.is_one(interval)):
        return
    words = f"{exchange.name} has no interval {interval!r}; it has {', '.join(known) or 'none'}"
    words += "; others, such as 7s, 45m or 2h, are made of its trades" if makes else ""
    raise ClientError(404, "unknown_interval", words)


def recipe(exchange: Exchange, of: Subscription) -> Recipe | None:
    """What candles are made of that an exchange does not have; None for whatever it has."""
    trades = _trades(exchange)
    if of.channel != Candle.channel or not trades or of.interval in intervals(exchange):
        return None
    dense = trades in exchange.numbered
    return Recipe(exchange.name, of, Subscription(trades, of.symbol), dense)


def _sources(exchange: Exchange, of: Recipe) -> Iterable[Subscription]:
    """What has to be had upstream: the trades, and the exchange's own minutes."""
    yield of.trades
    if OWN in intervals(exchange):
        yield Subscription(Candle.channel, of.made.symbol, OWN)


def intervals(exchange: Exchange) -> tuple[str, ...]:
    """Those of the candles that an exchange has."""
    offered = exchange.channels.get(Candle.channel)
    return offered.intervals if offered else ()


def _trades(exchange: Exchange) -> str:
    """The channel of trades that costs least and tells of what is missing; empty if none does."""
    channels = [name for name in (AggTrade.channel, Trade.channel) if name in exchange.channels]
    return next((name for name in channels if name in exchange.numbered), "".join(channels[-1:]))


def subscriptions(exchange: Exchange, asked: Subscription, now: int) -> frozenset[Subscription]:
    """What a selection at an exchange stands for now, perhaps nothing. Raises ClientError where it
    says nothing, or where the channel does not have what is meant.
    """
    instruments = exchange.instruments.values()
    selection = _selection(exchange, asked)
    found, refused = set[Subscription](), list[ClientError]()
    for instrument in selection.pick(instruments, now):
        try:
            found.add(subscription(exchange, asked.channel, instrument.symbol, asked.interval))
        except ClientError as error:  # not every channel has every instrument
            refused.append(error)
    if refused and not found:
        raise refused[0]
    return frozenset(found)


def canonical(exchange: Exchange, asked: Subscription) -> Subscription:
    """The same selection as we spell it. Raises ClientError where it says nothing."""
    return Subscription(asked.channel, str(_selection(exchange, asked)), asked.interval)


def _selection(exchange: Exchange, asked: Subscription) -> selections.Selection:
    return selections.read(asked.symbol, exchange.name, exchange.instruments.values())
