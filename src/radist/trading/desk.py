"""The broker of a strategy: its orders, its account, and what became of both."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import count

from radist.errors import ClientError, ConfigError
from radist.market.book import OrderBook
from radist.model import Event, Instrument, Side
from radist.trading import money
from radist.trading.account import Account, currency
from radist.trading.matching import Matcher
from radist.trading.money import decimal, floor
from radist.trading.orders import NOTHING, Order, OrderType, Outcome, Rules
from radist.trading.result import Result
from radist.trading.strategy import Amount
from radist.trading.tickets import Ticket, order_of


class Desk:
    """A `Broker`. What it is to do is done at `now`; what comes of it is in `settle`."""

    def __init__(
        self, exchange: str, instruments: Mapping[str, Instrument], rules: Rules, cash: Decimal
    ) -> None:
        """`instruments` by symbol, all paid in one currency. Raises ConfigError."""
        self.now = 0
        self._exchange = exchange
        self._rules = rules
        self._matchers = {s: Matcher(found, rules) for s, found in instruments.items()}
        currencies = {currency(instrument) for instrument in instruments.values()}
        if len(currencies) != 1:
            listed = ", ".join(sorted(currencies)) or "none"
            raise ConfigError(f"symbols: expected such as are paid in one currency, not {listed}")
        self._account = Account(cash, currencies.pop())
        self.result = Result(cash, self._account.currency)
        self._numbers = count(1)

    @property
    def cash(self) -> Decimal:
        return self._account.available

    @property
    def equity(self) -> Decimal:
        return self._account.equity(lambda exchange, symbol: self.price(symbol))

    @property
    def orders(self) -> Mapping[str, Order]:
        return self._account.orders

    def position(self, symbol: str = "") -> Decimal:
        name = self._matcher(symbol).instrument.symbol
        return self._account.position(self._exchange, name).quantity

    def price(self, symbol: str = "") -> Decimal | None:
        trade = self._matcher(symbol).last_trade
        return decimal(trade.price) if trade else None

    def book(self, symbol: str = "") -> OrderBook:
        return self._matcher(symbol).book

    def buy(
        self,
        quantity: Amount,
        symbol: str = "",
        *,
        price: Amount | None = None,
        stop: Amount | None = None,
    ) -> Order:
        return self._place("buy", quantity, symbol, price, stop)

    def sell(
        self,
        quantity: Amount,
        symbol: str = "",
        *,
        price: Amount | None = None,
        stop: Amount | None = None,
    ) -> Order:
        return self._place("sell", quantity, symbol, price, stop)

    def cancel(self, order: Order | str) -> None:
        found = self.orders.get(order if isinstance(order, str) else order.id)
        if found:
            self._take(self._matchers[found.symbol].cancel(found.id, self.now))

    def cancel_all(self, symbol: str = "") -> None:
        for order in tuple(self.orders.values()):
            if symbol in ("", order.symbol):
                self.cancel(order)

    def settle(self, event: Event) -> Iterator[Outcome]:
        """Show an event to the market of its symbol: what becomes of which order."""
        matcher = self._matchers.get(event.symbol)
        if matcher:
            for outcome in matcher.process(event):
                self._take((outcome,))
                yield outcome

    def look(self) -> None:
        """Note what everything is worth now."""
        self.result.realised = self._account.realised
        self.result.fees = self._account.fees
        self.result.see(self.now, self.equity)

    def _place(
        self,
        side: Side,
        quantity: Amount,
        symbol: str,
        price: Amount | None,
        stop: Amount | None,
    ) -> Order:
        matcher = self._matcher(symbol)
        kind: OrderType = "limit" if price is not None else "market" if stop is None else "stop"
        step = decimal(matcher.instrument.quantity_step) or money.UNIT
        size = floor(_exact(quantity), step)
        ticket = Ticket(
            side=side,
            type=kind,
            quantity=size,
            price=None if price is None else _exact(price),
            stop_price=None if stop is None else _exact(stop),
        )
        order = self._order(ticket, matcher, f"o_{next(self._numbers)}")
        self.result.orders[order.id] = order
        if order.is_over:
            return order
        self._account.orders[order.id] = order
        self._take(matcher.place(order, self.now))
        return self.result.orders[order.id]

    def _order(self, ticket: Ticket, matcher: Matcher, number: str) -> Order:
        """The order of a ticket; one that is rejected, where there can be none."""
        named = {"id": number, "exchange": self._exchange, "created": self.now}
        try:
            order = order_of(ticket, matcher.instrument, **named)
            value = matcher.preview(order, self.now).value
            return self._account.admit(order, matcher.instrument, self._rules, value)
        except ClientError as error:
            return Order(
                id=number,
                exchange=self._exchange,
                symbol=matcher.instrument.symbol,
                native=matcher.instrument.native,
                side=ticket.side,
                type=ticket.type,
                quantity=ticket.quantity,
                price=ticket.price,
                stop_price=ticket.stop_price,
                state="rejected",
                reason=str(error),
                created=self.now,
                updated=self.now,
            )

    def _take(self, outcomes: "list[Outcome] | tuple[Outcome]") -> None:
        for outcome in outcomes:
            before = self._account.realised
            self._account.apply(outcome)
            self.result.orders[outcome.order.id] = outcome.order
            if outcome.fill:
                self.result.fills.append(outcome.fill)
                if outcome.fill.side == "sell":
                    earned = self._account.realised - before
                    self.result.won += earned > NOTHING
                    self.result.lost += earned <= NOTHING
                self.look()

    def _matcher(self, symbol: str) -> Matcher:
        """Of a symbol, or of the only one. Raises ConfigError."""
        if not symbol and len(self._matchers) == 1:
            return next(iter(self._matchers.values()))
        if symbol not in self._matchers:
            known = ", ".join(self._matchers)
            raise ConfigError(f"symbol: expected one of {known}, not {symbol!r}")
        return self._matchers[symbol]


def _exact(amount: Amount) -> Decimal:
    return decimal(amount) if isinstance(amount, float) else Decimal(amount)
