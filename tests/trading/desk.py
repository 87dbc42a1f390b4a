"""Orders and events for tests, in few words."""

from decimal import Decimal
from typing import Any

from radist.model import BookDelta, BookSnapshot, Freshness, Gap, Instrument, Level, Trade
from radist.trading.matching import Matcher
from radist.trading.orders import Fill, Order, Outcome, Rules

INSTRUMENT = Instrument("A/B", "AB", "A", "B", 0.1, 0.01)
RULES = Rules(latency_ms=50, maker_fee=Decimal("0.001"), taker_fee=Decimal("0.002"))
MS = 1000
START = 1_000_000_000
ARRIVED = START + 50 * MS
"""When an order arrives that is placed at the start."""


def snapshot(bids: list[Level], asks: list[Level], at: int = START) -> BookSnapshot:
    return BookSnapshot("there", "A/B", "AB", at, at, 1, bids, asks)


def delta(
    bids: list[Level], asks: list[Level], at: int = ARRIVED, heard: int | None = None
) -> BookDelta:
    return BookDelta("there", "A/B", "AB", heard or at, at, 2, 2, None, bids, asks)


def trade(
    price: float, quantity: float, side: Any = "sell", at: int = ARRIVED + 1, heard: int = 0
) -> Trade:
    return Trade("there", "A/B", "AB", heard or at, at, "1", price, quantity, side)


def gap(channel: str, at: int = START) -> Gap:
    return Gap("there", "A/B", "AB", None, at, channel, "reconnect")


def freshness(channel: str, stale: bool, at: int = START) -> Freshness:
    return Freshness("there", "A/B", "AB", None, at, channel, stale, "disconnected")


def order(side: Any = "buy", quantity: str | None = "1", **more: Any) -> Order:
    """A market order, unless a price or a stop price is given."""
    kind = "limit" if "price" in more else "stop" if "stop_price" in more else "market"
    money = {k: Decimal(v) for k, v in more.items() if k in ("price", "stop_price", "budget")}
    rest = {k: v for k, v in more.items() if k not in money}
    fields: dict[str, Any] = {"id": "o_1", "fee_currency": "B"} | rest | money
    amount = None if quantity is None else Decimal(quantity)
    place = {"exchange": "there", "symbol": "A/B", "native": "AB"}
    return Order(**place, side=side, type=kind, quantity=amount, **fields)  # type: ignore[arg-type]


BOOK = snapshot([(99.0, 2.0), (98.0, 3.0)], [(101.0, 1.0), (102.0, 2.0)])


def matcher(rules: Rules = RULES, instrument: Instrument = INSTRUMENT) -> Matcher:
    """One that has heard of a book with a mid of 100."""
    made = Matcher(instrument, rules)
    made.process(BOOK)
    return made


def fills(outcomes: list[Outcome]) -> list[Fill]:
    return [outcome.fill for outcome in outcomes if outcome.fill]


def got(outcomes: list[Outcome]) -> list[tuple[float, float]]:
    """Prices and quantities."""
    return [(float(fill.price), float(fill.quantity)) for fill in fills(outcomes)]
