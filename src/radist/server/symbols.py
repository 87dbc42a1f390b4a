"""What clients of the `/api/ws/*` family ask for, checked."""

from radist.errors import ClientError
from radist.exchanges.base import Exchange

MOST_SYMBOLS = 200
"""As many may be named in one request."""


def split(symbols: str) -> list[str]:
    """The symbols of a comma list, each once. Raises ClientError(422)."""
    names = list(dict.fromkeys(name.strip() for name in symbols.split(",") if name.strip()))
    if not names:
        raise ClientError(422, "invalid", "symbols: name at least one, such as BTCUSDT")
    if len(names) > MOST_SYMBOLS:
        raise ClientError(422, "invalid", f"symbols: at most {MOST_SYMBOLS}, not {len(names)}")
    return names


def check_interval(exchange: Exchange, interval: str) -> None:
    """Raises ClientError(422) if the exchange has no such interval."""
    if interval not in exchange.intervals:
        known = ", ".join(exchange.intervals)
        raise ClientError(422, "invalid", f"interval: expected one of {known}, not {interval!r}")
