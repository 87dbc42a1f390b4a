"""The metrics of the feeds: what came from each exchange, by channel and by socket."""

from collections.abc import Callable, Iterator, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from radist.figures import SocketFigures
from radist.server.upstream import FeedStatus

_PREFIX = "radist_upstream_"
_GAUGES: dict[str, tuple[str, Callable[[FeedStatus], float | None]]] = {
    "connected": ("1 while connected", lambda feed: feed.connected),
    "topics": ("Topics subscribed", lambda feed: len(feed.topics)),
    "stale_topics": ("Topics that cannot be believed now", lambda feed: feed.stale),
    "clock_offset_seconds": (
        "How much the exchange's clock is ahead of ours",
        lambda feed: _seconds(feed.clock_offset),
    ),
    "clock_off": (
        "1 while our clock surely differs from the exchange's by more than 0.5 s",
        lambda feed: feed.clock_off,
    ),
}
_COUNTERS: dict[str, tuple[str, Callable[[FeedStatus], int]]] = {
    "messages": ("Frames received", lambda feed: feed.messages),
    "errors": ("Frames that made no sense", lambda feed: feed.errors),
    "reconnects": ("Sockets reopened", lambda feed: feed.reconnects),
    "repairs": ("Mute streams asked for elsewhere", lambda feed: feed.repairs),
    "rollovers": ("Sockets left for new ones", lambda feed: feed.rollovers),
}
_OF_SOCKETS: dict[str, tuple[str, Callable[[SocketFigures], int]]] = {
    "socket_messages": ("Frames received by one socket", lambda socket: socket.messages),
    "socket_bytes": ("Bytes of payload received by one socket", lambda socket: socket.bytes),
    "socket_errors": ("Frames of one socket that made no sense", lambda socket: socket.errors),
    "socket_reconnects": ("How often one socket was reopened", lambda socket: socket.reconnects),
}


def feed_metrics(feeds: Sequence[FeedStatus]) -> Iterator[Metric]:
    """The figures of this moment."""
    yield from _of_feeds(feeds)
    yield from _of_channels(feeds)
    yield from _of_sockets(feeds)
    yield from _of_races(feeds)
    yield from _of_books(feeds)
    yield from _of_minutes(feeds)


def _of_books(feeds: Sequence[FeedStatus]) -> Iterator[Metric]:
    books = GaugeMetricFamily(
        "radist_books", "Order books by what speaks for them", labels=["exchange", "verdict"]
    )
    looks = CounterMetricFamily(
        "radist_book_looks",
        "What came of holding books against something",
        labels=["exchange", "outcome"],
    )
    rest = GaugeMetricFamily(
        "radist_book_eta_seconds", "Until all snapshots are there", labels=["exchange"]
    )
    for feed in feeds:
        if (found := feed.books) is None:
            continue
        for verdict in ("proven", "unproven", "doubtful"):
            books.add_metric([feed.exchange, verdict], getattr(found, verdict))
        for outcome in ("compared", "audited", "contradicted"):
            looks.add_metric([feed.exchange, outcome], getattr(found, outcome))
        rest.add_metric([feed.exchange], found.rest)
    yield from (books, looks, rest)


def _of_minutes(feeds: Sequence[FeedStatus]) -> Iterator[Metric]:
    minutes = CounterMetricFamily(
        "radist_made_minutes",
        "Minutes of trades that candles were made of, held to the exchange's own",
        labels=["exchange", "outcome"],
    )
    for feed in feeds:
        for outcome in feed.minutes:
            minutes.add_metric([feed.exchange, outcome], feed.minutes[outcome])
    yield minutes


def _of_feeds(feeds: Sequence[FeedStatus]) -> Iterator[Metric]:
    for name, (text, read) in _GAUGES.items():
        gauge = GaugeMetricFamily(_PREFIX + name, text, labels=["exchange"])
        for feed in feeds:
            if (value := read(feed)) is not None:
                gauge.add_metric([feed.exchange], value)
        yield gauge
    for name, (text, count) in _COUNTERS.items():
        counter = CounterMetricFamily(_PREFIX + name, text, labels=["exchange"])
        for feed in feeds:
            counter.add_metric([feed.exchange], count(feed))
        yield counter


def _of_channels(feeds: Sequence[FeedStatus]) -> Iterator[Metric]:
    by = ["exchange", "channel"]
    messages = CounterMetricFamily(
        f"{_PREFIX}channel_messages", "Frames received on one channel", labels=by
    )
    lag = GaugeMetricFamily(
        f"{_PREFIX}lag_seconds",
        "How much later than it happened an event came, by the exchange's own clock",
        labels=[*by, "quantile"],
    )
    for feed in feeds:
        for channel, figures in feed.channels.items():
            messages.add_metric([feed.exchange, channel], figures.messages)
            for share, value in (("0.5", figures.lag_p50), ("0.99", figures.lag_p99)):
                if (seconds := _seconds(value)) is not None:
                    lag.add_metric([feed.exchange, channel, share], seconds)
    yield from (messages, lag)


def _of_sockets(feeds: Sequence[FeedStatus]) -> Iterator[Metric]:
    by = ["exchange", "socket", "route"]
    streams = GaugeMetricFamily(
        f"{_PREFIX}socket_streams", "Subscriptions carried by one socket", labels=by
    )
    counters = {
        name: CounterMetricFamily(_PREFIX + name, text, labels=by)
        for name, (text, _) in _OF_SOCKETS.items()
    }
    for feed in feeds:
        for number, socket in enumerate(feed.sockets):
            labels = [feed.exchange, str(number), socket.route]
            streams.add_metric(labels, socket.streams)
            for name, (_, read) in _OF_SOCKETS.items():
                counters[name].add_metric(labels, read(socket))
    yield streams
    yield from counters.values()


def _of_races(feeds: Sequence[FeedStatus]) -> Iterator[Metric]:
    by = ["exchange", "side"]
    first = CounterMetricFamily(
        f"{_PREFIX}race_first", "Frames that one of two sockets brought before the other", labels=by
    )
    missed = CounterMetricFamily(
        f"{_PREFIX}race_missed", "Frames that one of two sockets did not bring", labels=by
    )
    lag = GaugeMetricFamily(
        f"{_PREFIX}race_lag_seconds",
        "By how much one of two sockets was second",
        labels=[*by, "quantile"],
    )
    for feed in feeds:
        for race in feed.race:
            labels = [feed.exchange, str(race.side)]
            first.add_metric(labels, race.first)
            missed.add_metric(labels, race.missed)
            for share, value in (("0.5", race.lag_p50), ("0.99", race.lag_p99)):
                if (seconds := _seconds(value)) is not None:
                    lag.add_metric([*labels, share], seconds)
    yield from (first, missed, lag)


def _seconds(microseconds: int | None) -> float | None:
    return None if microseconds is None else microseconds / 1e6
