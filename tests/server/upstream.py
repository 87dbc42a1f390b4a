"""A node's double, as a server sees it, and events of one market."""

import asyncio
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from radist import topics, wishes
from radist.alerting import Alerting
from radist.config import Config, Notify
from radist.errors import ClientError
from radist.exchanges.binance import Binance
from radist.hub.hub import Hub
from radist.market.condition import Condition
from radist.market.coverage import Coverage
from radist.market.incidents import Incidents
from radist.market.ledger import Hole, Ledger, Sought
from radist.model import (
    AggTrade,
    BookSnapshot,
    Candle,
    Event,
    Freshness,
    Gap,
    Instrument,
    MiniTicker,
    Proven,
    Quote,
    Ticker,
    Trade,
)
from radist.receiver import Receiver
from radist.server.upstream import FeedStatus
from radist.store.opening import Store

TIME = 1_703_520_000_000_000
BTC = ("binance", "BTC/USDT", "BTCUSDT", TIME, TIME + 500_000)


class Upstream:
    """What the server sees of a node, with what it was asked to do."""

    version = "0.1.0"
    simulated = True

    def __init__(self, folder: Path = Path("/nowhere")) -> None:
        self.started = self.now()
        self.ports = (8000, 8001)
        self.incidents = Incidents(100)
        self.ledger = Ledger(100)
        self.conditions = {"binance": Condition(self.started)}
        self.store = Store(f"sqlite:///{folder}/store/radist.db")
        self.past: dict[str, list[Event]] = {}
        """What REST knows, by topic."""
        self.asked: list[tuple[str, int | str | None, int]] = []
        self.trouble: Exception | None = None
        self.dialect = Binance()
        self.dialect.learn(
            Instrument(f"{base}/USDT", f"{base}USDT", base, "USDT", 0.01, 0.001)
            for base in ("BTC", "ETH", "SOL")
        )
        self.topics: set[str] = set()
        self.proven: dict[str, Proven] = {}
        self.held = False
        self.draining = False
        self.connected = True
        self.last_error = ""
        self.refused: dict[str, str] = {}
        self.doubts: dict[str, str] = {}

    def begin_alerts(self, hub: Hub) -> None:
        """Alerts as they are in a node, whose exchange says what a test has it say."""
        settings = Config(notify=Notify(allow=("127.0.0.0/8",)))
        self.receiver = Receiver(settings, ["binance"])
        feed = self.receiver.feeds["binance"]
        feed.exchange.learn(self.dialect.instruments.values())
        feed.ready, self.receiver.history = self.ready, self.history
        self.alerts = Alerting(settings, self.receiver, hub, self.store)

    async def ready(self) -> None:
        """What it trades is known."""

    def now(self) -> int:
        return time.time_ns() // 1000

    def exchange(self, name: str) -> Binance:
        return self.dialect

    def check(self, topic: str) -> str:
        name, asked = topics.parse(topic)
        if name != "binance":
            raise ClientError(404, "unknown_exchange", f"no exchange {name!r} here")
        if not self.dialect.instruments:
            raise ClientError(503, "not_ready", "what binance trades is not known yet")
        found = wishes.subscription(self.dialect, asked.channel, asked.symbol, asked.interval)
        return topics.topic(name, found)

    def wish(self, topic: str) -> str:
        name, asked = topics.parse(topic)
        if not wishes.is_selection(topic):
            return self.check(topic)
        return topics.topic(name, wishes.canonical(self.dialect, asked))

    def select(self, topic: str) -> frozenset[str]:
        name, asked = topics.parse(topic)
        if not wishes.is_selection(topic):
            return frozenset((self.check(topic),))
        found = wishes.subscriptions(self.dialect, asked, self.now())
        return frozenset(topics.topic(name, subscription) for subscription in found)

    def markets(self) -> list[str]:
        if not self.dialect.instruments:
            raise ClientError(503, "not_ready", "what binance trades is not known yet")
        return [f"ticker.binance.{symbol}" for symbol in self.dialect.instruments]

    async def history(self, topic: str, before: int | str | None, limit: int) -> list[Event]:
        self.asked.append((topic, before, limit))
        await asyncio.sleep(0)
        if self.trouble:
            raise self.trouble
        if topic not in self.past:
            raise ClientError(404, "no_history", f"binance tells no history of {topic!r}")
        found = self.past[topic]
        if before is not None:
            candles = topic.startswith("candle")
            found = [e for e in found if (e.time_open if candles else int(e.id)) < int(before)]
        return found[-limit:]

    async def holes(self, sought: Sought, limit: int) -> list[Hole]:
        return list(islice(self.ledger.holes(sought), limit))

    def coverage(self, after: str) -> list[Coverage]:
        known = sorted(topic for topic in self.topics if topic > after)
        return [self.ledger.coverage(topic, self.proven.get(topic)) for topic in known]

    def keeps(self, topic: str) -> bool:
        return topic in self.topics

    def doubt(self, topic: str) -> str:
        return self.doubts.get(topic, "")

    def subscribe(self, wanted: Iterable[str]) -> None:
        self.topics |= set(wanted)

    def unsubscribe(self, unwanted: Iterable[str]) -> None:
        self.topics -= set(unwanted)

    def unsubscribe_all(self) -> None:
        self.topics.clear()

    def hold(self) -> None:
        self.held = True

    def resume(self) -> None:
        self.held = False

    def status(self) -> list[FeedStatus]:
        return [
            FeedStatus(
                exchange="binance",
                connected=self.connected and not self.held,
                held=self.held,
                known=bool(self.dialect.instruments),
                simulated=True,
                connected_since=TIME,
                reconnects=2,
                messages=1234,
                errors=3,
                topics=tuple(sorted(self.topics)),
                refused=self.refused,
                last_error=self.last_error,
                minutes={"equal": 5},
            )
        ]


class Make:
    """Events of BTC/USDT."""

    def ticker(self, price: float = 42500.5) -> Ticker:
        return Ticker(*BTC, price, 42000.0, 43000.0, 41500.0, 15000.5, 637507500.0, 500.5, 1.19)

    def mini_ticker(self) -> MiniTicker:
        return MiniTicker(*BTC, 42500.5, 42000.0, 43000.0, 41500.0, 15000.5, 637507500.0)

    def trade(self, number: int | str = 123456789, side: str = "buy") -> Trade:
        return Trade(*BTC, str(number), 42500.0, 0.5, side)

    def agg_trade(self) -> AggTrade:
        return AggTrade(*BTC, "77", 42500.0, 0.5, "sell", "100", "103")

    def quote(self) -> Quote:
        return Quote(*BTC, "400900217", 42499.9, 1.5, 42500.1, 2.5)

    def candle(self, *, is_closed: bool = True) -> Candle:
        span = (TIME, TIME + 59_999_999)
        figures = (42500.0, 42550.0, 42480.0, 42530.0, 125.5, 5337415.0, 1250)
        return Candle(*BTC, "1m", *span, *figures, is_closed, "final")

    def gap(self, channel: str = "trade", interval: str = "") -> Gap:
        times = (TIME - 2_000_000, TIME)
        where = ("reconnect", "100", "104", *times, interval)
        return Gap(*BTC, channel, *where)

    def book(self) -> BookSnapshot:
        return BookSnapshot(*BTC, 7, [(42499.9, 1.5)], [(42500.1, 2.5)])

    def freshness(self) -> Freshness:
        return Freshness(*BTC, "trade", stale=True, cause="mute")
