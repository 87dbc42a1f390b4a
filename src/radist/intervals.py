"""Intervals of candles: how long they are, and where one begins. UTC; weeks begin on Monday."""

import re
from datetime import UTC, datetime

from radist.errors import ConfigError

_SECOND = 1_000_000
MINUTE = 60 * _SECOND
_DAY = 86_400 * _SECOND
_MONDAY = 4 * _DAY
"""The first one after the epoch, which was a Thursday."""
_UNITS = {"s": _SECOND, "m": MINUTE, "h": 3600 * _SECOND, "d": _DAY, "w": 7 * _DAY}
_MONTH = "1M"
_parts = re.compile(r"([1-9]\d{0,4})([smhdw])").fullmatch


def wanted(name: str) -> str:
    """What to say to what is none."""
    return f"expected one such as 1s, 5m, 1h, 1d or 1M, not {name!r}"


class Interval:
    """One of `1s`, `5m`, `90m`, `1h`, `1d`, `1w` and the like, or `1M`. Raises ConfigError."""

    def __init__(self, name: str) -> None:
        found = _parts(name)
        if not self.is_one(name):
            raise ConfigError(f"interval: {wanted(name)}")
        self.name = name
        self._width = int(found[1]) * _UNITS[found[2]] if found else 0
        self._anchor = _MONDAY if name.endswith("w") else 0

    @staticmethod
    def is_one(name: str) -> bool:
        """Whether something is called so."""
        return name == _MONTH or bool(_parts(name))

    @property
    def length(self) -> int:
        """How long it is, in microseconds, a month at the longest."""
        return self._width or 31 * _DAY

    @property
    def of_minutes(self) -> bool:
        """Whether it begins and ends with a minute."""
        return self._width % MINUTE == 0

    def consists_of(self, other: "Interval") -> int:
        """How many of another, of a day at most, are one of it; 0 where it does not consist of
        these. The longest month counts.
        """
        if not 0 < other._width <= _DAY or (self._width or _DAY) % other._width:
            return 0
        return self.length // other._width

    def span(self, time: int) -> tuple[int, int]:
        """Begin of the interval that a time is in, and of the next; all in microseconds."""
        if not self._width:
            return _month(time)
        begin = time - (time - self._anchor) % self._width
        return begin, begin + self._width


def _month(time: int) -> tuple[int, int]:
    day = datetime.fromtimestamp(time // _SECOND, UTC)
    after = (day.year + day.month // 12, day.month % 12 + 1)
    begins = (datetime(*month, 1, tzinfo=UTC) for month in ((day.year, day.month), after))
    begin, end = (int(begin.timestamp()) * _SECOND for begin in begins)
    return begin, end
