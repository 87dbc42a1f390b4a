"""Closed candles that follow one another: what is known of a stream's past, joined of parts."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter

from msgspec.structs import replace

from radist.model import Candle

_begin = attrgetter("time_open")


class Run:
    """Candles of one stream, each opening right when the one before it closed, `most` of them."""

    def __init__(self, most: int) -> None:
        self.whole = False
        """Whether there is nothing older."""
        self._most = most
        self._candles: list[Candle] = []

    def __len__(self) -> int:
        return len(self._candles)

    @property
    def begin(self) -> int:
        """When the first one opens; 0 where there is none."""
        return self._candles[0].time_open if self._candles else 0

    @property
    def end(self) -> int:
        """When the next one will open; 0 where there is none."""
        return self._candles[-1].time_close + 1 if self._candles else 0

    @property
    def width(self) -> int:
        """How long the last one lasts."""
        return self.end - self._candles[-1].time_open if self._candles else 1

    def before(self, time: int | None, limit: int) -> list[Candle]:
        """The last ones that open before a time, or of all."""
        found = self._candles
        end = len(found) if time is None else bisect_left(found, time, key=_begin)
        return found[max(0, end - limit) : end]

    def add_older(self, candles: Sequence[Candle]) -> None:
        """What comes right before. Nothing means that this is all. The last one may be so young
        that it is not called closed yet, but another follows it.
        """
        older = [
            candle if candle.is_closed else replace(candle, is_closed=True, state="final")
            for candle in candles
            if candle.time_open < self.begin
        ]
        self.whole = not older
        self._candles[:0] = older

    def add_newer(self, candles: Iterable[Candle]) -> None:
        """Candles in order, without a hole between them: what goes on here, or what replaces all
        that is known, where something between is not.
        """
        closed = [candle for candle in candles if candle.is_closed]
        if not closed:
            return
        if not self._candles or closed[0].time_open > self.end:
            self._candles, self.whole = closed, False
        else:
            self._candles += [candle for candle in closed if candle.time_open >= self.end]
        if len(self._candles) > self._most:
            del self._candles[: len(self._candles) - self._most]
            self.whole = False

    def go_on(self, candles: Iterable[Candle]) -> None:
        """Of candles in order, those that go on here, and those that have been repaired."""
        for candle in candles:
            if not self._candles or not candle.is_closed:
                continue
            if candle.time_open == self.end:
                self.add_newer((candle,))
            elif candle.state == "repaired" and self.begin <= candle.time_open < self.end:
                self._candles[bisect_left(self._candles, candle.time_open, key=_begin)] = candle

    def missing(self, time: int | None, limit: int) -> int:
        """How many older ones it would take to know so many before a time."""
        if self.whole:
            return 0
        beyond = 0 if time is None else max(0, self.begin - time) // self.width
        return beyond + limit - len(self.before(time, limit))

    def has_room(self, more: int) -> bool:
        """Whether so many older ones may be added."""
        return len(self._candles) + more <= self._most
