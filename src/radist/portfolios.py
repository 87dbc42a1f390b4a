"""What accounts have and are worth, and what they were worth before."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from radist import codec
from radist.dealing import Dealing
from radist.errors import ClientError
from radist.listings import Listings
from radist.trading import money
from radist.trading.account import Position, worth
from radist.trading.ledger import mint_of

if TYPE_CHECKING:
    from radist.store.deal import Account, Deal
    from radist.store.opening import Store

log = logging.getLogger(__name__)
Json = dict[str, Any]

TOKEN = "token"
"""What stands for the exchange where a position is one in tokens."""
_MINUTE = 60_000_000
_DAY = 1440 * _MINUTE
_SPANS = {"1d": _DAY, "1w": 7 * _DAY, "1m": 30 * _DAY, "all": None}
_MOST_POINTS = 500
_MOST_SEEN = 1000
"""Accounts that are looked at each minute: those that were asked for last."""


class Portfolios:
    """Each owner's own."""

    def __init__(self, dealing: Dealing, listings: Listings, store: "Store") -> None:
        self.marks: Callable[[str, str], Decimal | None] = lambda exchange, symbol: None
        """What one unit of an instrument is worth now; None where nobody knows."""
        self._dealing = dealing
        self.listings = listings
        self._store = store
        self._now = dealing.now
        self._mornings: dict[tuple[str, int], tuple[int, Decimal]] = {}
        """The day, and what a run was worth when it began."""
        self._sampled: OrderedDict[tuple[str, int], int] = OrderedDict()
        """When runs were last looked at, those seen last at the end."""
        dealing.undone.append(self._sampled.clear)

    async def run(self) -> None:
        """Look at accounts that are in use, each minute."""
        while True:
            await asyncio.sleep(_MINUTE / 1e6)
            try:
                for owner in self._in_use():
                    await self.get(owner)
            except ClientError as error:
                log.warning("equity not kept", extra={"reason": str(error)})

    def _in_use(self) -> list[str]:
        """Whose accounts are. Copied in one step, since works go on in their thread meanwhile."""
        return list(dict.fromkeys(owner for owner, _ in tuple(self._sampled)))

    async def get(self, owner: str) -> Json:
        """What an owner has."""
        return await self._dealing.submit(lambda deal: self.of(deal, deal.account(owner)))

    async def reset(self, owner: str, balance: Decimal, key: str | None) -> bytes:
        """Begin anew with so much money; what was before is kept aside. Raises ClientError(409)
        while there are open orders.
        """
        asked = ["reset", money.text(balance)]
        return await self._dealing.once(
            owner, key, asked, lambda deal: self._reset(deal, owner, balance)
        )

    def _reset(self, deal: "Deal", owner: str, balance: Decimal) -> Json:
        from radist.store import trading_tables

        account = deal.account(owner)
        if any(deal.balances(account.held).values()):
            raise ClientError(409, "open_orders", "cancel your open orders first")
        ended = {
            "owner": owner,
            "run": account.run,
            "opened": account.opened,
            "closed": deal.now,
            "cash": account.cash,
            "equity": Decimal(self.of(deal, account)["equity"]),
        }
        deal.put(trading_tables.runs, ended)
        made = deal.open(owner, account.run + 1, balance)
        self._sampled.pop((owner, account.run), None)
        return self.tell(deal, made)

    def tell(self, deal: "Deal", account: "Account") -> Json:
        """What the account has now; and have its owner's pages told."""
        portfolio = self.of(deal, account)
        seed = {"user_id": account.owner, "total_value": portfolio["equity"]}
        deal.tell("portfolio_update", seed | portfolio)
        return portfolio

    def of(self, deal: "Deal", account: "Account") -> Json:
        """What an account has, as it is told."""
        held = deal.balances(account.held)
        free = deal.balances(account.free)
        positions = {
            place: Position(row["quantity"], row["cost"], row["realised"])
            for place, row in deal.positions(account).items()
        }
        natives = {place: row["native"] for place, row in deal.positions(account).items()}
        holdings = self._holdings(deal, free, positions)
        places = [
            self._position(place, natives[place], position)
            for place, position in sorted(positions.items())
            if place[0] != TOKEN and position.quantity
        ]
        cash = money.add(free.get(deal.currency, money.ZERO), held.get(deal.currency, money.ZERO))
        values = [Decimal(one["value"]) for one in (*holdings, *places)]
        equity = money.add(cash, *values)
        costs = money.add(*(p.cost for p in positions.values()))
        realised = money.add(*(p.realised for p in positions.values()))
        self._sample(deal, account, equity)
        return {
            "user": account.owner,
            "paper": True,
            "currency": deal.currency,
            "cash": money.text(cash),
            "equity": money.text(equity),
            "realised": money.text(realised),
            "unrealised": money.text(money.add(*values, -costs)),
            "today": money.text(money.add(equity, -self._morning(deal, account))),
            "balances": _balances(free, held),
            "positions": places,
            "holdings": holdings,
            "timestamp": codec.iso(deal.now),
        }

    def _holdings(
        self,
        deal: "Deal",
        free: Mapping[str, Decimal],
        positions: Mapping[tuple[str, str], Position],
    ) -> list[Json]:
        found = []
        for currency, amount in sorted(free.items()):
            mint = mint_of(currency)
            if mint is None or not amount:
                continue
            listed = self.listings.board().get(mint, deal.now)
            price = listed.day.price
            cost = positions.get((TOKEN, mint), Position()).cost
            value = money.product(price, amount, up=False)
            found.append(
                {
                    "token_mint": mint,
                    "symbol": listed.token.symbol,
                    "amount": money.text(amount),
                    "price": money.text(price),
                    "value": money.text(value),
                    "unrealised": money.text(money.add(value, -cost)),
                }
            )
        return found

    def _position(self, place: tuple[str, str], native: str, position: Position) -> Json:
        mark = self.marks(*place)
        value = worth(position, mark)
        average = position.average_price
        return {
            "exchange": place[0],
            "symbol": place[1],
            "native": native,
            "quantity": money.text(position.quantity),
            "average_price": None if average is None else money.text(average),
            "mark": None if mark is None else money.text(mark),
            "value": money.text(value),
            "unrealised": money.text(money.add(value, -position.cost)),
            "realised": money.text(position.realised),
        }

    def _sample(self, deal: "Deal", account: "Account", equity: Decimal) -> None:
        """Keep what it is worth, once in a minute."""
        from radist.store import trading_tables

        run, minute = (account.owner, account.run), deal.now - deal.now % _MINUTE
        if self._sampled.pop(run, None) != minute:
            row = {"owner": run[0], "run": run[1], "time": minute, "value": equity}
            deal.put(trading_tables.equity, row)
        self._sampled[run] = minute
        if len(self._sampled) > _MOST_SEEN:
            self._sampled.popitem(last=False)

    def _morning(self, deal: "Deal", account: "Account") -> Decimal:
        """What the run was worth when the day began, or with what it began today."""
        run, today = (account.owner, account.run), deal.now - deal.now % _DAY
        known = self._mornings.get(run)
        if known is None or known[0] != today:
            before = deal.equity_before(account, today)
            known = (today, account.cash if before is None else before)
            if len(self._mornings) > _MOST_SEEN:
                self._mornings.clear()
            self._mornings[run] = known
        return known[1]

    async def equity(self, owner: str, span: str) -> list[tuple[int, Decimal]]:
        """What the present run was worth, oldest first, and is now."""
        account, now = await self._dealing.submit(lambda deal: self._look(deal, owner))
        length = _SPANS[span]
        since = 0 if length is None else self._now() - length
        points = await asyncio.to_thread(
            lambda: self._store.trading.equity(owner, account.run, since)
        )
        return [*_thinned(points), (self._now(), now)]

    def _look(self, deal: "Deal", owner: str) -> "tuple[Account, Decimal]":
        account = deal.account(owner)
        return account, Decimal(self.of(deal, account)["equity"])


def _balances(free: Mapping[str, Decimal], held: Mapping[str, Decimal]) -> list[Json]:
    """What there is of each currency that is no token."""
    names = sorted(name for name in {*free, *held} if mint_of(name) is None)
    found = []
    for name in names:
        there = free.get(name, money.ZERO)
        total = money.add(there, held.get(name, money.ZERO))
        if total:
            found.append(
                {"currency": name, "total": money.text(total), "available": money.text(there)}
            )
    return found


def _thinned(points: list[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """The last of each of so many stretches of equal length."""
    if len(points) <= _MOST_POINTS:
        return points
    first = points[0][0]
    length = (points[-1][0] - first) // _MOST_POINTS + 1
    kept = {(time - first) // length: (time, value) for time, value in points}
    return list(kept.values())
