"""What OKX trades: `public/instruments` to instruments, and what spellings alone suggest.

https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from radist.exchanges._okx_payloads import InstrumentPayload, several
from radist.model import Instrument, Kind

KINDS: dict[str, Kind] = {
    "SPOT": "spot",
    "SWAP": "perpetual",
    "FUTURES": "future",
    "OPTION": "option",
}
"""The exchange's `instType`, and ours."""
_SPELLINGS = {
    "SPOT": re.compile(r"([^-_]+)-([^-_]+)"),
    "SWAP": re.compile(r"([^-]+)-([^-]+)-SWAP"),
    "FUTURES": re.compile(r"([^-]+)-([^-]+)-(\d{6})"),
    "OPTION": re.compile(r"([^-]+)-([^-]+)-(\d{6})-([\d.]+)-([CP])"),
}
_described = several(InstrumentPayload)


def instruments(data: bytes) -> list[Instrument]:
    """The rows of an answer, of whatever type."""
    return [instrument(d) for d in _described(data) if d.instType in KINDS]


def index(native: str) -> Instrument:
    """The index of a pair: `BTC-USDT`."""
    base, _, quote = native.partition("-")
    return Instrument(f"{base}/{quote}", native, base, quote, kind="index")


def indices(traded: Iterable[Instrument]) -> list[Instrument]:
    """The indices that derivatives follow."""
    return [index(pair) for pair in sorted({of.pair for of in traded if of.pair})]


def instrument(d: InstrumentPayload) -> Instrument:
    """What a row describes."""
    base, quote = d.baseCcy, d.quoteCcy
    if d.instType != "SPOT":
        base, _, quote = d.uly.partition("-")
    size = (d.ctVal or 1.0) * (d.ctMult or 1.0)
    found = _made(d.instType, d.instId, base, quote, d.settleCcy, d.uly)
    scale = 1.0 if found.kind == "spot" or found.inverse else size
    return msgspec.structs.replace(
        found,
        price_step=d.tickSz or 0.0,
        quantity_step=_product(d.lotSz or 0.0, scale),
        active=d.state in ("live", "post_only", "rebase"),
        contract=d.ctType,
        contract_size=1.0 if found.kind == "spot" else _product(d.ctVal or 1.0, d.ctMult or 1.0),
        expiry=d.expTime * 1000 if d.expTime else None,
        strike=d.stk or None,
    )


def _product(one: float, other: float) -> float:
    """Without what binary numbers would add: 0.1 times 0.01 is 0.001."""
    return float(f"{one * other:.12g}")


def _made(kind: str, native: str, base: str, quote: str, settle: str, pair: str) -> Instrument:
    """An instrument by its type, name and assets."""
    if kind == "SPOT":
        return Instrument(f"{base}/{quote}", native, base, quote)
    tail = "" if kind == "SWAP" else re.sub(r"^[^-]+-[^-]+", "", native)
    option = {"C": "call", "P": "put"}.get(native[-1:]) if kind == "OPTION" else None
    return Instrument(
        f"{base}/{quote}:{settle}{tail}",
        native,
        base,
        quote,
        kind=KINDS[kind],
        settle=settle,
        pair=pair,
        option=option,  # type: ignore[arg-type]  # one of the two
    )


def guess(kind: str, native: str) -> Instrument | None:
    """An instrument of this type, by its spelling; what a contract stands for it does not say."""
    if not (parts := _SPELLINGS[kind].fullmatch(native)):
        return None
    base, family = parts[1], parts[2]
    quote, _, margin = family.partition("_")
    settle = base if quote == "USD" and not margin else quote
    found = _made(kind, native, base, quote, settle, f"{base}-{quote}")
    if kind in ("SPOT", "SWAP"):
        return found
    strike = float(parts[4]) if kind == "OPTION" else None
    return msgspec.structs.replace(found, expiry=_eight_in_the_morning(parts[3]), strike=strike)


def _eight_in_the_morning(date: str) -> int | None:
    """When contracts of a date such as 260626 are delivered: 8:00 UTC."""
    try:
        day = datetime.strptime(date, "%y%m%d").replace(hour=8, tzinfo=UTC)
    except ValueError:
        return None
    return int(day.timestamp()) * 1_000_000
