"""The past before the start, made up top-down so that every span is the sum of its parts."""

from collections import OrderedDict
from itertools import accumulate
from math import exp, sqrt
from random import Random

from radist.simulator.candles import DAY, LEVELS, SECOND, Candle
from radist.simulator.pairs import Pair

DAYS = 1_000
_REMEMBERED = 600  # expansions kept per pair; the rest is made again, the same, when asked for
_DEALS_PER_ORDER = 0.42  # how many trades an order of the live flow makes, as measured
_DEALS_PER_QUOTE = 0.05  # where a maker quotes and hardly anybody takes
_DEAL_SHARE = 0.5  # and how much of the mean order one of them is
_HALVINGS = 12


class History:
    """Candles of one pair from `DAYS` days ago until `end`, where the live market goes on."""

    def __init__(self, pair: Pair, *, end: int, next_trade: int, activity: float, seed: str):
        self._pair = pair
        self._seed = seed
        self._end = end
        self._random = Random(f"{seed}/days")
        deals = _DEALS_PER_QUOTE if pair.quoted else _DEALS_PER_ORDER
        self._deals_per_day = max(24.0, pair.pace * activity * deals * DAY / SECOND)
        self._days: list[Candle] = []  # newest first
        self._newest = (end - 1) - (end - 1) % DAY
        self._next_trade = next_trade
        self._parts: OrderedDict[tuple[int, int], list[Candle]] = OrderedDict()

    @property
    def oldest(self) -> int:
        return self._newest - (DAYS - 1) * DAY

    def candle(self, level: int, time: int) -> Candle | None:
        """The candle of a stored level that begins at `time`; None outside the past."""
        if not self.oldest <= time < self._end:
            return None
        if level == DAY:
            return self._day(time)
        parent = LEVELS[LEVELS.index(level) - 1]
        begin = time - time % parent
        return self._expanded(parent, begin)[(time - begin) // level]

    def _day(self, time: int) -> Candle:
        back = (self._newest - time) // DAY
        while len(self._days) <= back:
            self._days.append(self._earlier_day())
        return self._days[back]

    def _earlier_day(self) -> Candle:
        random, begin = self._random, self._newest - len(self._days) * DAY
        share = (min(self._end, begin + DAY) - begin) / DAY
        spread = self._pair.wildness * sqrt(share)
        day = Candle(begin, self._days[-1].open if self._days else self._pair.start)
        day.open = max(1, round(day.close * exp(-random.gauss(0.0, spread))))
        top, bottom = max(day.open, day.close), min(day.open, day.close)
        day.high = round(top * (1 + abs(random.gauss(0.0, spread * 0.4)))) + 1
        day.low = max(1, round(bottom * (1 - min(0.5, abs(random.gauss(0.0, spread * 0.4))))))
        day.count = max(24, round(self._deals_per_day * share * random.lognormvariate(0.0, 0.2)))
        size = self._pair.lots * _DEAL_SHARE * random.lognormvariate(0.0, 0.15)
        day.volume = round(day.count * max(1.0, size))
        day.quote = day.volume * (day.open + day.high + day.low + day.close) // 4
        day.taker_volume = round(day.volume * random.uniform(0.44, 0.56))
        day.taker_quote = day.quote * day.taker_volume // day.volume
        day.first_id = self._next_trade = self._next_trade - day.count
        return day

    def _expanded(self, level: int, begin: int) -> list[Candle]:
        key = (level, begin)
        if (parts := self._parts.get(key)) is not None:
            self._parts.move_to_end(key)
            return parts
        whole = self.candle(level, begin)
        assert whole is not None
        step = LEVELS[LEVELS.index(level) + 1]
        number = -((begin - min(begin + level, self._end)) // step)
        random = Random(f"{self._seed}/{level}/{begin}")
        parts = self._parts[key] = split(whole, number, step, random)
        if len(self._parts) > _REMEMBERED:
            self._parts.popitem(last=False)
        return parts


def split(whole: Candle, number: int, step: int, random: Random) -> list[Candle]:
    """`number` consecutive candles that add up to `whole`, exactly."""
    parts = [Candle(whole.time + i * step, whole.open) for i in range(number)]
    if not whole.count:
        return parts
    _share_counts(whole, parts, random)
    traded = [part for part in parts if part.count]
    _share_prices(whole, traded, random)
    _share_quote(whole, traded)
    _share_taker(whole, traded)
    price = whole.open
    for part in parts:
        if not part.count:
            part.open = part.high = part.low = part.close = price
        price = part.close
    return parts


def _shares(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights, adding up to `total`."""
    sums = list(accumulate(weights))
    marks = [int(total * (s / sums[-1])) for s in sums[:-1]] + [total]
    return [mark - before for mark, before in zip(marks, [0, *marks[:-1]], strict=True)]


def _share_counts(whole: Candle, parts: list[Candle], random: Random) -> None:
    draw = random.random
    counts = _shares(whole.count, [0.3 + 1.4 * draw() for _ in parts])
    # Each trade is one lot at least, so only what is above that is shared freely.
    extra = _shares(whole.volume - whole.count, [n * (0.6 + 0.8 * draw()) for n in counts])
    first = whole.first_id
    for part, count, more in zip(parts, counts, extra, strict=True):
        if count:
            part.count, part.volume, part.first_id = count, count + more, first
            first += count


def _share_prices(whole: Candle, traded: list[Candle], random: Random) -> None:
    number, room = len(traded), whole.high - whole.low
    walk = [0.0, *accumulate(random.gauss(0.0, 1.0) for _ in range(number))]
    bridge = [w - walk[-1] * i / number for i, w in enumerate(walk)]
    reach = max(1e-9, max(bridge), -min(bridge))
    line = [whole.open + (whole.close - whole.open) * i / number for i in range(number + 1)]
    points = [x + b / reach * room * 0.4 for x, b in zip(line, bridge, strict=True)]
    path = _meeting_the_mean(whole, points, [part.volume for part in traded])
    wick = room / (2.0 + number)
    for part, begin, end in zip(traded, path[:-1], path[1:], strict=True):
        part.open, part.close = begin, end
        part.high = min(whole.high, max(begin, end) + int(wick * random.random()))
        part.low = max(whole.low, min(begin, end) - int(wick * random.random()))
    max(traded, key=lambda part: part.high).high = whole.high
    min(traded, key=lambda part: part.low).low = whole.low


def _meeting_the_mean(whole: Candle, points: list[float], volumes: list[int]) -> list[int]:
    """The points, all but the ends moved until their mean price is that of the whole."""
    low, high = float(whole.low), float(whole.high)
    least, most = low - high, high - low
    path = points
    for _ in range(_HALVINGS):
        shift = (least + most) / 2
        inner = [min(high, max(low, point + shift)) for point in points[1:-1]]
        path = [whole.open, *inner, whole.close]
        pairs = zip(volumes, path[:-1], path[1:], strict=True)
        if sum(volume * (a + b) for volume, a, b in pairs) < 2 * whole.quote:
            least = shift
        else:
            most = shift
    return [round(point) for point in path]


def _share_quote(whole: Candle, traded: list[Candle]) -> None:
    """Worth by price and size; what is left over goes where low and high have room for it."""
    for part in traded:
        part.quote = part.volume * (part.open + part.close) // 2
    left = whole.quote - sum(part.quote for part in traded)
    up = left > 0
    for part in traded:  # whole ticks can be too coarse: then parts reach as far as the whole
        if abs(sum(_room(part, up=up) for part in traded)) >= abs(left):
            break
        part.high, part.low = (whole.high, part.low) if up else (part.high, whole.low)
    rooms = [_room(part, up=up) for part in traded]
    if total := sum(rooms):
        for part, room in zip(traded, rooms, strict=True):
            part.quote += left * room // total
    widest = max(traded, key=lambda part: abs(_room(part, up=up)))
    widest.quote += whole.quote - sum(part.quote for part in traded)


def _room(part: Candle, *, up: bool) -> int:
    """How much more, or less, its volume can have been worth."""
    return (part.high if up else part.low) * part.volume - part.quote


def _share_taker(whole: Candle, traded: list[Candle]) -> None:
    volume = quote = taken = worth = 0
    for part in traded:
        volume, quote = volume + part.volume, quote + part.quote
        taken_now = whole.taker_volume * volume // whole.volume
        worth_now = whole.taker_quote * quote // whole.quote
        part.taker_volume, part.taker_quote = taken_now - taken, worth_now - worth
        taken, worth = taken_now, worth_now
