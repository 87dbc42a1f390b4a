"""All tickers at once, and their lines."""

import asyncio

import pytest
from msgspec.structs import replace

from radist.errors import ClientError
from radist.model import Candle
from radist.server.sparklines import Sparklines

TOPIC = "candle.binance.BTC/USDT.15m"
PATH = "/api/v1/tickers"
QUARTER = 900_000_000


def quarters(now: int, count: int) -> list[Candle]:
    """Closes 0, 1, 2 …; the last one is open."""
    begin = now - now % QUARTER - (count - 1) * QUARTER
    place = ("binance", "BTC/USDT", "BTCUSDT", begin, begin)
    return [
        Candle(
            *(*place, "15m", begin + n * QUARTER, begin + (n + 1) * QUARTER - 1),
            *(1.0, 2.0, 0.5, float(n), 10.0, 15.0, 3, n < count - 1, "final"),
        )
        for n in range(count)
    ]


async def test_every_ticker_that_is_followed_is_told_with_all_there_is_to_say(
    web, hub, make, upstream
):
    hub.publish(make.ticker(5.0))
    code, answer = await web.get(PATH)
    assert (code, answer["count"]) == (200, 1)
    (told,) = answer["tickers"]
    event = make.ticker(5.0)
    age = told.pop("age_ms")
    assert age > 1_000_000
    names = (
        "exchange symbol native time_exchange time_received price open high low volume quote_volume"
        " price_change price_change_percent weighted_average trades bid_price bid_quantity"
        " ask_price ask_quantity"
    ).split()
    assert told == {n: getattr(event, n) for n in names} | {"stale": False, "cause": None}


async def test_a_shorter_ticker_stands_in_where_there_is_no_other(web, hub, make):
    hub.publish(make.mini_ticker())
    _, answer = await web.get(PATH)
    (told,) = answer["tickers"]
    assert (told["price"], told["price_change"], told["bid_price"]) == (42500.5, None, None)
    hub.publish(make.ticker(7.0))
    _, answer = await web.get(PATH)
    assert [told["price"] for told in answer["tickers"]] == [7.0]


async def test_of_those_asked_for_the_known_ones_are_told(web, hub, make):
    hub.publish(make.ticker())
    _, answer = await web.get(f"{PATH}?symbols=ETHUSDT,btcusdt")
    assert [told["symbol"] for told in answer["tickers"]] == ["BTC/USDT"]
    code, answer = await web.get(f"{PATH}?symbols=BTCUSDT,NOBODY")
    assert (code, answer["error"]["reason"]) == (404, "unknown_symbol")


async def test_what_was_let_go_is_not_told_any_more(web, hub, make):
    hub.publish(make.ticker())
    hub.begin_anew(["ticker.binance.BTC/USDT"])
    _, answer = await web.get(PATH)
    assert answer["count"] == 0


async def test_a_ticker_that_cannot_be_believed_says_so(web, hub, make, upstream):
    hub.publish(make.ticker())
    upstream.doubts["ticker.binance.BTC/USDT"] = "mute"
    _, answer = await web.get(f"{PATH}?exchange=*")
    (told,) = answer["tickers"]
    assert (told["stale"], told["cause"]) == (True, "mute")


async def test_lines_are_fetched_in_the_background_once_for_all(serve, upstream, hub, make):
    web = await serve()
    upstream.past[TOPIC] = quarters(upstream.now(), 200)
    hub.publish(make.ticker(7.5))
    async with asyncio.TaskGroup() as tasks:
        drawing = tasks.create_task(web.app.state.draw())
        _, answer = await web.get(f"{PATH}?sparkline=96")
        assert answer["tickers"][0]["sparkline"] is None
        async with asyncio.timeout(10.0):
            while (line := answer["tickers"][0]["sparkline"]) is None:
                _, answer = await web.get(f"{PATH}?sparkline=96")
        assert line == [*map(float, range(104, 199)), 7.5]
        _, answer = await web.get(f"{PATH}?sparkline=3")
        assert answer["tickers"][0]["sparkline"] == [197.0, 198.0, 7.5]
        assert upstream.asked == [(TOPIC, None, 96)]
        drawing.cancel()


class Drawn:
    """Lines of an exchange, drawn until nothing is wanted."""

    def __init__(self, upstream, eventually) -> None:
        self.eventually = eventually
        self.lines = Sparklines(upstream)

    async def draw(self) -> list[float] | None:
        self.lines.of("binance", "BTC/USDT", 1.0, 4)
        async with asyncio.TaskGroup() as tasks:
            drawing = tasks.create_task(self.lines.run())
            await self.eventually(lambda: not self.lines.waiting)
            drawing.cancel()
        return self.lines.of("binance", "BTC/USDT", 1.0, 4)


async def test_a_line_is_fetched_anew_when_a_quarter_of_an_hour_is_over(upstream, eventually):
    now = upstream.now()
    upstream.now = lambda: now
    upstream.past[TOPIC] = quarters(now, 10)
    drawn = Drawn(upstream, eventually)
    assert await drawn.draw() == [6.0, 7.0, 8.0, 1.0]
    await drawn.draw()
    assert len(upstream.asked) == 1
    now += QUARTER
    upstream.past[TOPIC] = quarters(now, 11)
    assert await drawn.draw() == [7.0, 8.0, 9.0, 1.0]
    assert len(upstream.asked) == 2


async def test_what_fails_is_tried_again_and_what_does_not_exist_seldom(upstream, eventually):
    now = upstream.now()
    upstream.now = lambda: now
    drawn = Drawn(upstream, eventually)
    upstream.trouble = ClientError(503, "unavailable", "no answer")
    assert await drawn.draw() is None
    assert await drawn.draw() is None
    assert len(upstream.asked) == 1
    now += 61_000_000
    upstream.trouble = None
    assert await drawn.draw() is None
    assert len(upstream.asked) == 2
    now += 61_000_000
    await drawn.draw()
    assert len(upstream.asked) == 2


async def test_a_line_whose_fetching_breaks_costs_nothing_but_itself(upstream, eventually, caplog):
    drawn = Drawn(upstream, eventually)
    upstream.trouble = KeyError("an instrument that went away")
    assert await drawn.draw() is None
    assert [record.message for record in caplog.records] == ["no line of a ticker"]
    upstream.trouble = None
    upstream.past["candle.binance.ETH/USDT.15m"] = quarters(upstream.now(), 3)
    drawn.lines.of("binance", "ETH/USDT", 1.0, 3)
    await drawn.draw()
    assert drawn.lines.of("binance", "ETH/USDT", 5.0, 3) == [0.0, 1.0, 5.0]


@pytest.mark.parametrize("points", ["1", "97", "x"])
async def test_a_line_has_two_to_ninety_six_points(web, points):
    code, _ = await web.get(f"{PATH}?sparkline={points}")
    assert code == 422


async def test_the_newest_bar_ends_in_the_present_price(upstream, eventually):
    upstream.past[TOPIC] = [replace(c, close=9.0) for c in quarters(upstream.now(), 3)]
    drawn = Drawn(upstream, eventually)
    assert await drawn.draw() == [9.0, 9.0, 1.0]
