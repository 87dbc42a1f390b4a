"""Stretches of time, and those of them in which trades may be missing."""

from bisect import bisect_right
from math import inf

from radist.model import Backfilled, Gap

_MOST = 4096
"""Stretches that are told apart; the oldest go first."""
_Key = tuple[str | int | None, ...]


class Spans:
    """Times from a begin up to, and not including, an end; no two of them touch."""

    def __init__(self) -> None:
        self._spans: list[tuple[float, float]] = []

    def meet(self, begin: float, end: float) -> bool:
        """Whether any time between is one of these."""
        place = bisect_right(self._spans, (begin, inf))
        if place and self._spans[place - 1][1] > begin:
            return True
        return place < len(self._spans) and self._spans[place][0] < end

    def add(self, begin: float, end: float) -> None:
        """All times between are."""
        joined = [span for span in self._spans if span[0] <= end and span[1] >= begin]
        if joined:
            begin, end = min(begin, joined[0][0]), max(end, joined[-1][1])
        self._put(joined, [(begin, end)])

    def remove(self, begin: float, end: float) -> None:
        """None of the times between is."""
        cut = [span for span in self._spans if span[0] < end and span[1] > begin]
        if cut:
            rest = [(cut[0][0], begin), (end, cut[-1][1])]
            self._put(cut, [span for span in rest if span[0] < span[1]])

    def between(self, begin: float, end: float) -> list[tuple[float, float]]:
        """Those of these times that are between."""
        cut = (span for span in self._spans if span[0] < end and span[1] > begin)
        return [(max(begin, span[0]), min(end, span[1])) for span in cut]

    def _put(self, old: list[tuple[float, float]], new: list[tuple[float, float]]) -> None:
        kept = [span for span in self._spans if span not in old]
        self._spans = sorted(kept + new)[-_MOST:]


class Missing:
    """When trades of a stream may be missing, as its gaps say: from the last one before each to
    the first one after it.
    """

    def __init__(self) -> None:
        self.trades = Spans()
        self.minutes = Spans()
        """The same less the minutes of which the exchange's own candle is known."""
        self._proven = Spans()
        self._known = Spans()
        """The same, and the minutes of which the exchange's own candle is."""
        self._gaps: dict[_Key, tuple[float, float]] = {}
        self._since: dict[_Key, float] = {}
        """Gaps that last until the next trade, and since when."""

    @property
    def lasts(self) -> bool:
        """Whether it takes another trade to know when a gap ends."""
        return bool(self._since)

    def lose(self, gap: Gap, latest: float) -> tuple[float, float]:
        """What comes next does not follow on the trade at `latest`. When something may be missing,
        as far as that is known.
        """
        begin = latest if gap.from_time is None else gap.from_time
        end = latest + 1 if gap.to_time is None else gap.to_time + 1
        if gap.to_time is None:
            self._since[_key(gap)] = begin
            self.add(begin, end)
        else:
            self._note(_key(gap), begin, end)
        return begin, end

    def end(self, time: int) -> None:
        """The next trade is one at this time."""
        for key, begin in self._since.items():
            self._note(key, begin, time + 1)
        self._since = {}

    def _note(self, key: _Key, begin: float, end: float) -> None:
        self._gaps[key] = (begin, end)
        if len(self._gaps) > _MOST:
            del self._gaps[next(iter(self._gaps))]
        self.add(begin, end)

    def add(self, begin: float, end: float) -> None:
        """Something may be missing between, but for what is known already."""
        self.trades.add(begin, end)
        self.minutes.add(begin, end)
        for known in self._proven.between(begin, end):
            self.trades.remove(*known)
        for known in self._known.between(begin, end):
            self.minutes.remove(*known)

    def prove(self, begin: float, end: float) -> None:
        """No trade is missing between."""
        self._proven.add(begin, end)
        self.trades.remove(begin, end)
        self.take(begin, end)

    def take(self, begin: float, end: float) -> None:
        """What is known of this minute is right, whatever trades are missing."""
        self._known.add(begin, end)
        self.minutes.remove(begin, end)

    def filled(self, filled: Backfilled) -> tuple[float, float] | None:
        """What was missing by a gap is there; when that was. None if the gap is not known."""
        span = self._gaps.pop(_key(filled), None)
        if span:
            self.trades.remove(*span)
            self.minutes.remove(*span)
            for begin, end in self._gaps.values():
                if begin < span[1] and end > span[0]:
                    self.add(max(begin, span[0]), min(end, span[1]))
        return span


def _key(hole: Gap | Backfilled) -> _Key:
    """What tells one from the others of its stream."""
    if hole.from_id is not None:
        return hole.from_id, hole.to_id
    return hole.from_time, hole.to_time
