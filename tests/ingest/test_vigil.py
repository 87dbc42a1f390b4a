"""Streams that die, and sockets that cannot be had, at simulated exchanges over real sockets."""

import asyncio

import msgspec
import pytest

from radist.model import Freshness, Gap, Quote, Subscription, Ticker, Trade
from radist.plugins import find

EVERY_CHANNEL = {
    "binance": (
        "trade.{0} agg_trade.{0} ticker.{0} mini_ticker.{0} rolling_ticker.{0}.1h quote.{0}"
        " candle.{0}.1m candle.{0}.1m@+08:00 book.{0} book_snapshot.{0}.5 avg_price.{0}"
        " mini_ticker.*"
    ),
    "binance_usdm": (
        "trade.{0} agg_trade.{0} ticker.{0} mini_ticker.{0} quote.{0} candle.{0}.1m book.{0}"
        " book_snapshot.{0}.5 mark_price.{0} funding_rate.{0} index_price.BTC/USDT ticker.*"
        " open_interest.{0}"
    ),
    "binance_coinm": (
        "trade.{0} agg_trade.{0} ticker.{0} mini_ticker.{0} quote.{0} candle.{0}.1m book.{0}"
        " book_snapshot.{0}.5 mark_price.{0} funding_rate.{0} mark_candle.{0}.1m"
        " index_candle.BTC/USD.1m"
    ),
    "binance_options": "ticker.{0} candle.{0}.1m book.{0} mark_price.{0} index_price.BTC/USDT",
}


@pytest.mark.parametrize("name", EVERY_CHANNEL)
async def test_rest_stands_in_for_every_channel_that_it_has(name, listen, eventually):
    async with listen(name) as at:
        at.simulator.block()
        at.want(EVERY_CHANNEL[name])
        wanted = {topic.partition(".")[0] for topic in EVERY_CHANNEL[name].split()}
        await eventually(lambda: wanted <= at.polled())
        assert at.feed.last_error == ""
        covered = {*find("exchanges", name).polls, "open_interest"}
        assert {channel for channel in covered if channel not in wanted} <= {
            "greeks",
            "open_interest",
        }


async def test_prices_go_on_while_the_socket_is_blocked_and_the_stream_takes_over_again(
    listen, eventually
):
    async with listen("binance") as at:
        at.want("trade.{0} ticker.{0}")
        await eventually(lambda: at.of(Trade))
        at.simulator.block()
        await eventually(lambda: {"trade", "ticker"} <= at.polled())
        at.simulator.unblock()
        await eventually(lambda: at.feed.connected)
        polls = sum(event.source == "poll" for event in at.heard)
        await eventually(
            lambda: at.heard[-1].source is msgspec.UNSET and isinstance(at.heard[-1], Trade)
        )
        ids = [int(trade.id) for trade in at.of(Trade)]
        holes = [range(int(gap.from_id), int(gap.to_id) + 1) for gap in at.of(Gap) if gap.from_id]
        assert sorted([*ids, *(i for hole in holes for i in hole)]) == list(
            range(ids[0], ids[-1] + 1)
        )
        assert polls > 0


async def test_a_socket_that_is_gone_too_long_makes_its_streams_stale_until_rest_answers(
    listen, eventually
):
    async with listen("binance", after=3.0) as at:
        at.want("trade.{0} block_trade.{0}")
        await eventually(lambda: at.feed.connected)
        at.simulator.block()
        await eventually(lambda: len(at.of(Freshness)) >= 3)
        told = [(e.channel, e.stale, e.cause) for e in at.of(Freshness)]
        assert set(told[:2]) == {(c, True, "disconnected") for c in ("trade", "block_trade")}
        assert told[2] == ("trade", False, "")  # of block trades REST knows nothing
        at.simulator.unblock()
        await eventually(lambda: len(at.of(Freshness)) >= 4)
        last = at.of(Freshness)[3]
        assert (last.channel, last.stale) == ("block_trade", False)


async def test_what_the_operator_disconnects_is_stale_until_there_is_a_socket_again(
    listen, eventually
):
    async with listen("binance") as at:
        at.want("trade.{0}")
        await eventually(lambda: at.of(Trade))
        at.feed.hold()
        await eventually(lambda: at.of(Freshness))
        at.simulator.block()
        at.feed.resume()
        at.feed.vigil.tick(at.feed.wanted, asks=False, publish=at.heard.append)
        at.simulator.unblock()
        await eventually(lambda: len(at.of(Freshness)) >= 2)
        assert at.feed.connected
    told = [(event.stale, event.cause) for event in at.of(Freshness)]
    assert told == [(True, "disconnected"), (False, "")]


async def test_one_mute_stream_is_asked_for_elsewhere_and_the_others_are_left_alone(
    listen, eventually
):
    async with listen("binance") as at:
        at.want("trade.{0} quote.{0} agg_trade.{0}")
        await eventually(lambda: {"trade", "quote", "agg_trade"} <= {e.channel for e in at.heard})
        at.simulator.mute("btcusdt@trade")
        async with asyncio.timeout(15):
            while not at.feed.vigil.repairs:  # noqa: ASYNC110  # longer than `eventually` waits
                await asyncio.sleep(0.05)
        count = len(at.of(Trade))
        await eventually(lambda: len(at.of(Trade)) > count)
        first, second = at.feed.lines
        assert {s.channel for s in first.wanted} == {"quote", "agg_trade"}
        assert {s.channel for s in second.wanted} == {"trade"}
        assert first.reconnects == 0
        assert next((e.channel, e.stale, e.cause) for e in at.of(Freshness)) == (
            "trade",
            True,
            "mute",
        )
        await eventually(lambda: not at.of(Freshness)[-1].stale)


async def test_a_mute_stream_of_all_symbols_is_asked_for_elsewhere(listen, eventually):
    async with listen("binance") as at:
        at.want("mini_ticker.* quote.{0}")
        await eventually(lambda: {"mini_ticker", "quote"} <= {event.channel for event in at.heard})
        at.simulator.mute("!miniTicker@arr")
        async with asyncio.timeout(25):
            while not at.feed.vigil.repairs:  # noqa: ASYNC110  # longer than `eventually` waits
                await asyncio.sleep(0.05)
        first, second = at.feed.lines
        assert {s.channel for s in first.wanted} == {"quote"}
        assert {s.channel for s in second.wanted} == {"mini_ticker"}
        assert first.reconnects == 0


async def test_a_state_is_not_told_by_rest_after_the_stream_told_another(
    listen, eventually, monkeypatch
):
    async with listen("binance") as at:
        at.want("quote.{0} book.{0}")
        await eventually(lambda: {"quote", "book"} <= {event.channel for event in at.heard})
        fetcher = at.feed._fetcher
        ask, answered = fetcher.ask, []

        async def late(fetch):
            answer, before = await ask(fetch), len(at.of(Quote))
            await eventually(lambda: len(at.of(Quote)) > before)
            return answer

        monkeypatch.setattr(fetcher, "ask", late)
        at.feed._poll(at.feed.wanted, lambda events, whole: answered.append(whole), lambda: True)
        await eventually(lambda: answered)
        assert answered == [True] and "quote" not in at.polled()


async def test_rest_is_asked_no_further_once_the_socket_is_there(listen, eventually, monkeypatch):
    async with listen("binance") as at:
        at.simulator.block()
        ask, urls = at.feed._fetcher.ask, []

        async def once(fetch):
            if "#" in fetch.url:
                urls.append(fetch.url)
                at.simulator.unblock()
                await eventually(lambda: at.feed.connected)
            return await ask(fetch)

        monkeypatch.setattr(at.feed._fetcher, "ask", once)
        at.want("trade.{0} ticker.{0} quote.{0}")
        await eventually(
            lambda: at.of(Trade) and {"ticker", "quote"} <= {e.channel for e in at.heard}
        )
        assert len(urls) == 1


async def test_rest_alone_is_asked_where_no_socket_is_to_be_opened(listen, eventually):
    async with listen("binance", after=60.0, only=True) as at:
        at.want("trade.{0} ticker.{0}")
        await eventually(lambda: len(at.of(Ticker)) >= 2 and at.of(Trade))
        assert {event.source for event in at.of(Trade)} == {"poll"}
        assert at.simulator.connections == 0
        assert not at.feed.doubt(Subscription("ticker", at.of(Ticker)[0].symbol))
