"""What Bybit trades: rows of instruments-info to instruments, and what a spelling alone says.

https://bybit-exchange.github.io/docs/v5/market/instrument
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from radist.exchanges._bounds import Amount, Millis
from radist.model import Instrument

_QUOTES = tuple("USDT USDC USDE USD1 RLUSD EUR BRL TRY PLN MNT DAI BTC ETH USD".split())
"""Assets that prices are quoted in."""
_LINEAR = re.compile(r"(\w+?)(USDT|USDC|PERP|)(?:-(\d{1,2}[A-Z]{3}\d{2}))?")
_INVERSE = re.compile(r"(\w+?)USD(?:([HMUZ])(\d{2}))?")
_OPTION = re.compile(r"(\w+)-(\d{1,2}[A-Z]{3}\d{2})-([\d.]+)-([CP])(?:-(\w+))?")
_QUARTERS = {"H": 3, "M": 6, "U": 9, "Z": 12}
_ACTIVE = frozenset({"Trading", "Delivering"})


class PriceFilter(Struct, frozen=True):
    """Steps of prices."""

    tickSize: Amount = 0.0  # noqa: N815  # the exchange's names, here and below


class LotFilter(Struct, frozen=True):
    """Steps of quantities, and the least value; spot calls them otherwise."""

    qtyStep: Amount = 0.0  # noqa: N815
    basePrecision: Amount = 0.0  # noqa: N815
    minNotionalValue: Amount = 0.0  # noqa: N815
    minOrderAmt: Amount = 0.0  # noqa: N815


class Row(Struct):
    """A row of instruments-info."""

    symbol: str
    baseCoin: str  # noqa: N815
    quoteCoin: str  # noqa: N815
    settleCoin: str = ""  # noqa: N815
    contractType: str = ""  # noqa: N815
    optionsType: str = ""  # noqa: N815
    status: str = "Trading"
    deliveryTime: Millis = 0  # noqa: N815
    priceFilter: PriceFilter = PriceFilter()  # noqa: N815
    lotSizeFilter: LotFilter = LotFilter()  # noqa: N815


class Page(Struct):
    """A page of them; the cursor is empty on the last one."""

    list: list[Row]
    nextPageCursor: str | None = ""  # noqa: N815


def read(row: Row) -> Instrument:
    """An instrument as it is described."""
    lots = row.lotSizeFilter
    return msgspec.structs.replace(
        _described(row),
        price_step=row.priceFilter.tickSize,
        quantity_step=lots.qtyStep or lots.basePrecision,
        least_value=lots.minNotionalValue or lots.minOrderAmt,
        active=row.status in _ACTIVE,
    )


def _described(row: Row) -> Instrument:
    base, settle = row.baseCoin, row.settleCoin
    if not settle:
        return spot(row.symbol, base, row.quoteCoin)
    # What is settled in dollars of a kind is quoted in them, whatever the description calls it.
    quote = row.quoteCoin if settle == base else settle
    end = datetime.fromtimestamp(row.deliveryTime / 1000, UTC) if row.deliveryTime else None
    found = contract(row.symbol, base, quote, settle, end)
    return msgspec.structs.replace(found, contract=row.contractType or row.optionsType)


def spot(native: str, base: str, quote: str) -> Instrument:
    """A pair."""
    return Instrument(f"{base}/{quote}", native, base, quote)


def contract(native: str, base: str, quote: str, settle: str, end: datetime | None) -> Instrument:
    """A contract: perpetual without an end, an option where its name tells a strike."""
    day = f"-{end:%y%m%d}" if end else ""
    symbol, pair = f"{base}/{quote}:{settle}{day}", base + quote
    expiry = int(end.timestamp()) * 1_000_000 if end else None
    found = Instrument(
        symbol, native, base, quote, kind="perpetual", settle=settle, pair=pair, expiry=expiry
    )
    if parts := _OPTION.fullmatch(native):
        strike, side = parts[3], parts[4]
        return msgspec.structs.replace(
            found,
            symbol=f"{symbol}-{strike}-{side}",
            kind="option",
            strike=float(strike),
            option="call" if side == "C" else "put",
        )
    return msgspec.structs.replace(found, kind="future" if end else "perpetual")


def guess_spot(native: str) -> Instrument | None:
    """Spot, by its spelling."""
    quote = next((q for q in _QUOTES if native.endswith(q) and native != q), None)
    return spot(native, native.removesuffix(quote), quote) if quote else None


def guess_linear(native: str) -> Instrument | None:
    """A contract settled in dollars of a kind, by its spelling."""
    parts = _LINEAR.fullmatch(native)
    if parts is None or not (parts[2] or parts[3]):
        return None
    quote = parts[2] if parts[2] in ("USDT", "USDC") else "USDC"
    end = _day(parts[3]) if parts[3] else None
    return None if parts[3] and end is None else contract(native, parts[1], quote, quote, end)


def guess_inverse(native: str) -> Instrument | None:
    """A contract settled in its own coin, by its spelling."""
    if not (parts := _INVERSE.fullmatch(native)):
        return None
    end = _quarter(2000 + int(parts[3]), _QUARTERS[parts[2]]) if parts[2] else None
    return contract(native, parts[1], "USD", parts[1], end)


def guess_option(native: str) -> Instrument | None:
    """An option, by its spelling."""
    parts = _OPTION.fullmatch(native)
    if parts is None or (end := _day(parts[2])) is None:
        return None
    quote = parts[5] or "USDC"
    return contract(native, parts[1], quote, quote, end)


def _day(text: str) -> datetime | None:
    """When contracts of a day such as 21FEB25 end: 8:00 UTC."""
    try:
        return datetime.strptime(text, "%d%b%y").replace(hour=8, tzinfo=UTC)
    except ValueError:
        return None


def _quarter(year: int, month: int) -> datetime:
    """The last Friday of a month, at 8:00 UTC."""
    after = datetime(year + month // 12, month % 12 + 1, 1, 8, tzinfo=UTC)
    last = after - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - 4) % 7)


def ended(known: Iterable[Instrument], listed: set[str]) -> list[Instrument]:
    """Those which are listed no more."""
    return [
        msgspec.structs.replace(i, active=False)
        for i in known
        if i.active and i.symbol not in listed
    ]
