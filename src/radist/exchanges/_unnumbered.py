"""What is missing where nothing is numbered: whatever there was while the socket was gone."""

from msgspec import UNSET
from msgspec.structs import replace

from radist.exchanges.base import Stream, gap
from radist.model import Event, Instrument, Proven


class Unnumbered(Stream):
    """A stream of which every message counts and none tells how many came before it: whenever its
    socket was gone, something may be missing.
    """

    __slots__ = ("_began", "_cause", "_last", "_owed", "_time")

    def __init__(self, exchange: str, instrument: Instrument) -> None:
        super().__init__(exchange, instrument)
        self._owed = False
        """Whether it has not been told yet that something may be missing."""
        self._time = 0
        """When the latest message happened; 0 before the first."""
        self._cause = "reconnect"
        self._began = 0
        """When what it has told began; 0 until somebody asks."""
        self._last: str | None = None
        """Its id, where it has one."""

    def interrupt(self) -> None:
        self._owed = self._time > 0

    def proven(self) -> Proven | None:
        self._began = self._began or self._time
        return Proven(None, None, self._began, self._time) if self._time else None

    def go_on(self, before: Proven) -> None:
        if not self._time:
            self._began, self._time = before.first_time, before.last_time
            self._owed, self._cause = True, "restart"

    def told(self, event: Event) -> tuple[Event, ...]:
        """An event, and before it what may be missing."""
        since, self._time = self._time, event.time_exchange or event.time_received
        before, self._last = self._last, getattr(event, "id", None)
        if not self._owed:
            return (event,)
        cause, self._owed, self._cause = self._cause, False, "reconnect"
        hole = gap(event, cause, since)
        return (replace(hole, after_id=before or UNSET, until_id=self._last or UNSET), event)
