"""Paper orders in the ledger: what they keep of an account, and what their fills move."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import asdict, replace
from sqlalchemy import Select, Table, func, or_, select, tuple_

from radist.errors import ClientError
from radist.store import trading_tables as kept
from radist.store.database import Database
from radist.store.deal import Account, Deal, Row
from radist.trading import ledger
from radist.trading.account import Position, Refused, admitted, held
from radist.trading.ledger import Entry, Posting
from radist.trading.orders import NOTHING, OVER, Fill, Order, Outcome, Rules, asset, told, told_fill

_LIVE = kept.orders.c.state.not_in(sorted(OVER))


Tell = Callable[[Deal, Account], object]
"""Have an owner told what their account has now."""


class Opened(NamedTuple):
    """The result of wishing for an order: it may have been there already."""

    order: Order
    is_new: bool


def opened(deal: Deal, order: Order, rules: Rules, expected: Decimal | None, tell: Tell) -> Opened:
    """Take an order up, and set aside what it needs. Raises Refused.

    Whoever asks again by the same `client_order_id` gets the order that it made.
    """
    account = deal.account(order.owner)
    if order.client_order_id and (known := _by_client(deal, account, order.client_order_id)):
        return Opened(known, False)
    if order.fee_currency != deal.currency:
        wanted, there = order.fee_currency, deal.currency
        raise Refused(f"{order.symbol} is paid in {wanted}, and this account has {there}")
    cash = deal.balance(account.free, order.fee_currency)
    holding = deal.balance(account.free, asset(order.exchange, order.symbol))
    order = replace(admitted(order, rules, expected, cash, holding), run=account.run)
    kind, amount = _kept(order), held(order)
    deal.post(Entry(f"hold:{order.id}", "hold", deal.now, _aside(account, kind, amount)))
    _put(deal, order)
    deal.tell("order_update", {"user_id": order.owner, "order": told(order)})
    tell(deal, account)
    return Opened(order, True)


def settled(deal: Deal, outcomes: Iterable[Outcome], tell: Tell) -> None:
    """Write down what has become of orders, and move what their fills move."""
    owners = [owner for outcome in outcomes if (owner := _settled(deal, outcome))]
    for owner in dict.fromkeys(owners):
        tell(deal, deal.account(owner))


def abandoned(deal: Deal, owner: str, tell: Tell) -> int:
    """Cancel what of an owner's is not over, whoever was to fill it; how many there were."""
    live = deal.find(select(kept.orders.c.id).where(kept.orders.c.owner == owner, _LIVE))
    rows = [row for found in live if (row := deal.get(kept.orders, found["id"]))]
    orders = [_order(row) for row in rows if row["state"] not in OVER]
    over = {"state": "cancelled", "reason": "by its owner", "updated": deal.now}
    settled(deal, [Outcome(replace(order, **over)) for order in orders], tell)
    return len(orders)


def _settled(deal: Deal, outcome: Outcome) -> str:
    """Whose account has changed; empty where nothing has."""
    before = deal.get(kept.orders, outcome.order.id)
    if before is None or before["state"] in OVER:
        return ""  # it was never taken up, or this was written down before
    order = replace(outcome.order, budget=before["budget"], run=before["run"])
    if outcome.fill:
        _fill(deal, order, outcome.fill)
    left = _set_aside(_order(before), order, outcome.fill)
    if order.is_over and left:
        home = _aside(_account(order), _kept(order), -left)
        deal.post(Entry(f"release:{order.id}", "release", deal.now, home))
    _put(deal, order)
    deal.tell("order_update", {"user_id": order.owner, "order": told(order)})
    return order.owner if outcome.fill or order.is_over else ""


def _set_aside(before: Order, order: Order, fill: Fill | None) -> Decimal:
    """What is still set aside for an order, after a fill."""
    gone = NOTHING
    if fill:
        gone = fill.paid + fill.fee if order.side == "buy" else fill.quantity
    return held(before) - gone


def _fill(deal: Deal, order: Order, fill: Fill) -> None:
    account, goods = _account(order), asset(order.exchange, order.symbol)
    money = order.fee_currency
    if order.side == "buy":
        moved = [
            *_paid(account.held, ledger.MARKET, money, fill.paid),
            *_paid(account.held, ledger.FEES, money, fill.fee),
            *_paid(ledger.MARKET, account.free, goods, fill.quantity),
        ]
    else:
        moved = [
            *_paid(account.held, ledger.MARKET, goods, fill.quantity),
            *_paid(ledger.MARKET, account.free, money, fill.paid - fill.fee),
            *_paid(ledger.MARKET, ledger.FEES, money, fill.fee),
        ]
    deal.post(Entry(f"fill:{fill.id}", "fill", deal.now, tuple(moved)))
    deal.add(kept.fills, _row_of_fill(order, fill))
    _keep_position(deal, order, fill)
    deal.tell("fill", {"user_id": order.owner, "fill": told_fill(fill)})


def _keep_position(deal: Deal, order: Order, fill: Fill) -> None:
    key = (order.owner, order.run, order.exchange, order.symbol)
    row = deal.get(kept.positions, *key)
    found = Position(row["quantity"], row["cost"], row["realised"]) if row else Position()
    names = dict(zip(("owner", "run", "exchange", "symbol"), key, strict=True))
    after = asdict(found.filled(fill))
    deal.put(kept.positions, {**names, "native": order.native, **after})


def _account(order: Order) -> Account:
    """The run in which an order was made, whichever it is now."""
    return Account(order.owner, order.run, 0, NOTHING)


def _kept(order: Order) -> str:
    """In what an order keeps what it needs."""
    if order.side == "buy":
        return order.fee_currency
    return asset(order.exchange, order.symbol)


def _aside(account: Account, currency: str, amount: Decimal) -> tuple[Posting, ...]:
    """Set aside; or back, what is below zero."""
    if amount < 0:
        return ledger.transfer(account.held, account.free, currency, -amount)
    return ledger.transfer(account.free, account.held, currency, amount)


def _paid(giver: str, taker: str, currency: str, amount: Decimal) -> tuple[Posting, ...]:
    return ledger.transfer(giver, taker, currency, amount) if amount else ()


def _by_client(deal: Deal, account: Account, name: str) -> Order | None:
    there = kept.orders.c
    mine = (there.owner == account.owner, there.run == account.run, there.client_order_id == name)
    found = deal.find(select(kept.orders).where(*mine))
    return _order(found[0]) if found else None


_FIELDS = frozenset(Order.__struct_fields__) - {"type"}


def _order(row: Row) -> Order:
    fields = {name: row[name] for name in _FIELDS}
    return Order(type=row["kind"], **fields)


def _put(deal: Deal, order: Order) -> None:
    row = {name: getattr(order, name) for name in _FIELDS}
    deal.put(kept.orders, {**row, "kind": order.type, "fee": order.fee})


def _row_of_fill(order: Order, fill: Fill) -> Row:
    names = {"owner": order.owner, "run": order.run, "order_id": fill.order, "value": fill.paid}
    same = {name: getattr(fill, name) for name in Fill.__struct_fields__}
    return {**{k: v for k, v in same.items() if k not in ("order", "paid")}, **names}


def _fill_of(row: Row) -> Fill:
    same = {name: row[name] for name in Fill.__struct_fields__ if name not in ("order", "paid")}
    return Fill(order=row["order_id"], paid=row["value"], **same)


class Orders:
    """What is asked for. Blocking; from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def live(self) -> list[Order]:
        """All that are not over, of everybody, in the order of their making."""
        wanted = select(kept.orders).where(_LIVE)
        return list(map(_order, self._rows(wanted.order_by(kept.orders.c.created))))

    def get(self, owner: str, order: str) -> Order:
        """One of an owner's. Raises ClientError(404)."""
        mine = (kept.orders.c.owner == owner, kept.orders.c.id == order)
        found = self._rows(select(kept.orders).where(*mine))
        if not found:
            raise ClientError(404, "unknown_order", f"there is no order {order[:100]!r}")
        return _order(found[0])

    def page(
        self, owner: str, symbol: str, before: str, limit: int, *, live: bool = False
    ) -> tuple[list[Order], str | None]:
        """Those of an owner's present run, newest first, and what is `before` the page after."""
        rows = self._of(kept.orders, owner, symbol)
        found, following = self._page(rows.where(_LIVE) if live else rows, before, limit)
        return list(map(_order, found)), following

    def fills(
        self, owner: str, symbol: str, before: str, limit: int
    ) -> tuple[list[Fill], str | None]:
        """The same of fills."""
        found, following = self._page(self._of(kept.fills, owner, symbol), before, limit)
        return list(map(_fill_of, found)), following

    def _of(self, table: Table, owner: str, symbol: str) -> Select[Any]:
        run = select(kept.accounts.c.run).where(kept.accounts.c.owner == owner).scalar_subquery()
        rows = select(table).where(table.c.owner == owner, table.c.run == run)
        place = tuple_(table.c.exchange, table.c.symbol)
        return rows.where(place.in_(_called(owner, symbol))) if symbol else rows

    def _page(self, rows: Select[Any], before: str, limit: int) -> tuple[list[Row], str | None]:
        there = rows.selected_columns
        time, name = there.get("created", there.get("time")), there["id"]
        assert time is not None
        if before:
            at, last = _place(before)
            rows = rows.where((time < at) | ((time == at) & (name < last)))
        found = self._rows(rows.order_by(time.desc(), name.desc()).limit(limit + 1))
        if len(found) <= limit:
            return found, None
        end = found[limit - 1]
        return found[:limit], f"{end[time.name]}_{end['id']}"

    def funds(self, owner: str, currency: str, goods: str) -> tuple[Decimal, Decimal] | None:
        """What an owner has at hand of a currency and of a holding; None before the first order."""
        accounts = self._rows(select(kept.accounts).where(kept.accounts.c.owner == owner))
        if not accounts:
            return None
        name = ledger.user(owner, accounts[0]["run"])
        rows = self._rows(select(kept.balances).where(kept.balances.c.account == name))
        found = {row["currency"]: row["amount"] for row in rows}
        return found.get(currency, NOTHING), found.get(goods, NOTHING)

    def _rows(self, wanted: Any) -> list[Row]:
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]


def _called(owner: str, symbol: str) -> Select[Any]:
    """What an owner means by a spelling, ours or the exchange's, in either case."""
    there = kept.orders.c
    spellings = (
        func.upper(spelling) == symbol.upper() for spelling in (there.symbol, there.native)
    )
    return select(there.exchange, there.symbol).where(there.owner == owner, or_(*spellings))


def _place(before: str) -> tuple[int, str]:
    time, _, name = before.partition("_")
    if not (time.isascii() and time.isdigit() and len(time) < 19 and name):
        raise ClientError(422, "invalid", "before: expected what `next` said")
    return int(time), name
