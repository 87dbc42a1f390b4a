"""The metrics of the ledger: what is missing from streams, and what became of it."""

from collections.abc import Iterator

from prometheus_client.core import Metric

from radist.market.ledger import Ledger
from radist.server.metric_families import counter, gauge

_BY = ("exchange", "channel")


def gap_metrics(ledger: Ledger) -> Iterator[Metric]:
    """The figures of this moment."""
    found = ledger.found
    still = [(key, ledger.open(key)) for key in found]
    yield gauge("radist_gap_open", "Holes in streams that may still be filled", _BY, still)
    for name, text, values in (
        ("radist_gap", "Holes in streams that were found", found),
        ("radist_gap_filled", "Holes that were filled", ledger.filled),
        ("radist_gap_lost", "Holes of which something is lost for good", ledger.lost),
        ("radist_backfilled_events", "Events brought later than they happened", ledger.events),
    ):
        yield counter(name, text, _BY, values.items())
