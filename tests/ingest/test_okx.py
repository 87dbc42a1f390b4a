"""What OKX alone does, as it is simulated, from socket to event."""

from radist.derivatives import ContractStatus
from radist.model import Quote
from radist.simulator.okx_pairs import swap_listing


async def test_a_notice_of_a_restart_is_followed_to_another_socket(listen, eventually):
    async with listen("okx") as listening:
        listening.want("quote.{0}")
        await eventually(lambda: listening.of(Quote))
        await listening.simulator.announce_shutdown(0.0)
        await eventually(lambda: listening.simulator.connections == 2)
        after = len(listening.of(Quote))
        await eventually(lambda: len(listening.of(Quote)) > after)
        assert listening.feed.rollover.done == 1


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
