"""Futures contracts: how they are named, when they end, how their integers read as text."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from radist.simulator.candles import DAY, HOUR, SECOND
from radist.simulator.pairs import Pair

LINEAR = 1
"""Settled in the quote asset; the venue's own number for such markets."""
INVERSE = 2
"""Settled in the base asset, counted in contracts."""
FOREVER = 4_133_404_800 * SECOND  # 2100-12-25 08:00, where the venue puts a perpetual's end
_ONBOARD = 1_569_398_400 * SECOND
_YEAR = 365 * DAY
_CARRY = 0.05  # what a year of waiting costs


def plain(number: int, digits: int) -> str:
    """`number` units of 10^-digits, with just these decimals."""
    if not digits:
        return str(number)
    whole, part = divmod(abs(number), 10**digits)
    return f"{'-' if number < 0 else ''}{whole}.{part:0{digits}d}"


@dataclass(frozen=True, slots=True)
class Contract(Pair):
    """A futures contract, as a pair of its own."""

    suffix: str = ""
    kind: str = "PERPETUAL"
    delivery: int = FOREVER
    onboard: int = _ONBOARD
    face: int = 0
    """Worth of one contract in the quote asset; 0: sizes are of the base asset."""
    funding_hours: int = 8
    places: int = 1
    """Decimals that prices are written with beyond those of the tick."""

    @property
    def symbol(self) -> str:
        return self.base + self.quote + self.suffix

    @property
    def pair(self) -> str:
        """What contracts of the same underlying have in common."""
        return self.base + self.quote

    @property
    def market(self) -> int:
        return INVERSE if self.face else LINEAR

    @property
    def perpetual(self) -> bool:
        return self.delivery == FOREVER

    @property
    def lots(self) -> float:
        worth = self.order / self.face if self.face else self.order / self.price
        return max(1.0, worth * 10.0**self.size_digits)

    def fair(self, leader: float, now: int) -> float:
        """A dated contract is dearer by what waiting costs."""
        if self.perpetual:
            return leader
        return leader * (1.0 + _CARRY * max(0, self.delivery - now) / _YEAR)

    def price_text(self, ticks: int) -> str:
        return plain(ticks * 10**self.places, self.price_digits + self.places)

    def size_text(self, lots: int) -> str:
        return plain(lots, self.size_digits)

    def turnover_text(self, worth: int, volume: int) -> str:
        """What a volume was worth: in the quote asset, of inverse contracts in the base asset.

        `worth` is ticks times lots. Contracts are converted at their mean price.
        """
        if not self.face:
            return plain(worth, self.price_digits + self.size_digits)
        if not worth:
            return "0"
        return plain(self.face * volume * volume * 10 ** (8 + self.price_digits) // worth, 8)

    def mean_text(self, worth: int, volume: int) -> str:
        """The mean price to the digits of a price, rounded half up."""
        shown = 10**self.places
        digits = self.price_digits + self.places
        return plain((2 * worth * shown + volume) // (2 * volume) if volume else 0, digits)


def quarter_ends(now: int, number: int) -> list[int]:
    """The next ends of quarters, each the last Friday of its last month at 08:00 UTC."""
    found: list[int] = []
    day = datetime.fromtimestamp(now // SECOND, UTC).date()
    year, month = day.year, (day.month + 2) // 3 * 3
    while len(found) < number:
        end = _last_friday(year, month)
        if end - now > DAY:
            found.append(end)
        year, month = (year, month + 3) if month < 12 else (year + 1, 3)
    return found


def day_suffix(time: int) -> str:
    """A day as symbols have it, such as 260626."""
    return datetime.fromtimestamp(time // SECOND, UTC).strftime("%y%m%d")


def at_eight(day: date) -> int:
    """08:00 UTC of a day, when contracts end."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(midnight.timestamp()) * SECOND + 8 * HOUR


def _last_friday(year: int, month: int) -> int:
    after = date(year + month // 12, month % 12 + 1, 1)
    last = after - timedelta(days=1)
    return at_eight(last - timedelta(days=(last.weekday() - 4) % 7))
