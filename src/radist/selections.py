"""Several instruments meant by one spelling: `all USDT perpetuals`, `*/USDT`."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from fnmatch import fnmatchcase

from msgspec import Struct

from radist.errors import ClientError
from radist.model import Instrument, Kind

KINDS: dict[str, Kind] = {
    "spot": "spot",
    "perpetuals": "perpetual",
    "futures": "future",
    "options": "option",
}
"""What a selection may be of; `futures` end on a date, perpetuals do not."""
_ALL, _ANY = "all", "*"
_FORM = "a selection is `all`, then an asset, or a kind, or both, as in `all USDT perpetuals`"


class Selection(Struct, frozen=True):
    """What all of an asset and a kind are, or what a pattern with `*` fits."""

    asset: str = ""
    kind: str = ""
    pattern: str = ""

    def __str__(self) -> str:
        """The canonical spelling."""
        return self.pattern or " ".join(word for word in (_ALL, self.asset, self.kind) if word)

    def fits(self, instrument: Instrument) -> bool:
        """Whether it means this one, too."""
        if self.pattern:
            names = (instrument.symbol, instrument.native)
            return any(fnmatchcase(name.upper(), self.pattern) for name in names)
        right_kind = not self.kind or instrument.kind == KINDS[self.kind]
        return right_kind and (not self.asset or self.asset in _assets(instrument))

    def pick(self, instruments: Iterable[Instrument], now: int) -> list[Instrument]:
        """Those that it means, as far as they are traded at this time."""
        return [i for i in instruments if i.active and not i.ended(now) and self.fits(i)]


def is_selection(spelling: str) -> bool:
    """Whether a spelling means several instruments. `*` alone is the exchange's own one stream."""
    words = spelling.split()
    return words[:1] != [_ANY] and (_ANY in spelling or words[:1] in ([_ALL], [_ALL.upper()]))


def read(spelling: str, exchange: str, instruments: Collection[Instrument]) -> Selection:
    """The selection that is spelled so. Raises ClientError(404) for words that mean nothing at the
    exchange, with the nearest that do.
    """
    if _ANY in spelling:
        return Selection(pattern=spelling.strip().upper())
    asset = kind = ""
    words = spelling.split()[1:]
    if len(words) > 2:
        raise ClientError(404, "unknown_selection", f"{spelling!r}: {_FORM}")
    if words and (found := _kind(words[-1])):
        kind = found
        words.pop()
    assets = set[str]().union(*map(_assets, instruments))
    if words and words[0].upper() in assets:
        asset = words.pop(0).upper()
    if words:
        raise _unknown(spelling, exchange, words[0], _candidates(words, asset, kind, assets))
    return Selection(asset, kind)


def _assets(instrument: Instrument) -> tuple[str, ...]:
    """By which assets an instrument is selected: what its price or its settlement is in; of options
    what they are on, too.
    """
    found = (instrument.quote, instrument.settle or instrument.quote)
    return (*found, instrument.base) if instrument.kind == "option" else found


def _kind(word: str) -> str:
    word = word.lower()
    return next((kind for kind in KINDS if word in (kind, kind.removesuffix("s"))), "")


def _candidates(words: list[str], asset: str, kind: str, assets: set[str]) -> list[str]:
    """What could stand where a word means nothing."""
    if asset:
        return [*KINDS]
    return sorted(assets) if kind or len(words) > 1 else [*KINDS, *sorted(assets)]


def _unknown(spelling: str, exchange: str, word: str, known: list[str]) -> ClientError:
    spelled = {name.lower(): name for name in known}
    near = [spelled[name] for name in get_close_matches(word.lower(), spelled, n=3, cutoff=0.5)]
    hint = f"did you mean {', '.join(near)}?" if near else _FORM
    message = f"{spelling!r}: {exchange} knows nothing by {word!r}; {hint}"
    return ClientError(404, "unknown_selection", message)
