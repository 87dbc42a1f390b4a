"""The metrics of the clients: what they were given, how late, and how they went."""

from collections import Counter
from collections.abc import Callable, Iterator

from prometheus_client.core import Metric

from radist.hub import protocol
from radist.hub.hub import Hub
from radist.hub.traffic import Traffic
from radist.server.metric_families import counter, gauge, histogram

_TRANSPORTS = ("websocket", "sse", "rest")
"""What the names of sessions begin with; of REST those are clients who wait for an answer."""
_BY = ["transport"]
_COUNTERS: dict[str, tuple[str, Callable[[Traffic], int]]] = {
    "radist_connections_opened": ("Clients that came", lambda traffic: traffic.opened),
    "radist_events_delivered": ("Events given to clients", lambda traffic: traffic.events),
    "radist_events_skipped": (
        "States that newer ones stood for, for slow clients and by max_hz",
        lambda traffic: traffic.skipped,
    ),
    "radist_events_lost": (
        "Events that clients were too slow for, and were told so",
        lambda traffic: traffic.lost,
    ),
    "radist_sent_bytes": ("Bytes of events written", lambda traffic: traffic.bytes),
}
_CODES = frozenset(
    (
        *(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1011),
        *(protocol.GOING_DOWN, protocol.EXPIRED, protocol.TOO_SLOW, protocol.FLOOD),
        *(protocol.BAD_TOKEN, protocol.ABUSE, protocol.CUT, protocol.FULL),
    )
)
"""Close codes with a line of their own: clients may choose any number."""


def client_metrics(hub: Hub) -> Iterator[Metric]:
    """The figures of this moment."""
    traffics = {"websocket": hub.traffic, "sse": hub.streams}
    for name, (text, read) in _COUNTERS.items():
        yield counter(name, text, _BY, [((how,), read(what)) for how, what in traffics.items()])
    latency = {how: what.latency for how, what in traffics.items()}
    text = "From an event coming in to its being written to a client, of one write in eight"
    yield histogram("radist_delivery_latency_seconds", text, _BY, latency)
    depth = {how: what.depth for how, what in traffics.items()}
    text = "Messages that were waiting for a client when its turn came, of one write in eight"
    yield histogram("radist_delivery_messages", text, _BY, depth)
    closed: Counter[tuple[str, ...]] = Counter()
    for code, times in hub.traffic.closed.items():
        closed[(str(code) if code in _CODES else "other",)] += times
    yield counter("radist_websocket_closed", "Connections closed", ["code"], closed.items())
    by = ["transport", "outcome"]
    yield counter("radist_recoveries", "How it went for who came back", by, hub.recoveries.items())
    yield from _of_sessions(hub)


def _of_sessions(hub: Hub) -> Iterator[Metric]:
    sessions = Counter(session.transport for session in hub.sessions.values())
    waiting: Counter[str] = Counter()
    unsent: list[int] = [0]
    for session in hub.sessions.values():
        waiting[session.transport] += session.waiting()
        if session.outlet:
            unsent.append(session.outlet.get_write_buffer_size())
    now = [((how,), sessions[how]) for how in _TRANSPORTS]
    yield gauge("radist_sessions", "Clients listening", _BY, now)
    due = [((how,), waiting[how]) for how in _TRANSPORTS]
    yield gauge("radist_waiting_messages", "Messages due to clients", _BY, due)
    text = "Bytes that the network of clients did not take yet"
    yield gauge("radist_websocket_waiting_bytes", text, [], [((), sum(unsent))])
    text = "The same of the client with the most"
    yield gauge("radist_websocket_waiting_bytes_most", text, [], [((), max(unsent))])
