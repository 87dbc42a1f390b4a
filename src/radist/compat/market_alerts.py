"""What is to be said about prices: `MarketAlerts`."""

import threading
from collections.abc import Callable
from typing import Any, Literal, Protocol

from msgspec import Struct

from radist.alarms import Alert as Alarm
from radist.alarms import Definition, Every
from radist.alerts.running import Running
from radist.conditions import Above, Below, Crosses
from radist.errors import ConfigError
from radist.model import Trade

Condition = Literal["above", "below", "crosses"]
Alert = dict[str, Any]
Callback = Callable[[Alert], Any]
_CONDITIONS: dict[str, type[Above | Below | Crosses]] = {
    "above": Above,
    "below": Below,
    "crosses": Crosses,
}


class Prices(Protocol):
    """Who knows prices."""

    def get_latest_price(self, symbol: str) -> dict[str, Any] | None:
        """A price with its `price`, or None."""


class Rule(Struct, eq=False):
    """One condition on the price of one symbol, and whom to call."""

    symbol: str
    condition: Condition
    level: float
    callback: Callback
    running: Running
    last: float | None = None
    """The price that was seen before."""

    def met_by(self, price: float) -> bool:
        """Whether the condition holds now, and did not with the price before."""
        self.last = price
        place = ("", self.symbol, self.symbol, None, 0)
        return self.running.process(Trade(*place, "", price, 0.0, "buy")) is not None


class MarketAlerts:
    """Rules about prices; each calls back when its condition begins to hold.

    `data_manager`, whatever has `get_latest_price`, is asked which price a new rule begins with.
    """

    def __init__(self, data_manager: Prices | None = None) -> None:
        self._known = data_manager
        self._rules: tuple[Rule, ...] = ()
        self._lock = threading.Lock()
        self._watchers: list[Callable[[], None]] = []

    @property
    def symbols(self) -> frozenset[str]:
        """What there are rules about."""
        return frozenset(rule.symbol for rule in self._rules)

    def add(self, symbol: str, condition: Condition, level: float, callback: Callback) -> Rule:
        """Call back with the alert when the price goes above a level, goes below it, or crosses
        it either way. Raises ConfigError for any other condition.
        """
        if condition not in _CONDITIONS:
            raise ConfigError(f"condition: expected above, below or crosses, not {condition!r}")
        rule = Rule(symbol, condition, level, callback, _running(symbol, condition, level))
        if known := self._known.get_latest_price(symbol) if self._known else None:
            rule.met_by(known["price"])
        with self._lock:
            self._rules = (*self._rules, rule)
        self._tell()
        return rule

    def remove(self, rule: Rule) -> None:
        """Forget a rule."""
        with self._lock:
            self._rules = tuple(one for one in self._rules if one is not rule)
        self._tell()

    def check(self, price_data: dict[str, Any]) -> list[tuple[Callback, Alert]]:
        """A price is there: whom to call, and with what."""
        symbol, price = price_data["symbol"], price_data["price"]
        found = []
        for rule in self._rules:
            if rule.symbol == symbol and rule.met_by(price):
                alert = {"symbol": symbol, "condition": rule.condition, "level": rule.level}
                told = {"price": price, "timestamp": price_data.get("timestamp")}
                found.append((rule.callback, alert | told))
        return found

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this whenever there are other rules."""
        self._watchers.append(changed)

    def _tell(self) -> None:
        for changed in self._watchers:
            changed()


def _running(symbol: str, condition: Condition, level: float) -> Running:
    """What the server's alerts run by, each time that it begins to hold."""
    told = _CONDITIONS[condition](level=level)
    definition = Definition(symbol=symbol, condition=told, repeat=Every())
    return Running(Alarm(id="", owner="", definition=definition), 0, None, False)
