from hypothesis import given
from hypothesis import strategies as st

from radist.simulator.matching import Book, Side, Top, Trade

orders = st.tuples(
    st.sampled_from(["limit", "limit", "limit", "market", "cancel"]),
    st.booleans(),
    st.integers(1, 12),  # price
    st.integers(1, 20),  # size, or which order to cancel
)


def sizes(side: Side) -> int:
    return sum(size for _, size in side.levels(10_000))


def test_the_better_price_is_served_first_and_within_it_the_older_order():
    book = Book()
    book.limit(buys=False, price=11, size=5, now=0)
    book.limit(buys=False, price=10, size=2, now=0)
    book.limit(buys=False, price=10, size=3, now=0)
    trades = book.market(buys=True, size=6, now=7)
    assert trades == [
        Trade(1, 10, 2, 7, False),
        Trade(2, 10, 3, 7, False),
        Trade(3, 11, 1, 7, False),
    ]
    assert book.top == Top(0, 0, 11, 4)


def test_a_limit_order_takes_what_crosses_and_rests_with_the_remainder():
    book = Book()
    book.limit(buys=False, price=10, size=2, now=0)
    order, trades = book.limit(buys=True, price=10, size=5, now=1)
    assert [trade.size for trade in trades] == [2]
    assert order is not None
    assert book.top == Top(10, 3, 0, 0)


def test_a_market_order_that_finds_nobody_is_dropped():
    book = Book()
    assert book.market(buys=False, size=9, now=0) == []
    assert book.update_id == 0


def test_a_cancelled_order_is_gone_and_cannot_be_cancelled_twice():
    book = Book()
    order, _ = book.limit(buys=True, price=10, size=2, now=0)
    assert order is not None
    assert book.cancel(order)
    assert not book.cancel(order)
    assert book.top == Top(0, 0, 0, 0)
    assert book.changed == {(True, 10)}


def test_each_changed_level_is_one_update_id():
    book = Book(first_update_id=100)
    book.limit(buys=False, price=10, size=1, now=0)
    book.limit(buys=False, price=11, size=1, now=0)
    assert book.update_id == 101
    book.market(buys=True, size=2, now=0)
    assert book.update_id == 103


@given(st.lists(orders, max_size=120))
def test_the_book_is_never_crossed_volumes_are_conserved_and_ids_are_dense(actions):
    book, resting, asked, traded, dropped = Book(first_trade_id=50), [], 0, [], 0
    for kind, buys, price, size in actions:
        before = sizes(book.bids) + sizes(book.asks)
        if kind == "cancel":
            if resting:
                book.cancel(resting.pop(size % len(resting)))
            dropped += before - sizes(book.bids) - sizes(book.asks)
        elif kind == "market":
            trades = book.market(buys=buys, size=size, now=0)
            taken = sum(trade.size for trade in trades)
            asked, dropped = asked + size, dropped + size - taken
            traded += trades
        else:
            order, trades = book.limit(buys=buys, price=price, size=size, now=0)
            asked += size
            traded += trades
            if order is not None:
                resting.append(order)
        top = book.top
        assert not top.bid_size or not top.ask_size or top.bid < top.ask
    left = sizes(book.bids) + sizes(book.asks)
    assert asked == left + dropped + 2 * sum(trade.size for trade in traded)
    assert [trade.id for trade in traded] == list(range(50, 50 + len(traded)))


@given(st.lists(orders, max_size=80))
def test_the_changed_levels_are_all_that_changed(actions):
    book, mirror = Book(), {}
    for kind, buys, price, size in actions:
        if kind == "market":
            book.market(buys=buys, size=size, now=0)
        else:
            book.limit(buys=buys, price=price, size=size, now=0)
        for is_bid, level in book.changed:
            mirror[is_bid, level] = (book.bids if is_bid else book.asks).size(level)
        book.changed.clear()
    shown = {(True, price): size for price, size in book.bids.levels(100)}
    shown |= {(False, price): size for price, size in book.asks.levels(100)}
    assert {level: size for level, size in mirror.items() if size} == shown
