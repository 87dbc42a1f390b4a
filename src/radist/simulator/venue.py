"""What tells one simulated exchange from another: names, paths, endpoints, limits, messages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple, cast

from radist import plugins
from radist.errors import ConfigError
from radist.simulator.binance_customs import CUSTOMS
from radist.simulator.broadcast import Broadcast
from radist.simulator.customs import Customs, Parse
from radist.simulator.limits import Manners
from radist.simulator.market import Market
from radist.simulator.pairs import Pair

PUBLIC = frozenset({"public"})
MARKET = frozenset({"market"})
NOTHING: frozenset[str] = frozenset()
"""Of accounts, where there are none."""


class Endpoint(NamedTuple):
    """How one endpoint answers at a time, and the weight of a request."""

    answer: Callable[[Any, Any, int], object]
    """From the answers and the query of the venue's own kind."""
    weight: Callable[[Any], int]
    pool: "Pool | None" = None
    """Counted by number of calls instead, with others of the same pool."""


class Pool(NamedTuple):
    """Endpoints which are counted apart from the weight."""

    name: str
    calls_in_5_minutes: int


@dataclass(frozen=True, slots=True)
class Venue:
    """One simulated exchange, without its market: a file of this folder has it as VENUE."""

    name: str
    pairs: Callable[[int], Sequence[Pair]]
    """What is listed by an exchange that starts at this time."""
    parse: Parse
    broadcast: Callable[[Market], Broadcast]
    answers: Callable[[Market], Any]
    endpoints: Mapping[str, Endpoint]
    """By the whole path."""
    roads: Mapping[str, frozenset[str]] = field(default_factory=lambda: {"": PUBLIC})
    """Which classes of streams are heard below which path."""
    customs: Customs = CUSTOMS
    manners: Manners = field(default_factory=Manners)
    word: str = "pairs"
    """For what is traded."""
    microseconds: bool = False
    """Whether times can be told in microseconds."""
    listing: Callable[[str, float], Pair] | None = None
    """One more to trade, by base asset and price; None where there is no such thing."""

    def made_up(self, number: int) -> list[Pair]:
        """So many pairs that no exchange has. Raises ConfigError."""
        if number and self.listing is None:
            raise ConfigError(f"{self.name}: more pairs cannot be made up here")
        names = range(1, number + 1)
        return [self.listing(f"COIN{n}", 1.0 + 7 * n % 97) for n in names] if self.listing else []


def find(name: str) -> Venue:
    """The venue of that name. Raises ConfigError."""
    if name not in plugins.names("simulator"):
        raise ConfigError(f"there is no simulated {name!r}")
    venue = getattr(import_module(f"radist.simulator.{name}"), "VENUE", None)
    if venue is None:
        raise ConfigError(f"there is no simulated {name!r}")
    return cast("Venue", venue)
