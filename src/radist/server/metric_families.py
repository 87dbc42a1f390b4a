"""Families of metrics, made of what was counted in plain numbers."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from radist.hub.traffic import Tally

Values = Iterable[tuple[Sequence[str], float]]
"""By labels, in their order."""


def counter(name: str, text: str, by: Sequence[str], values: Values) -> CounterMetricFamily:
    """What only grows, by labels."""
    family = CounterMetricFamily(name, text, labels=by)
    for labels, value in sorted(values):
        family.add_metric(labels, value)
    return family


def gauge(name: str, text: str, by: Sequence[str], values: Values) -> GaugeMetricFamily:
    """What goes up and down, by labels."""
    family = GaugeMetricFamily(name, text, labels=by)
    for labels, value in sorted(values):
        family.add_metric(labels, value)
    return family


def histogram(
    name: str, text: str, by: Sequence[str], tallies: Mapping[str, Tally]
) -> HistogramMetricFamily:
    """How values are spread, by one label or none."""
    family = HistogramMetricFamily(name, text, labels=by)
    for label, tally in tallies.items():
        bounds = [*(str(float(bound)) for bound in tally.bounds), "+Inf"]
        buckets = list(zip(bounds, accumulate(tally.counts), strict=True))
        family.add_metric([label] if by else [], buckets, tally.total)
    return family
