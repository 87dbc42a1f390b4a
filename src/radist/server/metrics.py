"""What Prometheus sees: counters read when somebody asks, at no cost before."""

from collections.abc import Iterator, Mapping

from prometheus_client import ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from radist.hub.hub import Hub
from radist.server.alert_metrics import alert_metrics
from radist.server.client_metrics import client_metrics
from radist.server.feed_metrics import feed_metrics
from radist.server.gap_metrics import gap_metrics
from radist.server.guard import Guard
from radist.server.metric_families import counter
from radist.server.trading_metrics import desk_metrics, trading_metrics
from radist.server.upstream import Upstream


class Figures(Collector):
    """Reads the feeds, the hub and who counts at the doors."""

    def __init__(
        self,
        upstream: Upstream,
        hub: Hub,
        guard: Guard,
        requests: Mapping[tuple[str, str, int], int],
    ) -> None:
        self._upstream = upstream
        self._hub = hub
        self._guard = guard
        self._requests = requests

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        build = GaugeMetricFamily("radist_build_info", "Version", labels=["version"])
        build.add_metric([self._upstream.version], 1)
        yield build
        yield from feed_metrics(self._upstream.status())
        yield from gap_metrics(self._upstream.ledger)
        yield from self._rooms()
        yield from client_metrics(self._hub)
        yield from self._doors()
        yield from trading_metrics(self._upstream.floor.figures)
        yield from desk_metrics(self._upstream.paper.figures)
        alerts = self._upstream.alerts
        yield from alert_metrics(alerts.counts, alerts.deliveries, alerts.figures)

    def _rooms(self) -> Iterator[Metric]:
        rooms = self._hub.rooms
        yield GaugeMetricFamily("radist_rooms", "Rooms made", value=len(rooms))
        occupied = len(self._hub.occupied())
        yield GaugeMetricFamily("radist_rooms_occupied", "Rooms with listeners", value=occupied)
        remembered = sum(room.size for room in rooms.values())
        yield GaugeMetricFamily("radist_rooms_bytes", "What all rooms remember", value=remembered)

    def _doors(self) -> Iterator[Metric]:
        refused = [((reason,), times) for reason, times in self._guard.refused.items()]
        yield counter("radist_refused", "Who was not let in", ["reason"], refused)
        answers = [((m, route, str(status)), n) for (m, route, status), n in self._requests.items()]
        by = ["method", "route", "status"]
        yield counter("radist_http_requests", "Requests answered", by, answers)


def registry(
    upstream: Upstream, hub: Hub, guard: Guard, requests: Mapping[tuple[str, str, int], int]
) -> CollectorRegistry:
    """A registry of this node's own."""
    made = CollectorRegistry()
    made.register(Figures(upstream, hub, guard, requests))
    ProcessCollector(registry=made)
    return made
