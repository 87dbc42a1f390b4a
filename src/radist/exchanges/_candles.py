"""A stream of candles, each of which begins where the one before it ends: which one is missing."""

from radist.derivatives import IndexCandle, MarkCandle
from radist.exchanges._stream import Stream, gap
from radist.model import Candle, Event, Instrument, Proven


class CandleStream(Stream):
    """The current candle, again and again, and once more when it is closed."""

    __slots__ = ("_began", "_begun", "_cause", "owed")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._begun = -1
        """When the latest candle began, -1 before the first; here and below microseconds."""
        self.owed = 0
        """When the first candle began whose end has not been seen."""
        self._cause = "upstream"
        """Why a candle would be missing before the next one."""
        self._began = -1
        """When what it has told in a row began; -1 until somebody asks."""

    @property
    def blank(self) -> bool:
        """Whether it has told nothing yet."""
        return self._begun < 0

    def interrupt(self) -> None:
        if self._cause != "restart":
            self._cause = "reconnect"

    def proven(self) -> Proven | None:
        if self.blank:
            return None
        if self._began < 0:
            self._began = self.owed
        return Proven(None, None, self._began, self.owed)

    def go_on(self, before: Proven) -> None:
        if self.blank:
            self._began, self._cause = before.first_time, "restart"
            self.owed, self._begun = before.last_time, before.last_time - 1

    def follow(self, event: Candle | IndexCandle | MarkCandle, closed: bool) -> tuple[Event, ...]:
        """A candle, and before it what is missing between it and the one before."""
        begin = event.time_open
        new, owed, cause = begin > self._begun >= 0, self.owed, self._cause
        self._begun, self.owed = begin, event.time_close + 1 if closed else begin
        self._cause = "upstream"
        if new and owed < begin:
            return (gap(event, cause, owed, until=begin), event)
        return (event,)
