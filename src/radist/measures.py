"""What closed candles are measured by: their fields, and the indicators of the charts."""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

Period = Annotated[int, Meta(ge=1, le=500)]
_Field = Literal["open", "high", "low", "close", "volume"]
_Average = Literal["sma", "ema", "rsi", "vwap", "macd", "macd_signal", "macd_histogram"]
_Band = Literal["bollinger_upper", "bollinger_middle", "bollinger_lower"]
Name = Literal[_Field, _Average, _Band]


def short(number: float) -> str:
    """A number without what a double adds to it, and without an exponent: `70000`, `0.0000087`."""
    return f"{Decimal(f'{number:.12g}'):f}"


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that each closed candle has: a field of it, or an indicator."""

    measure: Name
    period: Period | None = None
    """14 of RSI, 20 of the others, unless told."""
    fast: Period = 12
    slow: Period = 26
    signal: Period = 9
    width: Annotated[float, Meta(gt=0, le=100)] = 2.0

    @property
    def length(self) -> int:
        """The period."""
        return self.period or (14 if self.measure == "rsi" else 20)

    @property
    def numbers(self) -> tuple[float, ...]:
        """What the indicator takes."""
        if self.measure.startswith("macd"):
            return (self.fast, self.slow, self.signal)
        if self.measure.startswith("bollinger"):
            return (self.length, self.width)
        return (self.length,) if self.measure in ("sma", "ema", "rsi") else ()

    def reach(self, interval: int) -> float:
        """Seconds after which what was before does not matter, where candles last so long."""
        if self.measure == "vwap":
            return 86_400.0
        long = 10 if self.measure in ("ema", "rsi") or self.measure.startswith("macd") else 1
        return long * interval * (1 + sum(self.numbers))

    def __str__(self) -> str:
        return " ".join([self.measure.replace("_", " "), *map(short, self.numbers)])
