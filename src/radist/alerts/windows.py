"""Sliding windows of bounded memory. Time is cut into slices of which a window has so many: the
present one and those before it.
"""

from array import array
from collections import deque
from math import fsum, isnan, nan

_SMALL = 1e-3
"""What is left of a sum is added up anew where it is so little beside what has gone."""


class Sums:
    """The sum of what came within a window, O(1) amortised; it knows of how much it knows
    nothing.
    """

    __slots__ = ("_at", "_slices", "_turns", "_width", "known", "total")

    def __init__(self, window: int, slices: int) -> None:
        """A window of so many microseconds, `slices` numbers of memory."""
        self.known = 0
        """Slices of which is known what was in them."""
        self.total = 0.0
        self._width = max(1, window // slices)
        self._slices = array("d", [nan]) * slices
        self._at: int | None = None
        """The present slice, counted from the epoch."""
        self._turns = 0

    def add(self, time: int, amount: float) -> None:
        """So much more; what is told late counts as of now."""
        if time // self._width != self._at:
            self.advance(time)
        at: int = self._at  # type: ignore[assignment]  # there is one by now
        self._slices[at % len(self._slices)] += amount
        self.total += amount

    def advance(self, time: int) -> None:
        """Time has come so far, and until now all was seen."""
        number = time // self._width
        if self._at is None:
            self._at = number - 1
        if number <= self._at:
            return
        for each in range(max(self._at + 1, number - len(self._slices) + 1), number + 1):
            self._put(each % len(self._slices), 0.0)
        self._at = number

    def forget(self, begin: int, end: int) -> None:
        """What was from `begin` to `end` is not known."""
        self.advance(end)
        assert self._at is not None
        first = max(begin // self._width, self._at - len(self._slices) + 1)
        for each in range(first, min(end // self._width, self._at) + 1):
            if each != self._at:
                self._put(each % len(self._slices), nan)

    def _put(self, index: int, amount: float) -> None:
        before = self._slices[index]
        self._slices[index] = amount
        self.known += isnan(before) - isnan(amount)
        self._turns += 1
        if not isnan(before):
            self.total -= before
        # Differences of doubles add up to an error, and of one large and many small at once.
        if self._turns >= len(self._slices) or self.total < before * _SMALL:
            self._turns = 0
            self.total = fsum(each for each in self._slices if not isnan(each))


class Extremes:
    """The highest, or lowest, value within a window, O(1) amortised."""

    __slots__ = ("_best", "_sign", "_slices", "_width")

    def __init__(self, window: int, slices: int, *, high: bool) -> None:
        """A window of so many microseconds, at most `slices` values of memory."""
        self._width = max(1, window // slices)
        self._slices = slices
        self._sign = 1.0 if high else -1.0
        self._best: deque[tuple[int, float]] = deque()
        """Slices and values, each better than all that came after it."""

    def value(self, time: int) -> float | None:
        """The best until now; None where there was none within the window."""
        best, oldest = self._best, time // self._width - self._slices
        while best and best[0][0] <= oldest:
            best.popleft()
        return self._sign * best[0][1] if best else None

    def add(self, time: int, value: float) -> float:
        """One more, and the best with it; what is told late counts as of now."""
        best, signed, number = self._best, self._sign * value, time // self._width
        if best and best[-1][0] >= number:
            number = best[-1][0]
        while best and best[-1][1] <= signed:
            best.pop()
        if not best or best[-1][0] < number:  # else its slice has a better one
            best.append((number, signed))
        oldest = number - self._slices
        while best[0][0] <= oldest:
            best.popleft()
        return self._sign * best[0][1]
