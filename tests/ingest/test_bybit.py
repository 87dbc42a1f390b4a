"""Bybit's categories as they are simulated, from socket to event, and by REST alone."""

import pytest

from radist.market.verification import Verification
from radist.model import BookDelta, Gap, Quote

NAMES = ("bybit", "bybit_linear", "bybit_inverse", "bybit_option")
SELDOM = {"block_trade", "liquidation"}


def wanted(listening) -> dict[str, str]:
    """A topic of each channel, as `want` takes it."""
    channels = listening.feed.exchange.channels
    return {
        name: f"{name}.{{0}}" + (".1m" if channel.intervals else "")
        for name, channel in channels.items()
    }


@pytest.mark.parametrize("name", NAMES)
async def test_every_channel_brings_events_that_agree_with_one_another(listen, eventually, name):
    async with listen(name) as listening:
        topics = wanted(listening)
        listening.want(" ".join(topics.values()))
        await eventually(
            lambda: (
                {event.channel for event in listening.heard} >= topics.keys() - SELDOM
                and len(listening.of(BookDelta)) > 20
                and len(listening.of(Quote)) > 5
            )
        )
        assert listening.simulator.violations == 0
        assert not listening.of(Gap)
        assert sum(line.errors for line in listening.feed.lines) == 0
        assert not [line.refused for line in listening.feed.lines if line.refused]
    verification = Verification(numbered=False)
    for event in listening.heard:
        verification.take(event)
    assert verification.counts.wrong == 0
    if name != "bybit_option":
        assert verification.counts.quotes_compared > 0


@pytest.mark.parametrize("name", NAMES)
async def test_rest_alone_brings_what_it_can(listen, eventually, name):
    async with listen(name, 0.0, 1.0, only=True) as listening:
        topics = wanted(listening)
        listening.want(" ".join(topics.values()))
        has_rest = {n for n, channel in listening.feed.exchange.channels.items() if channel.poll}
        await eventually(lambda: listening.polled() >= has_rest)
        assert listening.simulator.connections == 0
        assert listening.feed.last_error == ""


async def test_after_a_cut_the_book_begins_anew_behind_its_gap(listen, eventually):
    async with listen("bybit_linear", 5.0) as listening:
        listening.want("book.{0}")
        await eventually(lambda: len(listening.of(BookDelta)) > 5)
        listening.simulator.cut_all()
        await eventually(lambda: listening.of(Gap))
        (gap,) = listening.of(Gap)
        assert gap.cause == "reconnect"
        after = len(listening.of(BookDelta))
        await eventually(lambda: len(listening.of(BookDelta)) > after + 5)
    verification = Verification(numbered=False)
    for event in listening.heard:
        verification.take(event)
    assert verification.counts.wrong == 0


async def test_a_message_that_goes_missing_is_told_and_mended_on_the_same_socket(
    listen, eventually
):
    async with listen("bybit_linear") as listening:
        listening.want("book.{0}")
        await eventually(lambda: len(listening.of(BookDelta)) > 5)
        listening.simulator.drop(20)
        await eventually(lambda: listening.of(Gap))
        listening.simulator.drop(0)
        after = len(listening.of(BookDelta))
        await eventually(lambda: len(listening.of(BookDelta)) > after + 30)
        assert listening.simulator.connections == 1
        assert listening.simulator.violations == 0
    verification = Verification(numbered=False)
    for event in listening.heard:
        verification.take(event)
    assert verification.counts.wrong == 0
