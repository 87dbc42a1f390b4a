"""Every stream of the venue's guide, seen by one command on every market that has it."""

import asyncio
from collections import Counter
from typing import NamedTuple

import aiohttp
import pytest

from proof.conftest import Say, whole_only
from proof.programs import Simulated, output_of, simulated
from radist import codec


class Row(NamedTuple):
    """A stream of the guide, and how it is asked for here."""

    stream: str
    channel: str
    kinds: set[str]
    options: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()


def rows(exchange: str, slow: str = "", option: str = "BOOK_SPEED") -> list[Row]:
    """Those that all markets have; `slow` is the speed of a plain `@depth`, or another depth, where
    there is a choice.
    """
    setting = (f"RADIST_EXCHANGES__{exchange.upper()}__{option}", slow)
    book = {"BookSnapshot", "BookDelta"}
    return [
        Row("ticker", "ticker", {"Ticker"}),
        Row("trade", "trade", {"Trade"}),
        Row("kline", "candle", {"Candle"}, ("--interval", "1m")),
        *([Row("depth", "book", book, settings=(setting,))] if slow else []),
        Row("depth@100ms", "book", book),
    ]


MARK = [Row("markPrice", "mark_price", {"MarkPrice"})]
FUNDING = [Row("fundingRate", "funding_rate", {"FundingRate"})]
INTEREST = [Row("openInterest", "open_interest", {"OpenInterest"})]
# There the stream of open interest tells once a minute.
LATER = [Row("openInterest", "open_interest", {"OpenInterest"}, ("--seconds", "65"))]
MARKETS = {
    "binance": rows("binance", "1000ms"),
    "binance_usdm": rows("binance_usdm", "250ms") + MARK + FUNDING + INTEREST,
    "binance_coinm": rows("binance_coinm", "250ms") + MARK + FUNDING + INTEREST,
    "binance_options": rows("binance_options", "500ms") + MARK + LATER,
    "bybit": rows("bybit", "200", "BOOK_DEPTH"),
    "bybit_linear": rows("bybit_linear", "200", "BOOK_DEPTH") + MARK + FUNDING + INTEREST,
    "bybit_inverse": rows("bybit_inverse", "1000", "BOOK_DEPTH") + MARK + FUNDING + INTEREST,
    "okx": rows("okx"),
    "okx_swap": rows("okx_swap") + MARK + FUNDING + INTEREST,
}
SYMBOLS = {
    "binance": ("BTCUSDT", "BTC/USDT"),
    "binance_usdm": ("BTCUSDT", "BTC/USDT:USDT"),
    "binance_coinm": ("BTCUSD_PERP", "BTC/USD:BTC"),
    "bybit": ("BTCUSDT", "BTC/USDT"),
    "bybit_linear": ("BTCUSDT", "BTC/USDT:USDT"),
    "bybit_inverse": ("BTCUSD", "BTC/USD:BTC"),
    "okx": ("BTC-USDT", "BTC/USDT"),
    "okx_swap": ("BTC-USDT-SWAP", "BTC/USDT:USDT"),
}


ONE_BY_ONE = {"okx", "okx_swap"}
"""Where three sockets may be opened in a second, by all programs together."""


async def some_option(exchange: Simulated) -> tuple[str, str]:
    """One that is traded now, in either spelling."""
    url = f"{exchange.rest_url}/eapi/v1/exchangeInfo"
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        native = sorted(row["symbol"] for row in (await response.json())["optionSymbols"])[4]
    _, day, strike, side = native.split("-")
    return native, f"BTC/USDT:USDT-{day}-{int(strike)}-{side}"


async def watched(
    exchange: Simulated, row: Row, native: str, seconds: str, turns: asyncio.Semaphore
) -> Counter[str]:
    """What `radist watch` prints, by kind and symbol."""
    async with turns:
        code, out, errors = await output_of(
            *("watch", row.channel, native, "--exchange", exchange.name, "--json"),
            *("--seconds", seconds, *row.options),
            **exchange.settings | dict(row.settings),
        )
    assert code == 0, errors
    events = [codec.decode(line) for line in out.splitlines()]
    assert {type(event).__name__ for event in events} == row.kinds, row.stream
    return Counter(event.symbol for event in events)


@pytest.mark.parametrize(
    ("name", "streams", "seconds"),
    [
        ("binance_usdm", MARK + FUNDING + INTEREST, "2"),
        *(pytest.param(name, all_, "5", marks=whole_only) for name, all_ in MARKETS.items()),
    ],
)
async def test_every_stream_of_the_guide_is_watched(
    name: str, streams: list[Row], seconds: str, say: Say
) -> None:
    async with simulated(name, "--activity", "10") as exchange:
        native, symbol = SYMBOLS.get(name) or await some_option(exchange)
        turns = asyncio.Semaphore(1 if name in ONE_BY_ONE else len(streams))
        async with asyncio.TaskGroup() as tasks:
            seen = {
                " ".join((row.stream, *row.options)): tasks.create_task(
                    watched(exchange, row, native, seconds, turns)
                )
                for row in streams
            }
        counts = {stream: task.result() for stream, task in seen.items()}
        status = await exchange.status()
    assert all(set(found) == {symbol} for found in counts.values())
    assert status["violations"] == 0
    figures = ", ".join(f"{stream}: {found.total()}" for stream, found in counts.items())
    say(f"events of {symbol} in {seconds} s: {figures}")
