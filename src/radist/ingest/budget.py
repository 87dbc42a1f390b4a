"""Limits of an exchange as rolling windows, kept before they are broken."""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic


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

    def delay(self, cost: int = 1) -> float:
        """Seconds until `cost` may be spent; 0 if it may be now."""
        now = self._clock()
        while self._spent and self._spent[0][0] <= now - self._window:
            self._total -= self._spent.popleft()[1]
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
        self._spent.append((self._clock(), cost))
        self._total += cost

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
        async with self._turn:
            while (delay := self.delay(cost)) > 0:  # noqa: ASYNC110  # computed, not guessed
                await asyncio.sleep(delay)
            self.charge(cost)
