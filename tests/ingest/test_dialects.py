"""Markets of exchanges as they are simulated, from socket to event, and by REST alone."""

import pytest

from radist.model import BookDelta, Gap, Quote

BYBIT = ("bybit", "bybit_linear", "bybit_inverse", "bybit_option")
OKX = ("okx", "okx_swap", "okx_option")
SELDOM = {"block_trade", "liquidation"}
UNCOMPARED = {"bybit_option"}
"""Where quotes are not numbered as books are."""


def wanted(listening) -> dict[str, str]:
    """A topic of each channel, as `want` takes it."""
    channels = listening.feed.exchange.channels
    return {
        name: f"{name}.{{0}}" + (".5" if name == "book_snapshot" else ".1m" * bool(c.intervals))
        for name, c in channels.items()
        if c.stream
    }


@pytest.mark.parametrize("name", BYBIT + OKX)
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
    assert (listening.verified().quotes_compared > 0) == (name not in UNCOMPARED)


@pytest.mark.parametrize("name", [*BYBIT, "okx_swap"])
async def test_rest_alone_brings_what_it_can(listen, eventually, name):
    async with listen(name, 0.0, 1.0, only=True) as listening:
        topics = wanted(listening)
        listening.want(" ".join(topics.values()))
        channels = listening.feed.exchange.channels
        has_rest = {channel for channel in topics if channels[channel].poll}
        await eventually(lambda: listening.polled() >= has_rest)
        assert listening.simulator.connections == 0
        assert listening.feed.last_error == ""


@pytest.mark.parametrize("name", ["bybit_linear", "okx_swap"])
async def test_after_a_cut_the_book_begins_anew_behind_its_gap(listen, eventually, name):
    async with listen(name, 5.0) as listening:
        listening.want("book.{0} quote.{0}")
        await eventually(lambda: len(listening.of(BookDelta)) > 5)
        listening.simulator.cut_all()
        await eventually(lambda: listening.of(Gap))
        (gap,) = listening.of(Gap)
        assert gap.cause == "reconnect"
        after = len(listening.of(BookDelta))
        await eventually(lambda: len(listening.of(BookDelta)) > after + 5)
    listening.verified()


@pytest.mark.parametrize("name", ["bybit_linear", "okx_swap"])
async def test_a_message_that_goes_missing_is_told_and_mended_on_the_same_socket(
    listen, eventually, name
):
    async with listen(name) as listening:
        listening.want("book.{0}")
        await eventually(lambda: len(listening.of(BookDelta)) > 5)
        listening.simulator.drop(10)
        await eventually(lambda: listening.of(Gap))
        listening.simulator.drop(0)
        after = len(listening.of(BookDelta))
        await eventually(lambda: len(listening.of(BookDelta)) > after + 20)
        assert listening.simulator.connections == 1
        assert listening.simulator.violations == 0
    listening.verified()
