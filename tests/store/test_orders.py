"""Paper orders in the ledger: what is set aside, moved and given back."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from radist.errors import ClientError
from radist.store.database import Database
from radist.store.deal import Deal, Opening
from radist.store.orders import Orders, opened, settled
from radist.store.trading import Clash, Trading
from radist.trading.account import Refused
from radist.trading.ledger import Overdrawn
from radist.trading.orders import Fill, Order, Outcome, Rules

OPENING = Opening("USDT", Decimal(1000))
RULES = Rules(maker_fee=Decimal("0.001"), taker_fee=Decimal("0.002"))
NOW = 1_703_520_000_000_000
GOODS = "there:A/USDT"


class Desk:
    """Works on one database, and what they gave."""

    def __init__(self, database: Database) -> None:
        self.orders, self.trading = Orders(database), Trading(database)
        self.told: list[str] = []

    def do(self, work: Any) -> Any:
        done = self.trading.commit([work], OPENING, NOW)
        self.told += [message.kind for message in done.told]
        if isinstance(done.results[0], BaseException):
            raise done.results[0]
        return done.results[0]

    def open(self, order: Order, expected: Decimal | None = None) -> Any:
        return self.do(lambda deal: opened(deal, order, RULES, expected, self._tell))

    def settle(self, *outcomes: Outcome) -> None:
        self.do(lambda deal: settled(deal, outcomes, self._tell))

    def _tell(self, deal: Deal, account: Any) -> None:
        deal.tell("portfolio_update", {"user_id": account.owner})

    def balances(self, owner: str = "alice") -> dict[str, str]:
        rows = self.trading.balances()
        return {
            f"{account.partition(':')[0]} {currency}": f"{amount:f}"
            for account, currency, amount in rows
            if account.endswith(f":{owner}")
        }


@pytest.fixture
def desk(store_url: str) -> Iterator[Desk]:
    database = Database(store_url)
    yield Desk(database)
    database.close()


def order(side: Any = "buy", quantity: str = "2", **more: Any) -> Order:
    place = {"exchange": "there", "symbol": "A/USDT", "native": "AUSDT", "owner": "alice"}
    given = {"id": "o_1", "type": "limit", "price": Decimal(100), "fee_currency": "USDT"} | more
    times = {"created": NOW, "updated": NOW}
    return Order(side=side, quantity=Decimal(quantity), **(place | times | given))


def filled(before: Order, quantity: str, price: str = "99.5") -> Outcome:
    """As if a matcher had filled so much of an order, as a maker."""
    more, value = Decimal(quantity), Decimal(quantity) * Decimal(price)
    after = replace(
        before,
        state="filled" if before.filled + more == before.quantity else "partially_filled",
        filled=before.filled + more,
        value=before.value + value,
        owed=before.owed + value * RULES.maker_fee,
        fills=before.fills + 1,
    )
    amounts = {"quantity": more, "paid": after.paid - before.paid, "fee": after.fee - before.fee}
    place = {"exchange": before.exchange, "symbol": before.symbol, "fee_currency": "USDT"}
    name = f"f_{before.id[2:]}_{after.fills}"
    rest: dict[str, Any] = {"liquidity": "maker", "mid": Decimal(100), "time": NOW + after.fills}
    fill = Fill(
        id=name, order=before.id, side=before.side, price=Decimal(price), **place, **amounts, **rest
    )
    return Outcome(after, fill)


def test_an_order_sets_aside_what_it_may_cost_and_gives_back_what_is_left(desk):
    made = desk.open(order()).order
    assert (made.budget, made.run) == (Decimal("200.4"), 1)
    assert desk.balances() == {"user USDT": "799.6", "held USDT": "200.4"}
    first = filled(made, "0.5")
    desk.settle(first)
    assert desk.balances() == {
        "user USDT": "799.6",
        "held USDT": "150.60025",
        f"user {GOODS}": "0.5",
    }
    desk.settle(Outcome(replace(first.order, state="cancelled")))
    assert desk.balances() == {"user USDT": "950.20025", f"user {GOODS}": "0.5"}
    assert desk.told == [
        *("order_update", "portfolio_update"),
        *("fill", "order_update", "portfolio_update"),
        *("order_update", "portfolio_update"),
    ]


def test_a_sell_sets_aside_what_it_sells_and_pays_its_fee_out_of_what_it_gets(desk):
    desk.settle(filled(desk.open(order()).order, "2"))
    with pytest.raises(Refused, match="there are 2 to sell, not 3"):
        desk.open(order("sell", "3", id="o_2"))
    made = desk.open(order("sell", "2", id="o_2")).order
    assert desk.balances() == {"user USDT": "800.801", f"held {GOODS}": "2"}
    desk.settle(filled(made, "2", "101"))
    assert desk.balances() == {"user USDT": f"{Decimal('800.801') + 202 - Decimal('0.202'):f}"}
    position = desk.do(lambda deal: deal.positions(deal.account("alice")))["there", "A/USDT"]
    assert (position["quantity"], position["cost"]) == (0, 0)
    assert position["realised"] == 202 - Decimal("0.202") - Decimal("199.199")


def test_what_was_written_down_is_not_written_again(desk):
    made = desk.open(order()).order
    done = filled(made, "2")
    desk.settle(done)
    before = desk.balances()
    desk.settle(done, Outcome(replace(made, state="cancelled")))
    desk.settle(Outcome(replace(made, id="o_unknown", state="cancelled")))
    assert desk.balances() == before
    fills, _ = desk.orders.fills("alice", "", "", 10)
    assert [fill.id for fill in fills] == ["f_1_1"]


def test_the_same_client_order_id_is_the_same_order(desk):
    first = desk.open(order(client_order_id="mine"))
    again = desk.open(order(id="o_2", client_order_id="mine", quantity="1"))
    other = desk.open(order(id="o_3", client_order_id="mine", owner="bob"))
    assert (first.is_new, again.is_new, other.is_new) == (True, False, True)
    assert (again.order.id, other.order.id) == ("o_1", "o_3")
    both = [order(id=f"o_{n}", client_order_id="yours", quantity="1") for n in (4, 5)]
    works = [lambda deal, o=o: opened(deal, o, RULES, None, lambda *_: None).order.id for o in both]
    try:
        found = desk.trading.commit(works, OPENING, NOW).results
    except Clash:  # in one transaction they clash, and are done one by one
        found = [desk.do(work) for work in works]
    assert found == ["o_4", "o_4"]


def test_what_cannot_be_paid_is_refused_and_leaves_nothing(desk):
    with pytest.raises(Refused, match=r"it takes 1002 USDT, and there are 1000"):
        desk.open(order("buy", "10"))
    with pytest.raises(Refused, match="paid in EUR, and this account has USDT"):
        desk.open(order(fee_currency="EUR"))
    with pytest.raises(Overdrawn):
        desk.settle(filled(replace(desk.open(order()).order, quantity=Decimal(9)), "9"))
    assert desk.balances() == {"user USDT": "799.6", "held USDT": "200.4"}
    assert [o.id for o in desk.orders.page("alice", "", "", 10)[0]] == ["o_1"]


def test_orders_come_in_pages_newest_first(desk):
    for number in range(5):
        coin = "B" if number == 3 else "A"
        names = {"id": f"o_{number}", "symbol": f"{coin}/USDT", "native": f"{coin}USDT"}
        desk.open(order("buy", "1", created=NOW + number // 2, **names))
    desk.settle(Outcome(replace(desk.orders.get("alice", "o_4"), state="cancelled")))
    found, following = desk.orders.page("alice", "", "", 2)
    pages = [[one.id for one in found]]
    while following:
        found, following = desk.orders.page("alice", "", following, 2)
        pages.append([one.id for one in found])
    assert pages == [["o_4", "o_3"], ["o_2", "o_1"], ["o_0"]]
    for spelling in ("B/USDT", "b/usdt", "busdt"):
        assert [o.id for o in desk.orders.page("alice", spelling, "", 9)[0]] == ["o_3"]
    assert len(desk.orders.page("alice", "", "", 9, live=True)[0]) == 4
    assert [o.id for o in desk.orders.live()] == ["o_0", "o_1", "o_2", "o_3"]
    assert desk.orders.page("bob", "", "", 9) == ([], None)
    with pytest.raises(ClientError, match="before: expected what `next` said"):
        desk.orders.page("alice", "", "x", 9)
    with pytest.raises(ClientError, match="there is no order 'o_1'"):
        desk.orders.get("bob", "o_1")


def test_an_order_comes_back_as_it_was(desk):
    made = desk.open(order(quantity="2", client_order_id="é", price=Decimal("100.10"))).order
    assert desk.orders.get("alice", "o_1") == made
    assert desk.orders.funds("alice", "USDT", GOODS) == (1000 - made.budget, 0)
    assert desk.orders.funds("bob", "USDT", GOODS) is None
