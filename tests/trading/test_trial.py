from decimal import Decimal

import pytest

from radist.errors import ConfigError
from radist.market.book import OrderBook
from radist.model import (
    BookDelta,
    BookSnapshot,
    Candle,
    Event,
    Gap,
    Instrument,
    Level,
    Quote,
    Trade,
)
from radist.trading.orders import Fill, Order, Rules
from radist.trading.strategy import Strategy
from radist.trading.trial import Trial

NAMES = ("binance", "BTC/USDT", "BTCUSDT")
SECOND = 1_000_000
BTC = Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT", price_step=0.5, quantity_step=0.25)
ETH = Instrument("ETH/BTC", "ETHBTC", "ETH", "BTC")
RULES = Rules(latency_ms=0)


def trade(number: int, time: int, price: float = 100.0, quantity: float = 1.0) -> Trade:
    return Trade(*NAMES, time, 5, str(number), price, quantity, "sell")


def snapshot(time: int, bids: list[Level], asks: list[Level]) -> BookSnapshot:
    return BookSnapshot(*NAMES, time, 5, 1, bids, asks)


def delta(time: int, *asks: Level) -> BookDelta:
    return BookDelta(*NAMES, time, 5, 2, 2, 1, [], list(asks))


OPENING = snapshot(1, [(99.0, 8.0)], [(101.0, 2.0), (102.0, 8.0)])


class Watcher(Strategy):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def on_trade(self, trade: Trade) -> None:
        self.heard.append(trade.id)

    def on_candle(self, candle: Candle) -> None:
        self.heard.append(("candle", candle.interval, candle.close))

    def on_book(self, book: OrderBook, symbol: str) -> None:
        self.heard.append(("book", symbol, *book.asks(1)))

    def on_quote(self, quote: Quote) -> None:
        self.heard.append(("quote", quote.bid_price))

    def on_fill(self, fill: Fill, order: Order) -> None:
        self.heard.append(("fill", fill.price, fill.quantity, order.state))

    def on_gap(self, gap: Gap) -> None:
        self.heard.append(("gap", gap.channel))


class Buyer(Watcher):
    """Buys with its first trade."""

    def __init__(self, quantity: float = 3, **terms: float) -> None:
        super().__init__()
        self.quantity, self.terms = quantity, terms
        self.order: Order | None = None

    def on_trade(self, trade: Trade) -> None:
        if self.order is None:
            self.order = self.broker.buy(self.quantity, **self.terms)


def trial(strategy: Strategy, instrument: Instrument = BTC, cash: int = 1000) -> Trial:
    made = Trial(strategy, "binance", {instrument.symbol: instrument}, RULES, Decimal(cash))
    made.start()
    return made


def play(strategy: Strategy, *events: Event) -> Trial:
    made = trial(strategy)
    for event in events:
        made.take(event)
    return made


def test_a_strategy_is_told_what_happens_in_its_order():
    watcher = Watcher()
    quote = Quote(*NAMES, None, 5, "1", 99.0, 1.0, 101.0, 1.0)
    gap = Gap(*NAMES, None, 5, "trade", "reconnect", "2", "3")
    play(watcher, OPENING, trade(1, 2), quote, gap, trade(4, 61 * SECOND))
    book, candle = ("book", "BTC/USDT", (101.0, 2.0)), ("candle", "1m", 100.0)
    assert watcher.heard == [book, "1", ("quote", 99.0), ("gap", "trade"), "4", candle]


def test_what_it_does_not_listen_to_is_not_asked_for():
    assert trial(Watcher()).channels == ("trade", "book", "quote")
    assert trial(Strategy()).channels == ("trade", "book")


def test_other_symbols_are_none_of_its_business():
    watcher = Watcher()
    stranger = Trade("binance", "ETH/USDT", "ETHUSDT", 1, 1, "9", 1.0, 1.0, "buy")
    assert play(watcher, stranger).result.events == 0
    assert watcher.heard == []


def test_a_market_order_is_filled_by_the_next_word_of_the_book_level_by_level():
    buyer = Buyer()
    done = play(buyer, OPENING, trade(1, 2))
    assert buyer.heard[1:] == []
    done.take(delta(3, (103.0, 1.0)))
    fills = [heard for heard in buyer.heard if heard[0] == "fill"]
    assert fills == [("fill", 101, 2, "partially_filled"), ("fill", 102, 1, "filled")]
    assert done.desk.position() == 3
    assert done.desk.cash == Decimal(1000) - Decimal(304) * Decimal("1.001")
    assert done.result.fees == Decimal("0.304")


def test_time_is_the_exchange_s_so_that_how_late_it_is_heard_changes_nothing():
    buyer = Buyer()
    made = Trial(buyer, "binance", {"BTC/USDT": BTC}, Rules(latency_ms=50), Decimal(1000))
    made.start()
    for event in (OPENING, trade(1, 2), delta(49_000, (103.0, 1.0))):
        made.take(event)
    assert not made.result.fills
    made.take(delta(50_002, (103.0, 2.0)))
    assert len(made.result.fills) == 2


def test_quantities_are_rounded_down_to_what_may_be_traded():
    buyer = Buyer(1.3)
    play(buyer, OPENING, trade(1, 2))
    assert buyer.order is not None
    assert buyer.order.quantity == Decimal("1.25")


@pytest.mark.parametrize(
    ("quantity", "terms", "reason"),
    [
        (0.1, {}, "quantity: expected a number above 0"),
        (1, {"price": 100.2}, "price: 100.2 is no multiple of 0.5"),
        (500, {"price": 100.0}, "it takes 50050 USDT, and there are 1000"),
    ],
)
def test_an_order_that_cannot_be_is_rejected_with_the_reason(quantity, terms, reason):
    buyer = Buyer(quantity, **terms)
    made = play(buyer, OPENING, trade(1, 2))
    assert buyer.order is not None
    assert (buyer.order.state, buyer.order.reason) == ("rejected", reason)
    assert made.result.figures()["rejected_because"] == reason
    assert made.desk.cash == 1000


def test_money_that_an_open_order_keeps_is_not_spent_twice_and_comes_back():
    buyer = Buyer(4, price=90.0)
    made = play(buyer, OPENING, trade(1, 2), delta(3, (103.0, 1.0)))
    assert made.desk.cash == Decimal(1000) - Decimal(360) * Decimal("1.001")
    made.desk.cancel_all()
    made.take(delta(4, (103.0, 2.0)))
    assert (made.desk.cash, dict(made.desk.orders)) == (1000, {})


def test_a_sale_that_earned_something_counts_as_won():
    class Round(Watcher):
        def on_fill(self, fill: Fill, order: Order) -> None:
            if fill.side == "buy" and order.is_over:
                self.broker.sell(1, price=110.0)

        def on_trade(self, trade: Trade) -> None:
            if trade.id == "1":
                self.broker.buy(1)

    made = play(Round(), OPENING, trade(1, 2), delta(3, (103.0, 1.0)), delta(4, (103.0, 2.0)))
    for number in (2, 3):
        made.take(trade(number, 4 + number, 111.0))
    result = made.stop()
    assert (result.won, result.lost, len(result.fills)) == (1, 0, 2)
    assert result.realised == result.equity - 1000 == Decimal("8.789")


def test_the_deepest_fall_below_a_peak_is_told():
    buyer = Buyer(4)
    made = play(buyer, OPENING, trade(1, 2), delta(3, (101.0, 9.0)))
    for number, price in enumerate((200.0, 150.0, 300.0), 2):
        made.take(trade(number, number * SECOND, price))
    result = made.stop()
    assert result.drawdown == Decimal("14.33")  # 200 of 1,395.596
    assert [time for time, _ in result.curve] == [3, 2 * SECOND, 3 * SECOND, 4 * SECOND]


def test_a_long_curve_is_thinned_out_but_keeps_its_ends():
    made = trial(Watcher())
    for number in range(1, 10_000):
        made.take(trade(number, number * SECOND))
    curve = made.stop().curve
    assert len(curve) <= 4_000
    assert curve[0][0] == SECOND
    assert curve[-1][0] >= 9_990 * SECOND


def test_symbols_of_two_currencies_are_refused():
    with pytest.raises(ConfigError, match=r"^symbols: .* not BTC, USDT$"):
        Trial(Strategy(), "binance", {"BTC/USDT": BTC, "ETH/BTC": ETH}, RULES, Decimal(1))


def test_a_symbol_must_be_named_where_there_are_several():
    more = {"BTC/USDT": BTC, "ETH/USDT": Instrument("ETH/USDT", "ETHUSDT", "ETH", "USDT")}
    made = Trial(Strategy(), "binance", more, RULES, Decimal(1))
    with pytest.raises(ConfigError, match=r"^symbol: expected one of BTC/USDT, ETH/USDT, not ''$"):
        made.desk.buy(1)
