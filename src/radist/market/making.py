"""The stage that makes candles of trades, in whatever intervals somebody wants."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from radist.market.maker import OWN, Maker
from radist.model import AggTrade, Backfilled, Candle, Event, Freshness, Gap, Subscription, Trade

MOST_INTERVALS = 50
"""So many are made of one stream of trades."""
_Stream = tuple[str, str, str]
_TRADES = frozenset({Trade, AggTrade})
"""Looked up, since `isinstance` is slow for msgspec's classes."""
_MOST = 1000
"""Holes that are not told of twice."""


class Recipe(NamedTuple):
    """What candles are made of: trades, the ids of which may tell of each that is missing."""

    exchange: str
    made: Subscription
    trades: Subscription
    dense: bool

    @property
    def stream(self) -> _Stream:
        """The trades."""
        return self.exchange, self.trades.channel, self.made.symbol


class Making:
    """A stage of the pipeline. While nobody wants anything of it, it looks at nothing."""

    def __init__(self) -> None:
        self.held: dict[str, Counter[str]] = {}
        """How many minutes were `equal` to the exchange's own or `different`, by exchange."""
        self._makers: dict[Recipe, Maker] = {}
        self._by_trades: dict[_Stream, list[Maker]] = {}
        self._by_symbol: dict[tuple[str, str], list[Maker]] = {}
        self._holes: dict[tuple[str, str, str, int | None], None] = {}
        """Those that were told of here, by stream and begin."""

    @property
    def kinds(self) -> tuple[type[Event], ...]:
        """What it looks at."""
        return (Trade, AggTrade, Candle, Gap, Backfilled, Freshness) if self._makers else ()

    def make(self, wanted: Iterable[Recipe]) -> None:
        """From now on these, and only these."""
        known = self._makers
        self._makers = {recipe: known.get(recipe) or self._maker(recipe) for recipe in wanted}
        self._by_trades, self._by_symbol = {}, {}
        for recipe, maker in self._makers.items():
            self._by_trades.setdefault(recipe.stream, []).append(maker)
            self._by_symbol.setdefault(recipe.stream[::2], []).append(maker)

    def _maker(self, recipe: Recipe) -> Maker:
        held = self.held.setdefault(recipe.exchange, Counter())
        return Maker(recipe.made.interval, held, dense=recipe.dense)

    def has_room(self, of: Recipe) -> bool:
        """Whether one more interval may be made: each costs something with every trade."""
        return of in self._makers or len(self._by_trades.get(of.stream, ())) < MOST_INTERVALS

    def missed(self) -> dict[Recipe, tuple[int, int]]:
        """Candles that began before their first trade, and which minutes before it were not heard:
        they are not told before these are learnt.
        """
        return {r: maker.missed for r, maker in self._makers.items() if maker.missed}

    def learn(self, recipe: Recipe, minutes: Iterable[Candle]) -> Iterable[Event]:
        """The exchange's own minutes of before, as far as they are known."""
        maker = self._makers.get(recipe)
        return maker.learn(minutes) if maker else ()

    def process(self, event: Event) -> Iterable[Event]:
        """What follows from an event."""
        if event.__class__ in _TRADES:
            makers = self._by_trades.get((event.exchange, event.channel, event.symbol))
            return self._of_trade(makers, event) if makers else ()
        return self._of_other(event)

    def _of_trade(self, makers: Iterable[Maker], trade: Any) -> Iterable[Event]:
        found = [made for maker in makers for made in maker.take(trade)]
        return self._once(found) if found else ()

    def _of_other(self, event: Event) -> Iterable[Event]:
        if isinstance(event, Candle):
            if not event.is_closed or event.interval != OWN:
                return ()
            makers = self._by_symbol.get((event.exchange, event.symbol), [])
            return self._once(made for maker in makers for made in maker.hear(event))
        if isinstance(event, Freshness):
            return self._doubt(event)
        makers = self._by_trades.get((event.exchange, event.channel, event.symbol), [])
        if isinstance(event, Gap):
            return [made for maker in makers for made in maker.lose(event)]
        if isinstance(event, Backfilled):
            return [made for maker in makers for made in maker.fill(event)]
        return ()

    def tick(self, now: int) -> Iterable[Event]:
        """What has waited long enough."""
        return self._once(made for maker in self._makers.values() for made in maker.tick(now))

    def _doubt(self, event: Freshness) -> Iterable[Event]:
        """What is made of a stream is as fresh as the stream."""
        for recipe in self._makers:
            if recipe.stream == (event.exchange, event.channel, event.symbol):
                interval = recipe.made.interval
                yield replace(event, channel=Candle.channel, interval=interval)

    def _once(self, events: Iterable[Event]) -> Iterable[Event]:
        """Several intervals have the same holes."""
        for event in events:
            if isinstance(event, Gap):
                hole = (event.exchange, event.channel, event.symbol, event.from_time)
                if hole in self._holes:
                    continue
                self._holes[hole] = None
                if len(self._holes) > _MOST:
                    del self._holes[next(iter(self._holes))]
            yield event
