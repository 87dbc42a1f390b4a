"""What came of a strategy: its fills, its equity over time, and the figures that people ask for."""

from collections import Counter
from decimal import Decimal
from typing import Any

from radist import codec
from radist.trading.money import WIDE
from radist.trading.orders import NOTHING, Fill, Order, text, told, told_fill

_POINTS = 4_000
"""Of the equity curve that are kept: when there are more, every other one goes."""
_SECOND = 1_000_000
_HUNDREDTH = Decimal("0.01")


class Result:
    """Filled while a strategy runs. Money is exact; times are in microseconds."""

    def __init__(self, cash: Decimal, currency: str) -> None:
        self.began_with = self.equity = cash
        self.currency = currency
        self.begin: int | None = None
        self.end = 0
        self.events = 0
        self.gaps = 0
        self.orders: dict[str, Order] = {}
        """All of them, as they are now."""
        self.fills: list[Fill] = []
        self.fees = self.realised = NOTHING
        self.won = self.lost = 0
        """Sales that earned something, and those that did not."""
        self.curve: list[tuple[int, Decimal]] = []
        self._every = _SECOND
        self._peak = cash
        self.drawdown = NOTHING
        """The deepest fall below a peak of the equity, in percent."""

    def see(self, time: int, equity: Decimal) -> None:
        """What everything is worth at a time."""
        self.begin = time if self.begin is None else self.begin
        self.end, self.equity = time, equity
        self._peak = max(self._peak, equity)
        if self._peak > 0:
            self.drawdown = max(self.drawdown, _percent(self._peak - equity, self._peak))
        if not self.curve or time >= self.curve[-1][0] + self._every:
            self.curve.append((time, equity))
        if len(self.curve) > _POINTS:
            del self.curve[1::2]
            self._every *= 2

    @property
    def earned(self) -> Decimal:
        """In percent of what it began with."""
        return _percent(self.equity - self.began_with, self.began_with)

    @property
    def slippage(self) -> Decimal | None:
        """Against the mid when an order met the book, in percent, by value."""
        told = [(fill.slippage, fill.paid) for fill in self.fills if fill.slippage is not None]
        if not (value := sum((paid for _, paid in told), NOTHING)):
            return None
        return WIDE.divide(sum(s * paid for s, paid in told), value).quantize(_HUNDREDTH / 100)

    def figures(self) -> dict[str, Any]:
        """What a table shows, as text."""
        reasons = Counter(o.reason for o in self.orders.values() if o.state == "rejected")
        return {
            "from": codec.iso(self.begin) if self.begin is not None else None,
            "to": codec.iso(self.end) if self.begin is not None else None,
            "events": self.events,
            "gaps": self.gaps,
            "currency": self.currency,
            "began_with": text(self.began_with),
            "equity": text(self.equity),
            "earned_percent": text(self.earned),
            "realised": text(self.realised),
            "unrealised": text(self.equity - self.began_with - self.realised),
            "fees": text(self.fees),
            "drawdown_percent": text(self.drawdown),
            "slippage_percent": text(self.slippage),
            "orders": len(self.orders),
            "rejected": reasons.total(),
            "rejected_because": next((reason for reason, _ in reasons.most_common(1)), None),
            "fills": len(self.fills),
            "won": self.won,
            "lost": self.lost,
        }

    def told(self) -> dict[str, Any]:
        """All of it."""
        return self.figures() | {
            "curve": [[codec.iso(time), text(equity)] for time, equity in self.curve],
            "order_list": [told(order) for order in self.orders.values()],
            "fill_list": [told_fill(fill) for fill in self.fills],
        }


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return WIDE.divide(part * 100, whole).quantize(_HUNDREDTH) if whole else NOTHING
