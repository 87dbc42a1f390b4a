"""What Prometheus sees: counters read when somebody asks, at no cost before."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from radist.hub.hub import Hub
from radist.server.feed_metrics import feed_metrics
from radist.server.upstream import Upstream

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
        yield from feed_metrics(self._upstream.status())
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


def registry(upstream: Upstream, hub: Hub) -> CollectorRegistry:
    """A registry of this node's own."""
    made = CollectorRegistry()
    made.register(Figures(upstream, hub))
    return made
