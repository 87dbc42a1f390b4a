"""An outbox in memory, and time that runs as fast as a test likes."""

from collections.abc import Collection, Sequence
from time import monotonic

from radist.deliveries import Attempt, Delivery, Target, sealed

HOUR = 3600.0


class Hours:
    """A clock which starts in 2026 and runs `speed` times as fast as the machine's."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._start = monotonic()

    def now(self) -> int:
        return 1_767_225_600_000_000 + int((monotonic() - self._start) * self.speed * 1e6)


class Memory:
    """What the store does, and what became of each delivery."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[int, Delivery]] = {}
        self.attempts: dict[str, list[Attempt]] = {}
        self.state: dict[str, str] = {}
        self.looks = 0
        self.kept: set[str] = set()

    def add(self, delivery: Delivery) -> None:
        self.waiting[delivery.id] = (delivery.created, delivery)
        self.state[delivery.id] = "pending"

    async def due(
        self, now: int, limit: int, each: int, without: Collection[str]
    ) -> Sequence[Delivery]:
        self.looks += 1
        found: list[Delivery] = []
        of: dict[str, int] = {}
        for at, delivery in self.waiting.values():
            name = delivery.target.id
            if at <= now and name not in without and of.get(name, 0) < each:
                of[name] = of.get(name, 0) + 1
                found.append(delivery)
        return sorted(found, key=lambda one: one.created)[:limit]

    async def keep(self, now: int, deliveries: Collection[str]) -> None:
        self.kept = set(deliveries)

    async def done(self, delivery: str, attempt: Attempt) -> None:
        self._end(delivery, attempt, "delivered")

    async def dead(self, delivery: str, attempt: Attempt) -> None:
        self._end(delivery, attempt, "dead")

    async def retry(self, delivery: str, attempt: Attempt, at: int) -> None:
        assert at > attempt.time
        self.attempts.setdefault(delivery, []).append(attempt)
        _, before = self.waiting[delivery]
        tries = len(self.attempts[delivery])
        again = Delivery(*(getattr(before, name) for name in _FIELDS), attempts=tries)
        self.waiting[delivery] = (at, again)

    def _end(self, delivery: str, attempt: Attempt, state: str) -> None:
        assert self.state[delivery] == "pending"
        self.attempts.setdefault(delivery, []).append(attempt)
        self.state[delivery] = state
        del self.waiting[delivery]

    def count(self, state: str) -> int:
        return sum(one == state for one in self.state.values())


_FIELDS = ("id", "trigger_id", "target", "payload", "created")


def delivery(name: str, target: Target, created: int, **content: object) -> Delivery:
    """One on its way."""
    payload = sealed("alert", created, {"name": name, "message": f"{name} fired", **content})
    return Delivery(name, f"t_{name}", target, payload, created)


def hook(name: str, url: str) -> Target:
    """A webhook which a user made."""
    return Target(f"w_{name}", name, "webhook", url, "api")
