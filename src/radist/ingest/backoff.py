"""How long to wait before trying again."""

import random
from collections.abc import Callable


class Backoff:
    """Exponential with full jitter: somewhere in [0, base · 2^n], never above `ceiling` seconds.

    Forgotten after a `healthy` while. Full jitter spreads a crowd that was cut off together
    ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015). `limit` bounds the tries; 0 is
    for ever.
    """

    def __init__(
        self,
        base: float,
        ceiling: float,
        healthy: float,
        limit: int = 0,
        draw: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.attempts = 0
        """Tries since the last healthy while."""
        self._base = base
        self._ceiling = ceiling
        self._healthy = healthy
        self._limit = limit
        self._draw = draw

    @property
    def exhausted(self) -> bool:
        """Whether there are no tries left."""
        return 0 < self._limit <= self.attempts

    def lasted(self, seconds: float) -> None:
        """A connection lived so long. A handshake alone proves nothing: only health does."""
        if seconds >= self._healthy:
            self.attempts = 0

    def reset(self) -> None:
        """Somebody asked for a fresh start."""
        self.attempts = 0

    def wait(self) -> float:
        """Seconds to wait before the next try."""
        bound = min(self._ceiling, self._base * 2.0 ** min(self.attempts, 62))
        self.attempts += 1
        return self._draw(0.0, bound)
