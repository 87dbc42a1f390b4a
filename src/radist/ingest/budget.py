"""Limits of an exchange as rolling windows, kept before they are broken."""

import asyncio
from collections import deque
from collections.abc import Callable
from math import inf

from radist.ingest.clock import monotonic

_MOST = 0.8
"""The part of an address's limit that is ever used, by whoever it may be."""
_BESIDE_OTHERS = 0.3
"""The part that we use while others do: they may need half."""
LATE = 2.0
"""Seconds by which a window is to be longer than the exchange's: it counts arrivals, and of two
calls the earlier may be delayed more.
"""
_REMEMBERED = 600.0
"""Seconds for which others are reckoned with after they were noticed."""


class Budget:
    """At most `amount` within any `window` seconds; whoever wants more waits their turn, in
    order.
    """

    def __init__(self, amount: int, window: float, clock: Callable[[], float] = monotonic) -> None:
        self.amount = amount
        self._window = window
        self._clock = clock
        self._spent: deque[tuple[float, int]] = deque()
        self._total = 0
        self._blocked_until = 0.0
        self._turn = asyncio.Lock()
        self._waiting = 0
        """What those want together who wait for their turn."""

    def delay(self, cost: int = 1) -> float:
        """Seconds until `cost` may be spent; 0 if it may be now."""
        now = self._clock()
        self._forget(now)
        wait = self._blocked_until - now
        excess = self._total + min(cost, self.amount) - self.amount
        for when, amount in self._spent:
            if excess <= 0:
                break
            excess -= amount
            wait = max(wait, when + self._window - now)
        return max(0.0, wait)

    def charge(self, cost: int = 1) -> None:
        """Book `cost` without asking: it has been spent, here or by somebody else on this
        address.
        """
        now = self._clock()
        self._forget(now)  # who only ever charges must not be remembered for ever
        self._spent.append((now, cost))
        self._total += cost

    def _forget(self, now: float) -> None:
        """What lies behind the window."""
        while self._spent and self._spent[0][0] <= now - self._window:
            self._total -= self._spent.popleft()[1]

    def block(self, seconds: float) -> None:
        """Nothing may be spent for so long: the exchange said so."""
        self._blocked_until = max(self._blocked_until, self._clock() + seconds)

    @property
    def spent(self) -> int:
        """What was spent within the window."""
        self.delay()
        return self._total

    async def spend(self, cost: int = 1) -> None:
        """Wait until `cost` may be spent, and spend it."""
        self._waiting += cost
        try:
            async with self._turn:
                while (delay := self.delay(cost)) > 0:  # noqa: ASYNC110  # computed, not guessed
                    await asyncio.sleep(delay)
                self.charge(cost)
        finally:
            self._waiting -= cost

    @property
    def rest(self) -> float:
        """Seconds until all who wait will have had their turn, if nobody else comes."""
        windows, cost = divmod(self._waiting, self.amount)
        return windows * self._window + self.delay(cost) if self._waiting else 0.0


class Allowance(Budget):
    """REST weight of an address that other programs may share, as the exchange tells how much of
    it is used.
    """

    def __init__(
        self, limit: int, window: float = 60.0 + LATE, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(int(limit * _MOST), window, clock)
        self._own = Budget(int(limit * _BESIDE_OTHERS), window, clock)
        self._noticed = -inf

    def delay(self, cost: int = 1) -> float:
        wait = super().delay(cost)
        if self._clock() - self._noticed < _REMEMBERED:
            return max(wait, self._own.delay(cost))
        return wait

    def charge(self, cost: int = 1) -> None:
        super().charge(cost)
        self._own.charge(cost)

    def told(self, used: int) -> None:
        """The exchange says how much was used: what is more than our own is others'."""
        others = used - self.spent
        if others > 0:
            super().charge(others)
            self._noticed = self._clock()
