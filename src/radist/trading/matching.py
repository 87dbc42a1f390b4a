"""Orders on paper, matched against the live book and tape of one instrument. Never optimistic.

The rules in short: an order is on its way for `latency_ms`; the first
word about the book that is not older than its arrival is what it meets. What can be taken at once
is taken from that book; the rest of a limit order waits in the queue of its price, and what was
traded since serves it. A word is as old as the exchange says, or as old as its frame: whichever is
older.
"""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from radist.market.book import OrderBook
from radist.model import (
    BookDelta,
    BookSnapshot,
    Event,
    Freshness,
    Gap,
    Instrument,
    Level,
    Side,
    Trade,
)
from radist.trading import money
from radist.trading.orders import NOTHING, Fill, Liquidity, Order, Outcome, Rules, State, slippage
from radist.trading.resting import Queue
from radist.trading.taking import Taken, takes

_HELD = "waits: "
"""How the reason begins of orders that stay, while nothing can be done for them."""


_EVERYBODY = Decimal("Infinity")
"""Ahead of an order while nothing is known of its level."""


class Preview(Struct, frozen=True):
    """What an order would get of the book as it is now."""

    price: Decimal | None
    """On average; None where nothing would be taken."""
    quantity: Decimal
    value: Decimal
    fee: Decimal
    slippage: Decimal | None
    levels: int
    mid: Decimal | None
    refused: str
    """Why it would not be taken; empty where it would."""
    held: Decimal = NOTHING
    """The money that is kept for what would wait in the book."""


class _Coming(Struct):
    """An order on its way to the book."""

    order: Order
    arrives: int


class Matcher:
    """The paper orders of one instrument, whoever's they are: owners do not meet one another."""

    def __init__(self, instrument: Instrument, rules: Rules) -> None:
        self.instrument = instrument
        self.rules = rules
        self.book = OrderBook()
        self.last_trade: Trade | None = None
        self._step = max(money.decimal(instrument.quantity_step), money.UNIT)
        self._heard: int | None = None
        """When the newest word about the book came, by our clock."""
        self._doubts: dict[str, str] = {}
        """What cannot be believed, by channel."""
        self._taken = Taken()
        self._coming: dict[str, _Coming] = {}
        self._stops: dict[str, _Coming] = {}
        """Those that wait for their price, or are on their way to where they do."""
        self._queue = Queue()
        self._cancels: dict[str, int] = {}
        """When the wish reaches the exchange that an order be cancelled."""

    @property
    def orders(self) -> list[Order]:
        """All that are not over."""
        waiting = [r.order for r in self._queue]
        return waiting + [c.order for c in (*self._coming.values(), *self._stops.values())]

    @property
    def is_idle(self) -> bool:
        """Whether there are none."""
        return not (self._coming or self._stops or len(self._queue))

    @property
    def due(self) -> int | None:
        """When `tick` has something to do at the latest, if nothing is heard before."""
        late = self.rules.stale + 1
        times = [c.arrives + late for c in self._coming.values() if c.order.state == "pending"]
        times += [c.arrives for c in self._stops.values() if c.order.state == "pending"]
        return min((*times, *self._cancels.values()), default=None)

    def doubt(self, now: int) -> str:
        """Why the book cannot be believed now; empty while it can."""
        symbol = self.instrument.symbol
        for channel, cause in self._doubts.items():
            return f"the {channel} stream of {symbol} is in doubt: {cause}"
        if not self.book.live or self._heard is None:
            return f"the book of {symbol} is not known yet"
        if self.book.crossed:
            return f"the book of {symbol} is crossed"
        if (age := now - self._heard) > self.rules.stale:
            return f"the book of {symbol} is {age / 1e6:.0f} s old"
        return ""

    @property
    def mid(self) -> Decimal | None:
        """Between best bid and best ask, where there are both."""
        bid, ask = self.book.bids(1), self.book.asks(1)
        if not (bid and ask):
            return None
        return money.WIDE.divide(money.decimal(bid[0][0]) + money.decimal(ask[0][0]), Decimal(2))

    def place(self, order: Order, now: int) -> list[Outcome]:
        """Send an order off. Where the book cannot be believed it is rejected."""
        if doubt := self.doubt(now):
            return [_over(order, "rejected", doubt, now)]
        order = replace(order, state="pending", updated=now)
        self._send(order, now)
        return [Outcome(order)]

    def restore(self, order: Order, now: int) -> None:
        """Go on with an order of before a restart: at the end of the queue, since what was traded
        meanwhile is not known.
        """
        if order.type == "limit" and order.state != "pending":
            self._queue.add(order, _EVERYBODY, now)
        else:
            self._send(order, now)

    def _send(self, order: Order, now: int) -> None:
        kept = self._stops if order.type == "stop" else self._coming
        kept[order.id] = _Coming(order, now + self.rules.latency)

    def cancel(self, order: str, now: int) -> list[Outcome]:
        """Wish that an order be cancelled: it may still be filled before the wish arrives."""
        if any(order in kept for kept in (self._coming, self._stops, self._queue)):
            self._cancels.setdefault(order, now + self.rules.latency)
        return []

    def drop(self, order: str, now: int) -> list[Outcome]:
        """Cancel an order that is not over, at once."""
        return [_over(self._remove(order), "cancelled", "by its owner", now)]

    def tick(self, now: int) -> list[Outcome]:
        """What follows from time having come to `now`."""
        outcomes = [ended for order in self._due(now) for ended in self.drop(order, now)]
        for coming in self._stops.values():
            if coming.order.state == "pending" and coming.arrives <= now:
                coming.order = replace(coming.order, state="open", updated=now)
                outcomes.append(Outcome(coming.order))
        for coming in [c for c in self._coming.values() if self._is_late(c, now)]:
            reason = self.doubt(now) or f"no word about the book of {self.instrument.symbol}"
            outcomes.append(_over(self._remove(coming.order.id), "rejected", reason, now))
        return outcomes

    def _is_late(self, coming: _Coming, now: int) -> bool:
        """Whether it waits in vain. A stop whose price has come waits as long as it takes."""
        return coming.order.state == "pending" and now - coming.arrives > self.rules.stale

    def _due(self, now: int) -> list[str]:
        return [order for order, when in self._cancels.items() if when <= now]

    def process(self, event: Event) -> list[Outcome]:
        """What follows from an event of the instrument."""
        now = event.time_received
        outcomes = self.tick(now) if self._coming or self._stops or self._cancels else []
        heard = min(event.time_exchange or now, now)
        if isinstance(event, Trade):
            return outcomes + self._traded(event, heard, now)
        if isinstance(event, BookDelta | BookSnapshot):
            return outcomes + self._told(event, heard, now)
        if isinstance(event, Gap | Freshness):
            return outcomes + self._doubted(event, now)
        return outcomes

    # The book.

    def _told(self, event: BookDelta | BookSnapshot, heard: int, now: int) -> list[Outcome]:
        if event.channel != "book":
            return []
        was_live = self.book.live
        self.book.apply(event)
        if not self.book.live:
            return []
        self._heard = now
        if isinstance(event, BookDelta):
            told: tuple[tuple[Side, list[Level]], ...] = (("buy", event.bids), ("sell", event.asks))
            for side, levels in told:
                self._queue.reduce(side, levels)
                self._taken.change(side, levels)
        else:
            self._queue.renew(self.book)
            self._taken.renew(self.book)
        outcomes = [] if was_live or self._doubts else self._say("", now)
        if self._coming and not self.doubt(now):
            arrived = [c for c in self._coming.values() if c.arrives <= heard]
            for order in (c.order for c in sorted(arrived, key=lambda c: c.arrives)):
                del self._coming[order.id]
                outcomes += self._meet(order, heard, now)
                if outcomes[-1].order.is_over:
                    self._cancels.pop(order.id, None)
        return outcomes

    def _meet(self, order: Order, heard: int, now: int) -> list[Outcome]:
        """An order meets the book."""
        order = replace(order, mid=self.mid)
        makers: Side = "sell" if order.side == "buy" else "buy"
        outcomes: list[Outcome] = []
        for take in takes(order, self.book, self._taken, self._step, self.rules.taker_fee):
            self._taken.note(order.owner, makers, take)
            outcomes.append(self._fill(order, take.price, take.quantity, "taker", now))
            order = outcomes[-1].order
        if order.type != "limit":
            return _ended(outcomes, order, now)
        if not order.is_over:
            outcomes += self._rest(order, heard, now)
        return outcomes

    def _rest(self, order: Order, heard: int, now: int) -> list[Outcome]:
        assert order.price is not None
        displayed = money.decimal(self.book.displayed(order.side, float(order.price)))
        if order.state == "pending":
            order = replace(order, state="open", updated=now)
        self._queue.add(order, displayed, heard)
        return [] if order.fills else [Outcome(order)]

    # The tape.

    def _traded(self, trade: Trade, heard: int, now: int) -> list[Outcome]:
        self.last_trade = trade
        outcomes = []
        for order, surplus in list(self._queue.hit(trade, heard)):
            assert order.price is not None
            if not (quantity := money.floor(surplus, self._step)):
                continue
            outcomes.append(self._fill(order, order.price, quantity, "maker", now))
            if outcomes[-1].order.is_over:
                self._remove(order.id)
            else:
                self._queue.put(outcomes[-1].order)
        for coming in [c for c in self._stops.values() if c.arrives < heard]:
            if _triggers(coming.order, trade.price):
                del self._stops[coming.order.id]
                self._coming[coming.order.id] = _Coming(coming.order, heard)
        return outcomes

    def _fill(
        self, order: Order, price: Decimal, quantity: Decimal, liquidity: Liquidity, now: int
    ) -> Outcome:
        value = money.WIDE.multiply(price, quantity)
        filled = order.filled + quantity
        is_whole = filled == order.quantity
        after = replace(
            order,
            state="filled" if is_whole else "partially_filled",
            filled=filled,
            value=money.WIDE.add(order.value, value),
            owed=money.WIDE.add(order.owed, money.WIDE.multiply(value, self.rules.fee(liquidity))),
            fills=order.fills + 1,
            reason="",
            updated=now,
        )
        fill = Fill(
            id=f"f_{order.id.removeprefix('o_')}_{after.fills}",
            order=order.id,
            exchange=order.exchange,
            symbol=order.symbol,
            side=order.side,
            price=price,
            quantity=quantity,
            paid=after.paid - order.paid,
            fee=after.fee - order.fee,
            fee_currency=order.fee_currency,
            liquidity=liquidity,
            mid=order.mid,
            time=now,
        )
        return Outcome(after, fill)

    # What stands in the way.

    def _doubted(self, event: Gap | Freshness, now: int) -> list[Outcome]:
        if event.channel not in ("book", "trade"):
            return []
        if isinstance(event, Freshness):
            self._doubts.pop(event.channel, None)
            if not event.stale:
                return [] if self._doubts or not self.book.live else self._say("", now)
            self._doubts[event.channel] = event.cause or "stale"
            return self._say(f"{_HELD}{self.doubt(now)}", now)
        if event.channel == "book":
            self.book.apply(event)
            return self._say(f"{_HELD}the book has a gap ({event.cause})", now)
        return self._say(
            f"trades are missing ({event.cause}), and what they would have filled", now
        )

    def _say(self, reason: str, now: int) -> list[Outcome]:
        """Tell of every order that waits what stands in its way, or that nothing does any more."""
        outcomes = []
        for order in self.orders:
            begins = order.reason.startswith(_HELD) if not reason else order.reason != reason
            if begins and order.state != "pending":
                outcomes.append(Outcome(replace(order, reason=reason, updated=now)))
                self._keep(outcomes[-1].order)
        return outcomes

    def _keep(self, order: Order) -> None:
        """The same order, changed, wherever it is."""
        if order.id in self._queue:
            self._queue.put(order)
        else:
            kept = self._stops if order.id in self._stops else self._coming
            kept[order.id].order = order

    def _remove(self, order: str) -> Order:
        self._cancels.pop(order, None)
        if order in self._queue:
            return self._queue.remove(order)
        kept = self._stops if order in self._stops else self._coming
        return kept.pop(order).order

    def preview(self, order: Order, now: int) -> Preview:
        """What it would get if it met the book as it is now."""
        if doubt := self.doubt(now):
            return Preview(None, NOTHING, NOTHING, NOTHING, None, 0, self.mid, doubt)
        found = list(takes(order, self.book, self._taken, self._step, self.rules.taker_fee))
        quantity = sum((take.quantity for take in found), NOTHING)
        value = sum((money.WIDE.multiply(take.price, take.quantity) for take in found), NOTHING)
        price = money.ratio(value, quantity) if quantity else None
        slipped = slippage(order.side, price, self.mid) if price else None
        paid = money.up(value) if order.side == "buy" else money.down(value)
        fee = money.up(money.WIDE.multiply(value, self.rules.taker_fee))
        short = order.type == "market" and order.quantity is not None and quantity < order.quantity
        refused = f"the book of {self.instrument.symbol} has no more" if short else ""
        return Preview(price, quantity, paid, fee, slipped, len(found), self.mid, refused)


def _triggers(order: Order, price: float) -> bool:
    assert order.stop_price is not None
    stop = float(order.stop_price)
    return price >= stop if order.side == "buy" else price <= stop


def _over(order: Order, state: State, reason: str, now: int) -> Outcome:
    return Outcome(replace(order, state=state, reason=reason, updated=now))


def _ended(outcomes: list[Outcome], order: Order, now: int) -> list[Outcome]:
    """A market order has met the book: what it did not get then it does not get at all."""
    if order.is_over:
        return outcomes
    if not order.fills:
        return [_over(order, "rejected", "the book had nothing for it", now)]
    last = outcomes.pop()
    if order.quantity is None:  # it was to spend an amount, and has
        done = replace(order, state="filled", quantity=order.filled)
    else:
        done = replace(
            order, state="cancelled", reason="the book, or what was set aside, had no more"
        )
    return [*outcomes, Outcome(done, last.fill)]
