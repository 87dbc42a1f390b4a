"""Figures of feeds."""

import logging

from radist.figures import ChannelFigures
from radist.ingest import statistics


def test_a_quantile_is_that_of_our_clock_and_the_exchanges():
    assert statistics.quantile([], 0.5, 0) is None
    lags = list(range(100, 0, -1))
    assert statistics.quantile(lags, 0.5, 7) == 51 + 7
    assert statistics.quantile(lags, 0.99, 0) == 100
    assert statistics.quantile([5], 0.99, -5) == 0


async def test_frames_are_counted_by_channel_and_by_socket_across_sockets(
    listen, eventually, caplog
):
    async with listen("binance") as at:
        at.want("trade.{0} quote.{0}")
        await eventually(lambda: {"trade", "quote"} <= set(statistics.channels(at.feed)))
        await eventually(lambda: statistics.channels(at.feed)["trade"].lag_p99 is not None)
        before = statistics.channels(at.feed)
        assert isinstance(before["trade"], ChannelFigures)
        (socket,) = statistics.sockets(at.feed)
        assert (socket.route, socket.connected, socket.streams) == ("stream", True, 2)
        assert socket.bytes > 100 * socket.messages > 0
        at.simulator.cut_all()
        await eventually(lambda: at.feed.lines[0].reconnects == 1 and at.feed.connected)
        after = statistics.channels(at.feed)
        assert after["trade"].messages >= before["trade"].messages > 0
        assert at.feed.clock.offset is not None and abs(at.feed.clock.offset) < 1_000_000
        with caplog.at_level(logging.INFO, "radist.ingest.statistics"):
            statistics.tell([at.feed])
        (record,) = [r for r in caplog.records if r.message == "statistics"]
        assert (record.exchange, record.sockets, record.reconnects) == ("binance", 1, 1)
        assert record.messages > 0 and record.lag_p99_ms >= 0
