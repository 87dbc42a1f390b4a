"""Which price of an event a condition is about."""

from collections.abc import Callable
from typing import Any

from radist.conditions import Of
from radist.derivatives import MarkPrice
from radist.model import Event, Quote, Trade


def _bid(event: Any) -> float | None:
    return event.bid_price or None


def _ask(event: Any) -> float | None:
    return event.ask_price or None


def _mid(event: Any) -> float | None:
    if event.bid_price <= 0 or event.ask_price <= 0:  # a side of the book is empty
        return None
    return (event.bid_price + event.ask_price) / 2  # type: ignore[no-any-return]


def _price(event: Any) -> float | None:
    return event.price  # type: ignore[no-any-return]


_KINDS: dict[Of, tuple[type[Event], Callable[[Any], float | None]]] = {
    "trade": (Trade, _price),
    "bid": (Quote, _bid),
    "ask": (Quote, _ask),
    "mid": (Quote, _mid),
    "mark": (MarkPrice, _price),
}


class Price:
    """Takes it from the events that have it."""

    __slots__ = ("_kind", "_read")

    def __init__(self, of: Of) -> None:
        self._kind, self._read = _KINDS[of]

    def of(self, event: Event) -> float | None:
        """The price; None where the event has none."""
        return self._read(event) if event.__class__ is self._kind else None
