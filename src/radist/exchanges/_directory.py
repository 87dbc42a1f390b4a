"""Instruments by every spelling that people use."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from heapq import nlargest
from itertools import pairwise

from radist.model import Instrument

Looks = tuple[int, dict[str, str], list[tuple[frozenset[str], str]]]
"""As of a revision: native symbols by bare spelling, and each spelling by its bits."""
_LIKELY = 20
_BARE = str.maketrans("", "", "-_/:")


class Directory:
    """Instruments by canonical symbol, by native symbol, and by either without punctuation.

    A perpetual answers to its pair as well: `BTC/USDT` and `BTCUSDT` are unambiguous where there
    is no spot.
    """

    def __init__(self) -> None:
        self._by_symbol: dict[str, Instrument] = {}
        self._by_native: dict[str, Instrument] = {}
        self._symbols: dict[str, str] = {}
        """Canonical symbols by bare spelling."""
        self._pairs: dict[str, str] = {}
        """Canonical symbols of perpetuals by their pair's bare spelling."""
        self.revision = 0
        """Grows with whatever becomes known."""
        self._looks: Looks = (-1, {}, [])

    @property
    def by_symbol(self) -> Mapping[str, Instrument]:
        """All of them, by canonical symbol."""
        return self._by_symbol

    def learn(self, instruments: Iterable[Instrument]) -> None:
        """Take note of instruments, in place of what was known of them."""
        for instrument in instruments:
            symbol = instrument.symbol
            self.revision += self._by_symbol.get(symbol) != instrument
            self._by_symbol[symbol] = self._by_native[instrument.native] = instrument
            for spelling in (symbol, instrument.native):
                self._symbols[_bare(spelling)] = symbol
            if instrument.kind == "perpetual":
                self._pairs[_bare(instrument.base + instrument.quote)] = symbol

    def native(self, native: str) -> Instrument | None:
        """By the exchange's own spelling, to the letter."""
        return self._by_native.get(native)

    def find(self, spelling: str) -> Instrument | None:
        """By `BTC/USDT`, `BTCUSDT`, `btcusdt`, `BTC-USDT` or `BTC_USDT`."""
        upper = spelling.upper()
        if found := self._by_symbol.get(upper) or self._by_native.get(upper):
            return found
        bare = _bare(spelling)
        symbol = self._symbols.get(bare) or self._pairs.get(bare)
        return self._by_symbol[symbol] if symbol else None

    def near(self, spelling: str) -> list[str]:
        """Native symbols that look like a spelling and are traded, most alike first."""
        if self._looks[0] != self.revision:
            natives = {_bare(native): native for native, i in self._by_native.items() if i.active}
            self._looks = self.revision, natives, [(_bits(bare), bare) for bare in natives]
        _, natives, looks = self._looks
        bare = _bare(spelling)
        bits = _bits(bare)
        # To compare closely takes 20 µs a symbol, and strangers may ask for many in one request.
        likely = nlargest(_LIKELY, looks, key=lambda look: len(look[0] & bits))
        return [
            natives[k] for k in get_close_matches(bare, [k for _, k in likely], n=3, cutoff=0.5)
        ]


def _bits(bare: str) -> frozenset[str]:
    """Its letters, and its pairs of letters."""
    return frozenset((*bare, *map("".join, pairwise(bare))))


def _bare(spelling: str) -> str:
    return spelling.upper().translate(_BARE)
