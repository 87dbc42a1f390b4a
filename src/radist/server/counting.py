"""Counts requests, and what is written to one client alone."""

from collections import Counter
from collections.abc import Sequence
from time import time_ns

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from radist.hub.room import Run
from radist.hub.session import Delivery, Loss
from radist.hub.traffic import Traffic

_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())


class Requests:
    """Around the web application: counts its answers, by method, route and status."""

    def __init__(self, app: ASGIApp, counts: Counter[tuple[str, str, int]]) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in _METHODS else "other"
                route = getattr(scope.get("route"), "path", "other")
                self._counts[method, route, message["status"]] += 1
            await send(message)

        await self._app(scope, receive, send_counted if scope["type"] == "http" else send)


def count(traffic: Traffic, items: Sequence[Run | Delivery | Loss], size: int) -> None:
    """These were just written, in so many bytes."""
    events, skipped = traffic.events, traffic.skipped
    traffic.bytes += size
    for item in items:
        if isinstance(item, Run):
            traffic.events += len(item.messages)
        elif isinstance(item, Delivery):
            traffic.events += 1
            traffic.skipped += item.skipped
        else:
            traffic.lost += item.last - item.first + 1
    if traffic.is_looked_at() and (received := _oldest(items)) is not None:
        messages = traffic.events - events + traffic.skipped - skipped
        traffic.look(received, messages, time_ns() // 1000)


def _oldest(items: Sequence[Run | Delivery | Loss]) -> int | None:
    """When the first event of these came in."""
    for item in items:
        if isinstance(item, Run):
            return item.messages[0].event.time_received
        if isinstance(item, Delivery):
            return item.message.event.time_received
    return None
