"""One address grammar: `<channel>.<exchange>.<symbol>[.<interval>]` names a stream everywhere.

Beside these there are the rooms of a platform of tokens, which no exchange has to do with:
`global`, `token_<mint>` and `user_<id>`. How a name begins tells which family it is of.
"""

import re

from radist.errors import ClientError
from radist.model import Event, Subscription

WITH_INTERVAL = frozenset(
    "candle continuous_candle index_candle mark_candle rolling_ticker book_snapshot".split()
)
"""Channels whose topics end in an interval, of books in a number of levels."""

LOG_CHANNELS = frozenset(
    "trade agg_trade block_trade off_market_trade liquidation rpi_book contract_info".split()
)
"""Channels of which every message counts. In all others a newer message stands in for the older
ones.
"""


GLOBAL, _TOKEN, _USER = "global", "token_", "user_"
FAMILIES = (GLOBAL, "token", "user", "market")
ID = r"[!-~]{1,128}"
"""What a mint or a user may be called: printable ASCII without spaces."""
_is_platform = re.compile(rf"{GLOBAL}|(?:{_TOKEN}|{_USER}){ID}", re.ASCII).fullmatch


def token_room(mint: str) -> str:
    """Where a token is told about."""
    return _TOKEN + mint


def user_room(user: str) -> str:
    """Where a user is told what is only for them."""
    return _USER + user


def is_platform(room: str) -> bool:
    """Whether a room is one of the platform, and no exchange's.

    Raises ClientError(404) if it is to be one but cannot be.
    """
    if room != GLOBAL and not room.startswith((_TOKEN, _USER)):
        return False
    if _is_platform(room):
        return True
    form = "1 to 128 printable characters of ASCII, no spaces"
    raise ClientError(404, "unknown_room", f"{room[:200]!r} is no room: an id has {form}")


def family(room: str) -> str:
    """Which of the families a room is of."""
    if room == GLOBAL:
        return GLOBAL
    if room.startswith((_TOKEN, _USER)):
        return room.partition("_")[0]
    return "market"


def is_of_all(room: str) -> bool:
    """Whether a room is the one of all symbols: `ticker.<exchange>.*`, `rolling_ticker.….*.1h`."""
    return room.endswith(".*") or ".*." in room


def topic(exchange: str, subscription: Subscription) -> str:
    """The topic of a subscription at an exchange."""
    address = f"{subscription.channel}.{exchange}.{subscription.symbol}"
    return f"{address}.{subscription.interval}" if subscription.interval else address


def topic_of(event: Event) -> str:
    """The topic an event travels on. A gap travels on the topic that has the hole."""
    address = f"{event.channel}.{event.exchange}.{event.symbol}"
    interval: str = getattr(event, "interval", "")
    return f"{address}.{interval}" if interval else address


def parse(text: str) -> tuple[str, Subscription]:
    """The exchange and subscription that a topic names.

    Raises ClientError(404, "unknown_room") if it is not a topic.
    """
    channel, _, rest = text.partition(".")
    exchange, _, symbol = rest.partition(".")
    interval = ""
    if channel in WITH_INTERVAL:
        symbol, _, interval = symbol.rpartition(".")
    if not (channel and exchange and symbol) or (channel in WITH_INTERVAL and not interval):
        form = "<channel>.<exchange>.<symbol>" + (".<interval>" if channel in WITH_INTERVAL else "")
        raise ClientError(404, "unknown_room", f"{text!r} is not a topic; the form is {form}")
    return exchange, Subscription(channel, symbol, interval)
