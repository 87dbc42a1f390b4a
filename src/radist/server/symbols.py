"""What clients ask for over HTTP, checked: symbols and intervals of `/api/ws/*`, and rooms."""

from typing import Annotated

from fastapi import Query

from radist import topics, wishes
from radist.errors import ClientError
from radist.exchanges.base import Exchange
from radist.hub.book_room import BOOKS
from radist.server.access import Visitor, check_room
from radist.server.upstream import Upstream

MOST_SYMBOLS = 200
"""As many may be named in one request; and as many rooms."""
MOST_BOOKS = 20
"""As many rooms of order books: with each comes the whole of it."""

Rooms = Annotated[
    str,
    Query(
        description="A comma list of rooms: topics of markets, and rooms of the platform",
        examples=["global,token_So111"],
    ),
]


def split(symbols: str) -> list[str]:
    """The symbols of a comma list, each once. Raises ClientError(422)."""
    names = list(dict.fromkeys(name.strip() for name in symbols.split(",") if name.strip()))
    if not names:
        raise ClientError(422, "invalid", "symbols: name at least one, such as BTCUSDT")
    if len(names) > MOST_SYMBOLS:
        raise ClientError(422, "invalid", f"symbols: at most {MOST_SYMBOLS}, not {len(names)}")
    return names


def check_interval(exchange: Exchange, interval: str) -> None:
    """Raises ClientError(422) if there are no candles of such an interval."""
    try:
        wishes.check_interval(exchange, interval)
    except ClientError as error:
        raise ClientError(422, "invalid", f"interval: {error}") from None


def rooms(upstream: Upstream, visitor: Visitor, named: str) -> list[str]:
    """The rooms of a comma list in their canonical spelling, each once. Raises ClientError if one
    of them is unknown, or not for this visitor.
    """
    names = [name.strip() for name in named.split(",") if name.strip()]
    if not 0 < len(names) <= MOST_SYMBOLS:
        message = f"topics: expected 1 to {MOST_SYMBOLS} rooms, not {len(names)}"
        raise ClientError(422, "invalid", message)
    found = dict.fromkeys(n if topics.is_platform(n) else upstream.check(n) for n in names)
    if (books := sum(room.startswith(BOOKS) for room in found)) > MOST_BOOKS:
        message = f"topics: at most {MOST_BOOKS} order books at once, each may have 100 kB"
        raise ClientError(422, "invalid", f"{message}; not {books}")
    for room in found:
        check_room(visitor, room)
    return list(found)
