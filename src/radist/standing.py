"""How the feeds are doing, as a server tells it."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from radist import topics
from radist.figures import BookFigures
from radist.ingest import statistics
from radist.ingest.feed import Feed
from radist.receiver import Receiver
from radist.server.upstream import FeedStatus


def standing(receiver: Receiver, books: Callable[[str], BookFigures]) -> list[FeedStatus]:
    """Of every exchange that is listened to; `books` tells how its order books are."""
    wanted: dict[str, list[str]] = {name: [] for name in receiver.feeds}
    for topic in sorted(receiver.topics):
        wanted[topics.parse(topic)[0]].append(topic)
    held = receiver.making.held
    return [
        replace(_status(name, feed, wanted[name], books(name)), minutes=held.get(name, {}))
        for name, feed in receiver.feeds.items()
    ]


def _status(name: str, feed: Feed, wanted: Iterable[str], books: BookFigures) -> FeedStatus:
    lines = feed.lines
    refused = {s: why for line in lines for s, why in line.refused.items()}
    return FeedStatus(
        exchange=name,
        connected=feed.connected,
        held=feed.held,
        known=bool(feed.exchange.instruments),
        simulated=feed.simulated,
        connected_since=min((s for line in lines if (s := line.connected_since)), default=None),
        reconnects=sum(line.reconnects for line in lines),
        messages=sum(line.messages for line in lines),
        errors=sum(line.errors for line in lines),
        topics=tuple(wanted),
        refused={topics.topic(name, s): why for s, why in refused.items()},
        last_error=next((line.last_error for line in lines if line.last_error), feed.last_error),
        clock_offset=feed.clock.offset,
        clock_off=feed.clock.off,
        stale=feed.vigil.stale.total(),
        repairs=feed.vigil.repairs,
        weight=feed.weight,
        channels=statistics.channels(feed),
        sockets=tuple(statistics.sockets(feed)),
        rollovers=feed.rollover.done,
        race=tuple(statistics.race(feed)),
        books=books,
    )
