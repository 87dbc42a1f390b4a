"""Who may do what. Pure: a visitor and a wish in, a yes or a ClientError out.

Whatever is not named here is refused.
"""

from ipaddress import ip_address
from typing import NoReturn

from msgspec import Struct

from radist.errors import ClientError

ADMIN, BROADCAST = "admin", "broadcast"
SCOPES = frozenset({ADMIN, BROADCAST})
_OWN = "user_"
"""How the rooms begin that have one visitor each."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = frozenset({"/healthz", "/readyz", "/openapi.json", "/api/v1/about"})
"""What whoever knocks may know: that somebody is at home, and at which door to ask."""
_GUARDED = ("/api", "/metrics")
"""All other addresses are files of the page."""
_ROOMS = "/api/v1/websocket"
_OF_USERS = tuple(
    f"/api/v1/{name}" for name in ("layouts", "alerts", "trading", "portfolio", "tokens")
)
"""What is each user's own: whoever is asked for it finds out whose."""
LOCAL = "local"
"""What whoever may command a node without a key is called: the person at its keyboard."""
_ONE_SCOPE = {f"{_ROOMS}/broadcast": BROADCAST, f"{_ROOMS}/tickets": ""}
"""Commands which are none of an admin's; no scope means: whoever has a token."""


class Visitor(Struct, frozen=True):
    """Somebody at the door, as far as they have shown who they are. Times are Unix seconds."""

    admitted: bool
    """Whether they may be in the rooms that are for everybody."""
    user: str | None = None
    scopes: frozenset[str] = frozenset()
    expires: float | None = None
    issued: float = 0.0
    token: str = ""
    """The name of their token (`jti`), by which it can be revoked."""


def user_of(visitor: Visitor) -> str | None:
    """Whose room and things are the visitor's; None where there is no telling."""
    if visitor.user is None and ADMIN in visitor.scopes:
        return LOCAL
    return visitor.user


def owner_of(visitor: Visitor) -> str:
    """Whose things are meant by "mine". Raises ClientError(401)."""
    owner = user_of(visitor)
    if not owner:
        _ask_who()
    return owner


def may_enter(visitor: Visitor, room: str) -> bool:
    """Whether a room is one of everybody's or the visitor's very own."""
    if room.startswith(_OWN):
        own = user_of(visitor)
        return bool(own) and room == f"{_OWN}{own}"
    everybodys = room == "global" or room.startswith("token_") or "." in room
    return visitor.admitted and everybodys


def check_room(visitor: Visitor, room: str) -> None:
    """Raises ClientError unless the visitor may enter. What is refused need not exist."""
    if may_enter(visitor, room):
        return
    if not visitor.admitted:
        _ask_who()
    raise ClientError(403, "forbidden", f"{room[:100]} is not for {visitor.user or 'anonymous'}")


def check_request(visitor: Visitor, method: str, path: str) -> None:
    """Raises ClientError unless the visitor may ask this over HTTP."""
    if not _is_below(path, _GUARDED) or path in _OPEN:
        return
    scope = _scope(method, path)
    if scope is None:
        if not visitor.admitted:
            _ask_who()
    elif scope not in visitor.scopes and (scope or visitor.user is None):
        if visitor.user is None:
            _ask_who()
        raise ClientError(403, "forbidden", f"this takes a token with the scope {scope!r}")


def _scope(method: str, path: str) -> str | None:
    """The scope that a request takes: None if it takes none, empty if any token will do."""
    if _is_below(path, (f"{_ROOMS}/connections",)):
        return ADMIN
    if _is_below(path, _OF_USERS):
        return None
    return None if method in _READING else _ONE_SCOPE.get(path, ADMIN)


def _is_below(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in places)


def _ask_who() -> NoReturn:
    raise ClientError(401, "auth_required", "show a token: Authorization: Bearer …")


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine, as far as its spelling tells."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
