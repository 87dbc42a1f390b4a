"""Tokens that are worth nothing any more, though their time is not over."""

from radist.errors import ClientError
from radist.server.access import Visitor

MOST = 100_000


class Revoked:
    """By a token's name, or a user's tokens up to a time. Kept for the life of the node."""

    def __init__(self) -> None:
        self._tokens: set[str] = set()
        self._users: dict[str, float] = {}

    def token(self, name: str) -> None:
        """One token, by its `jti`. Raises ClientError(503) if there are too many."""
        self._make_room()
        self._tokens.add(name)

    def user(self, user: str, before: float) -> None:
        """All of a user's tokens that were issued before a time, in Unix seconds."""
        self._make_room()
        self._users[user] = max(before, self._users.get(user, 0.0))

    def holds(self, visitor: Visitor) -> bool:
        """Whether this visitor's token is revoked. One that does not say when it was issued was
        issued before any time.
        """
        if visitor.user is None:
            return False
        return visitor.token in self._tokens or visitor.issued < self._users.get(visitor.user, 0.0)

    def _make_room(self) -> None:
        if len(self._tokens) + len(self._users) >= MOST:
            raise ClientError(503, "full", f"{MOST} revocations are the most: exchange the key")
