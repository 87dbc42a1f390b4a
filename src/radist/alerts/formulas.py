"""The indicators of the page's charts, each going along with closed candles."""

from abc import ABC, abstractmethod
from collections import deque
from math import sqrt
from typing import Any

from radist.measures import Measure
from radist.model import Candle

_DAY = 86_400_000_000


class Formula(ABC):
    """The value at each candle; None while there are too few."""

    @abstractmethod
    def add(self, candle: Candle) -> float | None:
        """One more candle."""


class Field(Formula):
    """What a candle says itself."""

    def __init__(self, name: str) -> None:
        self._name = name

    def add(self, candle: Candle) -> float | None:
        value: float = getattr(candle, self._name)
        return value


class Sma(Formula):
    """Simple moving average of closes."""

    def __init__(self, length: int) -> None:
        self._closes: deque[float] = deque(maxlen=length)

    def add(self, candle: Candle) -> float | None:
        self._closes.append(candle.close)
        whole = len(self._closes) == self._closes.maxlen
        return sum(self._closes) / len(self._closes) if whole else None


class Smoothing:
    """Exponential smoothing that begins with the plain mean of its first `length` numbers."""

    def __init__(self, length: int, weight: float) -> None:
        self._length, self._weight = length, weight
        self._seen, self._value = 0, 0.0

    def add(self, number: float) -> float | None:
        """One more number; None while there are too few."""
        weight = self._weight if self._seen >= self._length else 1 / (self._seen + 1)
        self._value += (number - self._value) * weight
        self._seen += 1
        return self._value if self._seen >= self._length else None


def exponential(length: int) -> Smoothing:
    """As an exponential moving average weighs."""
    return Smoothing(length, 2 / (length + 1))


class Ema(Formula):
    """Exponential moving average of closes."""

    def __init__(self, length: int) -> None:
        self._smoothing = exponential(length)

    def add(self, candle: Candle) -> float | None:
        return self._smoothing.add(candle.close)


class Bollinger(Formula):
    """The mean of closes, so many deviations above or below it."""

    def __init__(self, length: int, width: float) -> None:
        self._closes: deque[float] = deque(maxlen=length)
        self._width = width

    def add(self, candle: Candle) -> float | None:
        self._closes.append(candle.close)
        length = len(self._closes)
        if length != self._closes.maxlen:
            return None
        middle = sum(self._closes) / length
        deviation = sqrt(sum((each - middle) ** 2 for each in self._closes) / length)
        return middle + self._width * deviation


class Rsi(Formula):
    """Relative strength: how much of what closes moved was upwards, 0 to 100."""

    def __init__(self, length: int) -> None:
        self._before: float | None = None
        self._ups, self._downs = (Smoothing(length, 1 / length) for _ in range(2))

    def add(self, candle: Candle) -> float | None:
        before, self._before = self._before, candle.close
        if before is None:
            return None
        up = self._ups.add(max(0.0, candle.close - before))
        down = self._downs.add(max(0.0, before - candle.close))
        if up is None or down is None:
            return None
        return 50.0 if up + down == 0 else 100 * up / (up + down)


class Macd(Formula):
    """Two averages apart, the average of that (signal), or how far these two are apart."""

    def __init__(self, measure: Measure) -> None:
        self._fast, self._slow = exponential(measure.fast), exponential(measure.slow)
        self._signal = exponential(measure.signal)
        self._line = measure.measure

    def add(self, candle: Candle) -> float | None:
        fast, slow = self._fast.add(candle.close), self._slow.add(candle.close)
        if fast is None or slow is None:
            return None
        macd = fast - slow
        signal = self._signal.add(macd)
        if self._line == "macd" or signal is None:
            return macd if self._line == "macd" else None
        return signal if self._line == "macd_signal" else macd - signal


class Vwap(Formula):
    """The mean price of a UTC day so far, weighted by volume."""

    def __init__(self) -> None:
        self._day = -1
        self._value = self._volume = 0.0

    def add(self, candle: Candle) -> float | None:
        day = candle.time_open // _DAY
        if day != self._day:
            self._day, self._value, self._volume = day, 0.0, 0.0
        self._value += (candle.high + candle.low + candle.close) / 3 * candle.volume
        self._volume += candle.volume
        return self._value / self._volume if self._volume > 0 else None


def formula(measure: Measure) -> Formula:
    """What computes a measure."""
    name, length = measure.measure, measure.length
    made: dict[str, Any] = {
        "sma": lambda: Sma(length),
        "ema": lambda: Ema(length),
        "rsi": lambda: Rsi(length),
        "vwap": Vwap,
        "bollinger_upper": lambda: Bollinger(length, measure.width),
        "bollinger_middle": lambda: Sma(length),
        "bollinger_lower": lambda: Bollinger(length, -measure.width),
    }
    if name.startswith("macd"):
        return Macd(measure)
    found: Formula = made[name]() if name in made else Field(name)
    return found
