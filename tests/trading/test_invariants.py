"""Whatever markets do and whoever orders what: money and goods stay, and nothing is filled that
could not have been.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from radist.errors import ClientError
from radist.model import Event
from radist.trading.account import Account, Refused
from radist.trading.orders import NOTHING, Fill, Order, Outcome
from radist.trading.tickets import Ticket, order_of
from trading.desk import INSTRUMENT, MS, RULES, START, delta, gap, matcher, snapshot, trade

prices = st.integers(960, 1040).map(lambda tenths: tenths / 10)
sizes = st.integers(0, 500).map(lambda lots: lots / 100)
levels = st.lists(st.tuples(prices, sizes), max_size=3)
sides = st.sampled_from(["buy", "sell"])
times = st.integers(0, 200 * MS)
tickets = st.builds(
    Ticket,
    side=sides,
    type=st.sampled_from(["market", "limit", "stop"]),
    quantity=st.none() | st.integers(1, 400).map(lambda lots: Decimal(lots) / 100),
    quote=st.none() | st.integers(1, 500).map(Decimal),
    price=st.none() | prices.map(lambda price: Decimal(str(price))),
    stop_price=st.none() | prices.map(lambda price: Decimal(str(price))),
)
steps = st.lists(
    st.tuples(
        times,
        st.one_of(
            st.tuples(st.just("delta"), levels, levels),
            st.tuples(st.just("trade"), prices, sizes, sides),
            st.tuples(st.just("order"), tickets),
            st.tuples(st.just("cancel"), st.integers(0, 20)),
            st.tuples(st.just("gap"), st.sampled_from(["book", "trade"])),
            st.tuples(st.just("snapshot"), levels, levels),
        ),
    ),
    max_size=40,
)


class Play:
    """A matcher, the account that it fills, and all that has come of it."""

    def __init__(self) -> None:
        self.matcher, self.account = matcher(), Account(Decimal(1000), "B")
        self.outcomes: list[Outcome] = []
        self.now = START
        self.orders = 0

    def step(self, later: int, what: tuple[Any, ...]) -> None:
        self.now += later
        kind, *rest = what
        if kind == "order":
            self._order(rest[0])
        elif kind == "cancel":
            self._take(self.matcher.cancel(f"o_{rest[0]}", self.now))
        else:
            self._take(self._hear(self._event(kind, rest)))

    def _event(self, kind: str, rest: list[Any]) -> Event:
        if kind == "trade":
            return trade(*rest, at=self.now)
        if kind == "gap":
            return gap(rest[0], at=self.now)
        bids = [(p, q) for p, q in rest[0] if p < 100]
        asks = [(p, q) for p, q in rest[1] if p > 100]
        return (delta if kind == "delta" else snapshot)(bids, asks, self.now)

    def _hear(self, event: Event) -> list[Outcome]:
        makers = ("buy", "sell")
        before = {s: dict(self._displayed(s, event)) for s in makers}
        outcomes = self.matcher.process(event)
        taken: dict[float, Decimal] = defaultdict(Decimal)
        for outcome in outcomes:
            if (fill := outcome.fill) and fill.liquidity == "taker":
                taken[float(fill.price)] += fill.quantity
                side = "sell" if fill.side == "buy" else "buy"
                assert taken[float(fill.price)] <= Decimal(str(before[side][float(fill.price)]))
        served = sum((o.fill.quantity for o in outcomes if _is_maker(o.fill)), NOTHING)
        assert not served or served <= Decimal(str(getattr(event, "quantity", 0)))
        return outcomes

    def _displayed(self, side: Any, event: Event) -> list[tuple[float, float]]:
        """What a side displays once an event is applied."""
        book = self.matcher.book
        found = dict(book.bids(99) if side == "buy" else book.asks(99))
        told = getattr(event, "bids" if side == "buy" else "asks", [])
        return [*({} if event.__class__.__name__ == "BookSnapshot" else found).items(), *told]

    def _order(self, ticket: Ticket) -> None:
        self.orders += 1
        try:
            place = {"exchange": "there", "created": self.now}
            order = order_of(ticket, INSTRUMENT, id=f"o_{self.orders}", **place)
            expected = self.matcher.preview(order, self.now).value
            order = self.account.admit(order, INSTRUMENT, RULES, expected)
        except ClientError:
            return
        self._take(self.matcher.place(order, self.now))

    def _take(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.account.apply(outcome)
            assert self.account.available >= 0
            assert self.account.free("there", "A/B") >= 0
        self.outcomes += outcomes


def _is_maker(fill: Fill | None) -> bool:
    return fill is not None and fill.liquidity == "maker"


@settings(max_examples=150)
@given(steps)
def test_money_and_goods_stay_and_no_fill_is_better_than_its_limit(
    run: list[tuple[int, tuple[Any, ...]]],
) -> None:
    play = Play()
    for step in run:
        play.step(*step)
    fills = [o.fill for o in play.outcomes if o.fill]
    orders = {o.order.id: o.order for o in play.outcomes}
    _sums_are_right(play.account, fills)
    for fill in fills:
        limit = orders[fill.order].price
        if limit is not None:
            assert fill.price <= limit if fill.side == "buy" else fill.price >= limit
    for order in orders.values():
        own = [fill for fill in fills if fill.order == order.id]
        _is_consistent(order, own)
    assert {o.id for o in play.matcher.orders} == set(play.account.orders)


def _sums_are_right(account: Account, fills: list[Fill]) -> None:
    sign = {"buy": 1, "sell": -1}
    goods = sum((sign[f.side] * f.quantity for f in fills), NOTHING)
    paid = sum((sign[f.side] * f.paid + f.fee for f in fills), NOTHING)
    position = account.position("there", "A/B")
    assert account.cash == 1000 - paid
    assert position.quantity == goods
    assert account.cash - 1000 == position.realised - position.cost
    mark = Decimal("98.7")
    earned = position.realised + account.unrealised(lambda *_: mark)
    assert account.equity(lambda *_: mark) == 1000 + earned


def _is_consistent(order: Order, own: list[Fill]) -> None:
    assert order.filled == sum((fill.quantity for fill in own), NOTHING)
    assert order.fee == sum((fill.fee for fill in own), NOTHING)
    assert order.paid == sum((fill.paid for fill in own), NOTHING)
    assert order.quantity is None or order.filled <= order.quantity
    assert order.budget is None or order.spent <= order.budget
    assert (order.state == "filled") == (order.filled == order.quantity)


@given(steps)
@settings(max_examples=25)
def test_the_same_run_has_the_same_outcomes(run: list[tuple[int, tuple[Any, ...]]]) -> None:
    plays = (Play(), Play())
    for play in plays:
        for step in run:
            play.step(*step)
    assert plays[0].outcomes == plays[1].outcomes


def test_what_is_refused_is_no_order() -> None:
    play = Play()
    ticket = Ticket(side="sell", type="market", quantity=Decimal(1))
    order = order_of(ticket, INSTRUMENT, id="o_1", exchange="there", created=START)
    try:
        play.account.admit(order, INSTRUMENT, RULES)
    except Refused as error:
        assert str(error) == "there are 0 to sell, not 1"
    dear = replace(order, side="buy", type="limit", price=Decimal(1001))
    try:
        play.account.admit(dear, INSTRUMENT, RULES)
    except Refused as error:
        assert str(error) == "it takes 1003.002 B, and there are 1000"
    assert play.account.orders == {}
