"""What is told of an alert, to whom, and what became of it: words between store and notify."""

from collections.abc import Collection, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from radist.codec import encode, iso

LEASE = 30_000_000
"""Microseconds for which who is to deliver something has it to themselves, and again whenever they
say that they keep it.
"""


class Target(Struct, frozen=True):
    """Where to. What an operator declared has its options in the configuration, under its name; a
    webhook that a user made has its `url`.
    """

    id: str
    """Stays the same for as long as the target is: its secret is made of it."""
    name: str
    kind: str
    url: str = ""
    source: Literal["config", "api"] = "config"


class Delivery(Struct, frozen=True):
    """One trigger on its way to one target. `created` is in microseconds."""

    id: str
    """The same in each attempt: by it a receiver knows what came twice."""
    trigger_id: str
    target: Target
    payload: bytes
    """What `sealed` has made."""
    created: int
    attempts: int = 0
    """Those before."""


class Attempt(Struct, frozen=True):
    """One try to deliver. `time`, when it began, is in microseconds; of HTTP there is a status."""

    time: int
    took_ms: int
    status: int | None = None
    error: str = ""
    """Why it failed, for people; never a word of what the target said."""


class Outbox(Protocol):
    """Deliveries that wait, in a store. What it is told is kept when the call returns; raises
    ClientError(503) while there is no store.
    """

    async def due(
        self, now: int, limit: int, each: int, without: Collection[str]
    ) -> Sequence[Delivery]:
        """What is to be sent by now, oldest first: `limit` at most, `each` at most for one target,
        none for the ids of targets in `without`. The same again until it is told what became of it.
        What another has to themselves is not among it.
        """

    async def keep(self, now: int, deliveries: Collection[str]) -> None:
        """These are still to be sent by whoever got them: to be said before a LEASE is over."""

    async def done(self, delivery: str, attempt: Attempt) -> None:
        """It is delivered."""

    async def retry(self, delivery: str, attempt: Attempt, at: int) -> None:
        """It failed, and is due again at a time."""

    async def dead(self, delivery: str, attempt: Attempt) -> None:
        """It failed for good."""


def sealed(kind: str, time: int, content: object) -> bytes:
    """A payload: a JSON object with `type`, `timestamp` and `data`, as Standard Webhooks has it."""
    return encode({"type": kind, "timestamp": iso(time), "data": content})
