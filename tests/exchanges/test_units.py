"""Contracts of every exchange become quantities in base units, and are told beside them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from radist import codec
from radist.derivatives import Liquidation
from radist.errors import ExchangeError
from radist.exchanges._units import units
from radist.exchanges.binance_coinm import BinanceCoinm
from radist.exchanges.bybit_inverse import BybitInverse
from radist.exchanges.okx_swap import OkxSwap
from radist.model import BookDelta, Event, Gap, Instrument, Quote, Trade

PRICE = 61_250.0
WORTH = 10_000 / PRICE
"""What 10,000 US dollars of contracts are in bitcoin."""


def contract(size: float, *, settle: str = "USDT") -> Instrument:
    quote = "USD" if settle == "BTC" else "USDT"
    name = f"BTC/{quote}:{settle}"
    return Instrument(name, "B", "BTC", quote, kind="perpetual", settle=settle, contract_size=size)


INVERSE = units(contract(100.0, settle="BTC"))
PLACE = ("moon", "BTC/USD:BTC", "B", 1, 2)


def test_what_is_in_base_units_stays_as_it_is():
    assert units(Instrument("BTC/USDT", "B", "BTC", "USDT")) is None
    assert units(contract(1.0)) is None
    trade = Trade(*PLACE, "1", PRICE, 0.5, "buy")
    assert trade.contracts is UNSET
    assert b"contracts" not in codec.encode(trade)


def test_linear_contracts_come_out_even():
    by = units(contract(0.01))
    assert [by.quantity(n, PRICE) for n in (3.0, 0.7, 12_345.6)] == [0.03, 0.007, 123.456]


@given(st.integers(1, 10**9), st.floats(1e-6, 1e6), st.sampled_from([1.0, 10.0, 100.0]))
def test_inverse_contracts_can_be_reckoned_back(contracts, price, size):
    by = units(contract(size, settle="BTC"))
    quantity = by.quantity(contracts, price)
    assert round(quantity * price / size, 3) == contracts


def test_no_contracts_are_nothing_at_any_price_and_some_cannot_be_had_for_nothing():
    assert INVERSE.quantity(0.0, 0.0) == 0.0
    for price in (0.0, 1e-300):
        with pytest.raises(ExchangeError, match="contracts at a price of"):
            INVERSE.quantity(5.0, price)


def test_a_quote_has_each_side_at_its_own_price_and_may_lack_one():
    quote = INVERSE.counted(Quote(*PLACE, "1", 50_000.0, 5.0, 0.0, 0.0))
    assert (quote.bid_quantity, quote.ask_quantity) == (0.01, 0.0)
    assert (quote.bid_contracts, quote.ask_contracts) == (5.0, 0.0)


def test_levels_of_a_book_are_at_their_own_prices_and_removals_stay_removals():
    delta = BookDelta(*PLACE, 1, 2, 0, [(50_000.0, 5.0), (40_000.0, 0.0)], [(80_000.0, 8.0)])
    turned = INVERSE.counted(delta)
    assert (turned.bids, turned.asks) == ([(50_000.0, 0.01), (40_000.0, 0.0)], [(80_000.0, 0.01)])


def test_what_a_forced_order_is_and_what_was_filled_are_at_one_price():
    order = Liquidation(*PLACE, 50_000.0, 5.0, "sell", 40_000.0, 4.0, "NEW")
    turned = INVERSE.counted(order)
    assert (turned.quantity, turned.filled_quantity, turned.contracts) == (0.0125, 0.01, 5.0)


def test_a_gap_has_nothing_to_turn():
    gap = Gap(*PLACE, "trade", "reconnect")
    assert INVERSE.counted(gap) == gap


# The same trade, quote and book on three exchanges: 10,000 US dollars at 61,250.


def said(topic: str, data: object) -> bytes:
    return json.dumps(
        {"topic": topic, "type": "snapshot", "ts": 1, "data": data}, separators=(",", ":")
    ).encode()


def of_okx(channel: str, *rows: object) -> bytes:
    arg = {"channel": channel, "instId": "BTC-USD-SWAP"}
    return json.dumps({"arg": arg, "data": rows}, separators=(",", ":")).encode()


def of_binance(stream: str, data: object) -> bytes:
    return json.dumps({"stream": stream, "data": data}, separators=(",", ":")).encode()


SPOKEN = {
    BinanceCoinm: (
        of_binance(
            "btcusd_perp@trade",
            {"s": "BTCUSD_PERP", "t": 7, "p": "61250", "q": "100", "T": 1, "m": False},
        ),
        of_binance(
            "btcusd_perp@bookTicker",
            {
                "u": 8,
                "s": "BTCUSD_PERP",
                "b": "61250",
                "B": "100",
                "a": "61250.1",
                "A": "1",
                "T": 1,
            },
        ),
        of_binance(
            "btcusd_perp@depth20@100ms",
            {"E": 1, "u": 9, "b": [["61250", "100"]], "a": []},
        ),
    ),
    BybitInverse: (
        said(
            "publicTrade.BTCUSD",
            [{"T": 1, "s": "BTCUSD", "S": "Buy", "v": "10000", "p": "61250", "i": "x", "seq": 7}],
        ),
        said(
            "orderbook.1.BTCUSD",
            {"s": "BTCUSD", "b": [["61250", "10000"]], "a": [["61250.5", "1"]], "u": 8, "seq": 8},
        ),
        said("orderbook.50.BTCUSD", {"s": "BTCUSD", "b": [["61250", "10000"]], "a": [], "u": 9}),
    ),
    OkxSwap: (
        of_okx(
            "trades-all",
            {"tradeId": "7", "px": "61250", "sz": "100", "side": "buy", "ts": "1"},
        ),
        of_okx(
            "bbo-tbt",
            {"bids": [["61250", "100"]], "asks": [["61250.1", "1"]], "ts": "1", "seqId": 8},
        ),
        of_okx("books5", {"bids": [["61250", "100"]], "asks": [], "ts": "1", "seqId": 9}),
    ),
}
SIZES = {BinanceCoinm: 100.0, BybitInverse: 1.0, OkxSwap: 100.0}


@pytest.mark.parametrize("cls", SPOKEN, ids=lambda cls: cls.name)
def test_the_same_worth_is_the_same_quantity_on_every_exchange(cls):
    exchange = cls()
    natives = {BinanceCoinm: "BTCUSD_PERP", BybitInverse: "BTCUSD", OkxSwap: "BTC-USD-SWAP"}
    of = contract(SIZES[cls], settle="BTC")
    exchange.learn([replace(of, native=natives[cls])])
    conversation = exchange.conversation("")
    events = [
        output
        for frame in SPOKEN[cls]
        for output in conversation.received(frame, 2)
        if isinstance(output, Event)
    ]
    trade, quote, book = events
    contracts = 10_000 / SIZES[cls]
    assert (trade.symbol, trade.quantity, trade.contracts) == ("BTC/USD:BTC", WORTH, contracts)
    assert (quote.bid_quantity, quote.bid_contracts) == (WORTH, contracts)
    assert book.bids == [(PRICE, WORTH)]
