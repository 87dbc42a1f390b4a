"""The paper desk of a node: orders, the live books that they meet, and the ledger that keeps both.

What happens to an order is committed before anybody is told. While the store cannot be had,
outcomes wait, in their order; what happens meanwhile in the market is matched all the same.
"""

import asyncio
import logging
import secrets
from collections.abc import Coroutine, Iterable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from radist import codec
from radist.errors import ClientError
from radist.floor import Floor
from radist.followed import Followed, Market
from radist.hub.hub import Hub
from radist.marks import Marks
from radist.receiver import Receiver
from radist.server.upstream import DeskFigures
from radist.trading.account import Refused, admitted, needed
from radist.trading.matching import Preview
from radist.trading.orders import NOTHING, OVER, Order, Outcome, Rules, asset, told
from radist.trading.tickets import Wanted, check_value, order_of
from radist.trading_settings import Paper as Settings

if TYPE_CHECKING:
    from radist.store.opening import Store
    from radist.store.orders import Opened

log = logging.getLogger(__name__)
Result = TypeVar("Result")

_PAUSE = 1.0
"""Seconds after which a store is tried again that could not be had."""
_LONGEST_CANCEL = 2.0
"""Seconds for which whoever cancels waits for the end of the order, beside the latency."""


class Paper:
    """Everybody's paper orders on one node."""

    def __init__(
        self, settings: Settings, receiver: Receiver, hub: Hub, floor: Floor, store: "Store"
    ) -> None:
        self.rules = Rules.of(settings)
        self._receiver = receiver
        self._portfolios = floor.portfolios
        self._dealing = floor.dealing
        self._store = store
        self._now = now = floor.dealing.now
        self._markets = Followed(self.rules, receiver, hub, now, self._note)
        self._marks = Marks(receiver, hub, floor.portfolios, now)
        self._outcomes: list[Outcome] = []
        """What is not written down yet, in order."""
        self._made = asyncio.Event()
        self._ends: dict[str, asyncio.Event] = {}
        """Who waits for the end of an order."""
        self._fills = 0
        """Counted since the start."""
        self._ended = dict.fromkeys(sorted(OVER), 0)
        """Orders that are over, by how they ended, counted since the start."""
        self._ready = asyncio.Event()
        """Set when the orders of before are at work again."""
        self._tasks = asyncio.TaskGroup()

    async def run(self) -> None:
        """Restore what there was; then write down what happens, until cancelled."""
        async with self._tasks:
            self._tasks.create_task(self._restore(), name="orders of before")
            self._tasks.create_task(self._marks.run(), name="marks")
            while True:
                await self._made.wait()
                self._made.clear()
                await self._settle()

    @property
    def figures(self) -> DeskFigures:
        """How it is doing."""
        live = sum(len(market.matcher.orders) for market in self._markets)
        return DeskFigures(live, dict(self._ended), self._fills)

    # What is asked for.

    async def place(self, wanted: Wanted, key: str | None = None) -> tuple[bytes, bool]:
        """Take up an order: as JSON, and whether it is new. Raises ClientError."""
        return await self._whole(self._place(wanted, key))

    async def _place(self, wanted: Wanted, key: str | None) -> tuple[bytes, bool]:
        from radist.store.orders import opened

        made: list[Opened] = []
        await self._ready.wait()
        with self._markets.visit(wanted.exchange, wanted.symbol) as market:
            order = self._order(market, wanted)
            await self._markets.know(market)
            if doubt := self._markets.doubt(market):
                raise Refused(doubt)
            expected, tell = self._expected(market, order), self._portfolios.tell

            def work(deal: Any) -> dict[str, Any]:
                made[:] = [opened(deal, order, self.rules, expected, tell)]
                return told(made[0].order)

            asked = codec.encode(wanted).decode()
            answer = await self._dealing.once(wanted.owner, key, asked, work)
            if is_new := bool(made) and made[0].is_new:
                outcomes = market.matcher.place(made[0].order, self._now())
                self._note(outcome for outcome in outcomes if outcome.order.is_over)
            return answer, is_new

    async def preview(self, wanted: Wanted) -> tuple[Preview, Decimal]:
        """What an order would get now, and the money that is at hand. Raises ClientError."""
        await self._ready.wait()
        with self._markets.visit(wanted.exchange, wanted.symbol) as market:
            order = self._order(market, wanted)
            await self._markets.know(market)
            cash, holding = await self._funds(order)
            seen = market.matcher.preview(order, self._now())
            refused = self._markets.doubt(market) or seen.refused
            if not refused:
                refused = _refusal(order, self.rules, seen.value, cash, holding)
            held = _held(order, self.rules, seen.quantity)
            return replace(seen, refused=refused, held=held), cash

    async def _funds(self, order: Order) -> tuple[Decimal, Decimal]:
        """Money and goods at hand."""
        goods = asset(order.exchange, order.symbol)
        read = partial(self._store.orders.funds, order.owner, order.fee_currency, goods)
        beginning = self._dealing.cash if order.fee_currency == self._dealing.currency else NOTHING
        return await asyncio.to_thread(read) or (beginning, NOTHING)

    async def cancel(self, owner: str, order: str) -> Order:
        """Wish that an order be cancelled; as it is then. Raises ClientError(404)."""
        await self._ready.wait()
        read = partial(self._store.orders.get, owner, order)
        found = await asyncio.to_thread(read)
        if found.is_over:
            return found
        market = self._markets.get(found.exchange, found.symbol)
        if market is None:
            raise Refused(f"{found.exchange} is not listened to now: the order stays")
        ended = self._ends.setdefault(order, asyncio.Event())
        market.matcher.cancel(order, self._now())
        self._markets.follow()
        try:
            async with asyncio.timeout(self.rules.latency / 1e6 + _LONGEST_CANCEL):
                await ended.wait()
        except TimeoutError:
            log.info("a cancel takes long", extra={"order": order})
        return await asyncio.to_thread(read)

    async def clear(self, owner: str) -> int:
        """Cancel all orders of an owner at once; how many there were."""
        from radist.store.orders import abandoned

        await self._ready.wait()
        ended = self._drop(owner)
        for event in ended:
            await event.wait()
        # Those of exchanges that are not listened to any more, and those just taken up.
        work = partial(abandoned, owner=owner, tell=self._portfolios.tell)
        others = await self._dealing.submit(work)
        self._drop(owner)
        return len(ended) + others

    def _drop(self, owner: str) -> list[asyncio.Event]:
        """Cancel all of an owner's that are in a market; what is set when they are over."""
        now, ended = self._now(), list[asyncio.Event]()
        for market in self._markets:
            for order in [order for order in market.matcher.orders if order.owner == owner]:
                ended.append(self._ends.setdefault(order.id, asyncio.Event()))
                self._note(market.matcher.drop(order.id, now))
        return ended

    def _order(self, market: Market, wanted: Wanted) -> Order:
        named = {"id": f"o_{secrets.token_urlsafe(9)}", "exchange": wanted.exchange}
        instrument, now = market.matcher.instrument, self._now()
        order = order_of(wanted.ticket, instrument, **named, owner=wanted.owner, created=now)
        price = order.price or order.stop_price
        if price and order.quantity:
            check_value(price * order.quantity, instrument)
        return order

    def _expected(self, market: Market, order: Order) -> Decimal | None:
        """What an order without a limit would cost now. Raises ClientError where it is one for the
        market and gets nothing.
        """
        if order.type == "limit":
            return None
        seen, instrument = market.matcher.preview(order, self._now()), market.matcher.instrument
        if order.type == "market":
            if seen.refused or not seen.quantity:
                raise Refused(seen.refused or f"the book of {instrument.symbol} has nothing for it")
            check_value(seen.value, instrument)
        return seen.value

    # What happens.

    def _note(self, outcomes: Iterable[Outcome]) -> None:
        self._outcomes += outcomes
        if self._outcomes:
            self._made.set()

    async def _settle(self) -> None:
        """Write down what has happened, as long as it takes."""
        while outcomes := self._outcomes:
            self._outcomes = []
            try:
                await self._write(outcomes)
            except ClientError:  # one of them is not to be had, and keeps the others from it
                for outcome in outcomes:
                    await self._write_one(outcome)
            self._fills += sum(outcome.fill is not None for outcome in outcomes)
            for order in (outcome.order for outcome in outcomes):
                self._marks.changed(order.owner)
                if order.is_over:
                    self._ended[order.state] += 1
                    if ended := self._ends.pop(order.id, None):
                        ended.set()
        self._markets.follow()

    async def _write(self, outcomes: list[Outcome]) -> None:
        from radist.store.orders import settled

        work = partial(settled, outcomes=outcomes, tell=self._portfolios.tell)
        while True:
            try:
                await self._dealing.submit(work)
                return
            except ClientError as error:
                if error.code != 503:
                    raise
                log.warning("outcomes wait", extra={"count": len(outcomes), "reason": str(error)})
                await asyncio.sleep(_PAUSE)

    async def _write_one(self, outcome: Outcome) -> None:
        try:
            await self._write([outcome])
        except ClientError as error:
            fields = {"order": outcome.order.id, "reason": str(error)}
            log.error("an outcome is not in the ledger", extra=fields)

    # What was before.

    async def _restore(self) -> None:
        """Put the orders of before to work again, as soon as their exchanges are known."""
        live = await self._live()
        for name in {order.exchange for order in live} & self._receiver.feeds.keys():
            await self._receiver.feeds[name].ready()
        for order in live:
            try:
                market = self._markets.open(order.exchange, order.symbol)
            except ClientError as error:
                log.warning("an order waits", extra={"order": order.id, "reason": str(error)})
            else:
                market.matcher.restore(order, self._now())
        self._markets.follow()
        self._ready.set()

    async def _live(self) -> list[Order]:
        while True:
            try:
                return await asyncio.to_thread(lambda: self._store.orders.live())
            except ClientError as error:
                log.warning("no orders", extra={"reason": str(error)})
                await asyncio.sleep(_PAUSE)

    async def _whole(self, doing: Coroutine[Any, Any, Result]) -> Result:
        """Do it to its end, even if whoever asked for it goes away."""
        found = await asyncio.shield(self._tasks.create_task(_caught(doing)))
        if isinstance(found, ClientError):
            raise found
        return found


async def _caught(doing: Coroutine[Any, Any, Result]) -> Result | ClientError:
    try:
        return await doing
    except ClientError as error:
        return error


def _held(order: Order, rules: Rules, taken: Decimal) -> Decimal:
    """The money that a limit order keeps for what is not taken at once."""
    if order.type != "limit" or order.side == "sell" or order.quantity is None:
        return NOTHING
    return needed(replace(order, quantity=order.quantity - taken), rules, None)[1]


def _refusal(order: Order, rules: Rules, expected: Decimal, cash: Decimal, holding: Decimal) -> str:
    try:
        admitted(order, rules, expected, cash, holding)
    except Refused as error:
        return str(error)
    return ""
