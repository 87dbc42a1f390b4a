"""How the feeds are doing, in figures: for the log every minute, and for whoever asks."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import islice
from statistics import median_low

from radist.figures import ChannelFigures, RaceFigures, SocketFigures
from radist.ingest.feed import Feed
from radist.market.condition import Look

log = logging.getLogger(__name__)

_FEW = 51
"""Of so many of the newest events it is seen how late they are."""


def sockets(feed: Feed) -> list[SocketFigures]:
    """Of each place for a socket, in the order in which they were made."""
    return [
        SocketFigures(
            line.route,
            line.connected,
            len(line.wanted),
            line.messages,
            line.bytes,
            line.errors,
            line.reconnects,
            line.side,
        )
        for line in feed.lines
    ]


def race(feed: Feed) -> list[RaceFigures]:
    """How the sides did that bring the same; nothing where nothing comes twice."""
    found = feed.exchange.race
    sides = sorted(found.first.keys() | found.missed.keys() | found.lags.keys())
    return [
        RaceFigures(
            side,
            found.first[side],
            found.missed[side],
            quantile(found.lags.get(side, ()), 0.5, 0),
            quantile(found.lags.get(side, ()), 0.99, 0),
        )
        for side in sides
    ]


def channels(feed: Feed) -> dict[str, ChannelFigures]:
    """Of each channel that something came on."""
    frames: Counter[str] = Counter()
    lags: dict[str, list[int]] = {}
    for line in feed.lines:
        frames += line.frames
        for channel, found in line.lags.items():
            lags.setdefault(channel, []).extend(found)
    offset = feed.clock.offset or 0
    return {
        channel: ChannelFigures(
            frames[channel],
            quantile(lags.get(channel, ()), 0.5, offset),
            quantile(lags.get(channel, ()), 0.99, offset),
        )
        for channel in sorted(frames.keys() | lags.keys())
    }


def look(feed: Feed) -> Look:
    """What there is to be seen now, at little cost."""
    lines = feed.needed
    frames = sum((line.frames for line in feed.lines), Counter[str]())
    late = [found for line in lines for found in line.lags.values() if found]
    lags = [median_low(islice(reversed(found), _FEW)) + (feed.clock.offset or 0) for found in late]
    return Look(
        held=feed.held,
        polls=feed.vigil.polls,
        sockets=len(lines),
        connected=sum(line.connected for line in lines),
        streams=Counter(subscription.channel for subscription in feed.wanted),
        stale=feed.vigil.stale,
        messages=frames,
        total=sum(line.messages for line in feed.lines),
        lag=max(lags, default=None),
    )


def quantile(lags: Collection[int], share: float, offset: int) -> int | None:
    """How late a share of the events was at most; `offset` is how much the clock that they are
    stamped by is ahead of ours.
    """
    if not lags:
        return None
    ordered = sorted(lags)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] + offset


def tell(feeds: Iterable[Feed]) -> None:
    """A line in the log for each exchange that is listened to."""
    for feed in feeds:
        if not any(line.wanted for line in feed.lines):
            continue
        found = sockets(feed)
        lags = [figures for figures in channels(feed).values() if figures.lag_p99 is not None]
        fields = {
            "exchange": feed.exchange.name,
            "sockets": sum(socket.connected for socket in found),
            "streams": sum(socket.streams for socket in found),
            "messages": sum(socket.messages for socket in found),
            "bytes": sum(socket.bytes for socket in found),
            "errors": sum(socket.errors for socket in found),
            "reconnects": sum(socket.reconnects for socket in found),
            "stale": feed.vigil.stale.total(),
            "lag_p50_ms": _ms(max((f.lag_p50 or 0 for f in lags), default=None)),
            "lag_p99_ms": _ms(max((f.lag_p99 or 0 for f in lags), default=None)),
            "clock_offset_ms": _ms(feed.clock.offset),
        }
        log.info("statistics", extra=fields)


def _ms(microseconds: int | None) -> float | None:
    return None if microseconds is None else round(microseconds / 1000, 1)
