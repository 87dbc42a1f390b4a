"""What Prometheus sees: counters read when somebody asks, at no cost before."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from radist.hub.hub import Hub
from radist.server.upstream import FeedStatus, Upstream

_TRANSPORTS = ("websocket", "sse")
"""What the names of sessions begin with."""


class Figures(Collector):
    """Reads the feeds and the hub."""

    def __init__(self, upstream: Upstream, hub: Hub) -> None:
        self._upstream = upstream
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        build = GaugeMetricFamily("radist_build_info", "Version", labels=["version"])
        build.add_metric([self._upstream.version], 1)
        yield build
        yield from _feeds(list(self._upstream.status()))
        yield from self._rooms()

    def _rooms(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("radist_rooms", "Rooms made", value=len(self._hub.rooms))
        occupied = len(self._hub.occupied())
        yield GaugeMetricFamily("radist_rooms_occupied", "Rooms with listeners", value=occupied)
        counted = Counter(name.partition("-")[0] for name in self._hub.sessions)
        sessions = GaugeMetricFamily("radist_sessions", "Clients listening", labels=["transport"])
        for transport in _TRANSPORTS:
            sessions.add_metric([transport], counted[transport])
        yield sessions


def _feeds(feeds: list[FeedStatus]) -> Iterator[Metric]:
    by = ["exchange"]
    messages = CounterMetricFamily("radist_upstream_messages", "Frames received", labels=by)
    errors = CounterMetricFamily("radist_upstream_errors", "Frames that made no sense", labels=by)
    reconnects = CounterMetricFamily("radist_upstream_reconnects", "Sockets reopened", labels=by)
    connected = GaugeMetricFamily("radist_upstream_connected", "1 while connected", labels=by)
    topics = GaugeMetricFamily("radist_upstream_topics", "Topics subscribed", labels=by)
    for feed in feeds:
        messages.add_metric([feed.exchange], feed.messages)
        errors.add_metric([feed.exchange], feed.errors)
        reconnects.add_metric([feed.exchange], feed.reconnects)
        connected.add_metric([feed.exchange], feed.connected)
        topics.add_metric([feed.exchange], len(feed.topics))
    yield from (messages, errors, reconnects, connected, topics)


def registry(upstream: Upstream, hub: Hub) -> CollectorRegistry:
    """A registry of this node's own."""
    made = CollectorRegistry()
    made.register(Figures(upstream, hub))
    return made
