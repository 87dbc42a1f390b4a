"""The metrics of alerts: what has fired, and what became of telling it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from prometheus_client.core import Metric

from radist.hub.traffic import Tally
from radist.server.metric_families import counter, gauge, histogram


class Deliveries(Protocol):
    """What those who deliver have counted."""

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """Attempts by kind and outcome."""

    @property
    def latency(self) -> Mapping[str, Tally]:
        """Seconds from a delivery's making to its being taken, by kind."""

    @property
    def resting(self) -> int:
        """Targets that are left alone because they are down."""

    @property
    def held(self) -> int:
        """Deliveries in memory."""


class AlertFigures(NamedTuple):
    """How alerts are doing."""

    running: int
    """Those that look at something."""
    lag: Tally
    """Seconds from an event's receipt until it was known that an alert fires because of it."""
    lost: int
    """Firings that could not wait for the store."""
    states: Mapping[str, int]
    """Deliveries that are kept, by state, as of a short while ago."""


def alert_metrics(
    fired: Mapping[str, int], deliveries: Deliveries, figures: AlertFigures
) -> Iterator[Metric]:
    """The figures of this moment. `fired` has all firings, and those of them that were late."""
    yield from _rule_metrics(figures)
    late = fired.get("late", 0)
    values = [(("no",), fired.get("fired", 0) - late), (("yes",), late)]
    yield counter("radist_alerts_fired", "Firings", ["late"], values)
    by, attempts = ["kind", "outcome"], deliveries.counts.items()
    yield counter("radist_alert_attempts", "Attempts to deliver", by, attempts)
    text = "From a delivery's making to its being taken"
    yield histogram("radist_alert_delivery_seconds", text, ["kind"], deliveries.latency)
    text = "Targets that are left alone because they are down"
    yield gauge("radist_alert_targets_down", text, [], [((), deliveries.resting)])
    text = "Deliveries in memory, on their way"
    yield gauge("radist_alert_deliveries_held", text, [], [((), deliveries.held)])


def _rule_metrics(figures: AlertFigures) -> Iterator[Metric]:
    text = "Alerts that look at something"
    yield gauge("radist_alerts_running", text, [], [((), figures.running)])
    text = "From an event's receipt until it was known that an alert fires because of it"
    yield histogram("radist_alert_evaluation_seconds", text, [], {"": figures.lag})
    text = "Firings that could not wait for the store"
    yield counter("radist_alerts_lost", text, [], [((), figures.lost)])
    states = [((state,), number) for state, number in figures.states.items()]
    yield gauge("radist_alert_deliveries", "Deliveries that are kept", ["state"], states)
