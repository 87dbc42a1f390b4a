"""OKX's markets as they are simulated, from socket to event, and by REST alone."""

import pytest

from radist.derivatives import ContractStatus
from radist.market.verification import Verification
from radist.model import AggTrade, BookDelta, Gap, Quote, Trade
from radist.simulator.okx_pairs import swap_listing

SELDOM = {"liquidation"}


def wanted(listening) -> dict[str, str]:
    """A topic of each channel, as `want` takes it."""
    channels = listening.feed.exchange.channels
    return {
        name: f"{name}.{{0}}" + (".5" if name == "book_snapshot" else ".1m" * bool(c.intervals))
        for name, c in channels.items()
        if c.stream
    }


def agree(listening) -> Verification:
    verification = Verification()
    for event in listening.heard:
        verification.take(event)
    assert verification.counts.wrong == 0, verification.told()
    return verification


@pytest.mark.parametrize("name", ["okx", "okx_swap", "okx_option"])
async def test_every_channel_brings_events_that_agree_with_one_another(listen, eventually, name):
    async with listen(name) as listening:
        topics = wanted(listening)
        listening.want(" ".join(topics.values()))
        await eventually(
            lambda: (
                {event.channel for event in listening.heard} >= topics.keys() - SELDOM
                and len(listening.of(BookDelta)) > 20
                and len(listening.of(Quote)) > 5
                and listening.of(Trade)
                and listening.of(AggTrade)
            )
        )
        assert listening.simulator.violations == 0
        assert not listening.of(Gap)
        assert sum(line.errors for line in listening.feed.lines) == 0
        assert not [line.refused for line in listening.feed.lines if line.refused]
    assert agree(listening).counts.quotes_compared > 0


async def test_rest_alone_brings_what_it_can(listen, eventually):
    async with listen("okx_swap", 0.0, 1.0, only=True) as listening:
        topics = wanted(listening)
        listening.want(" ".join(topics.values()))
        channels = listening.feed.exchange.channels
        has_rest = {channel for channel in topics if channels[channel].poll}
        await eventually(lambda: listening.polled() >= has_rest)
        assert listening.simulator.connections == 0
        assert listening.feed.last_error == ""


async def test_after_a_cut_the_book_begins_anew_behind_its_gap(listen, eventually):
    async with listen("okx_swap", 5.0) as listening:
        listening.want("book.{0} quote.{0}")
        await eventually(lambda: len(listening.of(BookDelta)) > 5)
        listening.simulator.cut_all()
        await eventually(lambda: listening.of(Gap))
        (gap,) = listening.of(Gap)
        assert gap.cause == "reconnect"
        after = len(listening.of(BookDelta))
        await eventually(lambda: len(listening.of(BookDelta)) > after + 5)
    agree(listening)


async def test_a_change_that_goes_missing_is_told_and_mended_on_the_same_socket(listen, eventually):
    async with listen("okx_swap") as listening:
        listening.want("book.{0}")
        await eventually(lambda: len(listening.of(BookDelta)) > 5)
        listening.simulator.drop(10)
        await eventually(lambda: listening.of(Gap))
        listening.simulator.drop(0)
        after = len(listening.of(BookDelta))
        await eventually(lambda: len(listening.of(BookDelta)) > after + 5)
        assert listening.simulator.connections == 1
        assert listening.simulator.violations == 0
    agree(listening)


async def test_a_notice_of_a_restart_is_followed_to_another_socket(listen, eventually):
    async with listen("okx") as listening:
        listening.want("quote.{0}")
        await eventually(lambda: listening.of(Quote))
        await listening.simulator.announce_shutdown(0.0)
        await eventually(lambda: listening.simulator.connections == 2)
        after = len(listening.of(Quote))
        await eventually(lambda: len(listening.of(Quote)) > after)
        assert "announced a restart" in listening.feed.lines[0].last_error


async def test_a_new_listing_is_told_and_can_be_subscribed_to(listen, eventually):
    async with listen("okx_swap") as listening:
        listening.want("contract_info.*")
        await eventually(lambda: listening.feed.lines and listening.feed.lines[0].messages)
        listening.simulator._source.list(swap_listing("COIN7", 3.0))
        await eventually(lambda: listening.of(ContractStatus))
        (told,) = listening.of(ContractStatus)
        assert (told.symbol, told.status) == ("COIN7/USDT:USDT", "live")
        listening.receiver.want("more", [listening.receiver.check(f"quote.okx_swap.{told.symbol}")])
        await eventually(lambda: listening.of(Quote))
