"""How long to wait before trying again."""

import random
from collections.abc import Callable


class Backoff:
    """Exponential with full jitter: somewhere in [0, base · 2^n], never above `ceiling`; forgotten after a healthy while.

    Full jitter spreads a crowd that was cut off together. As in "Exponential Backoff And Jitter",
    AWS Architecture Blog, 2015.
    """

    def __init__(
        self,
        base: float,
        ceiling: float,
        healthy: float,
        draw: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.attempts = 0
        """Tries since the last healthy while."""
        self._base = base
        self._ceiling = ceiling
        self._healthy = healthy
        self._draw = draw

    def lasted(self, seconds: float) -> None:
        """A connection lived this long. Only a healthy life wipes the slate: a handshake alone
        proves nothing.
        """
        if seconds >= self._healthy:
            self.attempts = 0

    def wait(self) -> float:
        """Seconds to wait before the next try."""
        bound = min(self._ceiling, self._base * 2.0 ** min(self.attempts, 62))
        self.attempts += 1
        return self._draw(0.0, bound)
