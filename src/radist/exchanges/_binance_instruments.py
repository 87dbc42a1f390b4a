"""What the Binance family trades: its descriptions (exchangeInfo) to instruments.

Spot: https://developers.binance.com/docs/binance-spot-api-docs/rest-api
Derivatives: https://developers.binance.com/docs/derivatives

Symbols are never cut by guessing where a description can be had. A recording often has none: then
`guess_*` reads the spelling.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from radist.exchanges._binance_payloads import ContractPayload, OptionPayload
from radist.exchanges._bounds import Amount, Millis
from radist.model import Instrument, Kind

_QUOTES = tuple("USDT FDUSD USDC TUSD BUSD USD1 BTC ETH BNB EUR TRY BRL JPY GBP USD".split())
"""Assets that prices are quoted in."""
_OPTION = re.compile(r"([^-]+)-(\d{6})-([\d.]+)-([CP])")
_NEVER = 4_000_000_000_000
"""Perpetuals are delivered in the year 2100."""


class Filter(Struct):
    """A trading rule of a symbol."""

    filterType: str  # noqa: N815  # the exchange's name
    tickSize: Amount = 0.0  # noqa: N815
    stepSize: Amount = 0.0  # noqa: N815
    minNotional: Amount = 0.0  # noqa: N815
    notional: Amount = 0.0


class Symbol(Struct):
    """A row of spot's exchangeInfo."""

    symbol: str
    status: str
    baseAsset: str  # noqa: N815
    quoteAsset: str  # noqa: N815
    filters: list[Filter] = []


class Contract(Struct):
    """A row of the futures' exchangeInfo."""

    symbol: str
    pair: str
    contractType: str  # noqa: N815
    deliveryDate: Millis  # noqa: N815
    baseAsset: str  # noqa: N815
    quoteAsset: str  # noqa: N815
    marginAsset: str  # noqa: N815
    status: str = ""
    contractStatus: str = ""  # noqa: N815
    contractSize: Amount = 1.0  # noqa: N815
    filters: list[Filter] = []


class OptionSymbol(Struct):
    """A row of the options' exchangeInfo."""

    symbol: str
    side: str
    strikePrice: Amount  # noqa: N815
    underlying: str
    expiryDate: Millis  # noqa: N815
    quoteAsset: str = "USDT"  # noqa: N815
    unit: Amount = 1.0
    status: str = "TRADING"
    filters: list[Filter] = []


class Asset(Struct):
    """What may serve as margin."""

    asset: str


class SpotDescription(Struct):
    """exchangeInfo of spot."""

    symbols: list[Symbol]


class FuturesDescription(Struct):
    """exchangeInfo of futures."""

    symbols: list[Contract]
    assets: list[Asset] = []


class OptionsDescription(Struct):
    """exchangeInfo of options."""

    optionSymbols: list[OptionSymbol]  # noqa: N815


_spot = msgspec.json.Decoder(SpotDescription, strict=False).decode
_futures = msgspec.json.Decoder(FuturesDescription, strict=False).decode
_options = msgspec.json.Decoder(OptionsDescription, strict=False).decode

Described = tuple[list[Instrument], list[Instrument]]
"""What is traded, and what else has a price: indices and continuous contracts."""


def spot(body: bytes) -> Described:
    """Spot's description."""
    return [_pair(symbol) for symbol in _spot(body).symbols], []


def futures(body: bytes) -> Described:
    """Either futures market's description."""
    description = _futures(body)
    contracts = [_contract(contract) for contract in description.symbols]
    margins = [index(asset.asset, "USD") for asset in description.assets]
    return contracts, [*margins, *others(contracts)]


def options(body: bytes) -> Described:
    """The options' description."""
    found = [_option(symbol) for symbol in _options(body).optionSymbols]
    return found, others(found)


def others(contracts: Iterable[Instrument]) -> list[Instrument]:
    """The indices that contracts follow, and the continuous contracts that they belong to."""
    pairs, continuous = {}, {}
    for of in contracts:
        pairs[of.pair] = index(of.base, of.quote)
        if of.kind in ("perpetual", "future"):
            found = follow(of)
            continuous[found.native] = found
    return [*pairs.values(), *continuous.values()]


def index(base: str, quote: str) -> Instrument:
    """The index of a pair."""
    return Instrument(f"{base}/{quote}", f"{base}{quote}", base, quote, kind="index")


def follow(of: Instrument) -> Instrument:
    """The continuous contract that a contract belongs to for now."""
    symbol = f"{of.base}/{of.quote}:{of.settle}-{of.contract}"
    native = f"{of.pair}_{of.contract}"
    return msgspec.structs.replace(
        of, symbol=symbol, native=native, kind="continuous", expiry=None, active=True
    )


def _steps(filters: Iterable[Filter]) -> tuple[float, float]:
    price = max((f.tickSize for f in filters if f.filterType == "PRICE_FILTER"), default=0.0)
    quantity = max((f.stepSize for f in filters if f.filterType == "LOT_SIZE"), default=0.0)
    return price, quantity


def _least(filters: Iterable[Filter]) -> float:
    """What an order is worth at least; each product says it in another way."""
    return max((f.minNotional or f.notional for f in filters), default=0.0)


def _pair(row: Symbol) -> Instrument:
    base, quote = row.baseAsset, row.quoteAsset
    active = row.status == "TRADING"
    steps, least = _steps(row.filters), _least(row.filters)
    symbol = f"{base}/{quote}"
    return Instrument(symbol, row.symbol, base, quote, *steps, active, least_value=least)


def _contract(row: Contract) -> Instrument:
    found = contract(
        row.symbol, row.baseAsset, row.quoteAsset, row.marginAsset, row.contractType or ""
    )
    price_step, quantity_step = _steps(row.filters)
    return msgspec.structs.replace(
        found,
        pair=row.pair,
        price_step=price_step,
        quantity_step=quantity_step,
        least_value=_least(row.filters),
        active=(row.contractStatus or row.status) == "TRADING",
        contract_size=row.contractSize,
        expiry=row.deliveryDate * 1000 if row.deliveryDate < _NEVER else None,
    )


def contract(native: str, base: str, quote: str, settle: str, words: str) -> Instrument:
    """A future, dated if its name ends in a date; `words` is the exchange's kind of contract."""
    pair, _, tail = native.partition("_")
    dated = tail.isdecimal()
    kind: Kind = "future" if dated else "perpetual"
    return Instrument(
        f"{base}/{quote}:{settle}" + (f"-{tail}" if dated else ""),
        native,
        base,
        quote,
        kind=kind,
        settle=settle,
        pair=pair,
        contract=words,
        expiry=_eight_in_the_morning(tail) if dated else None,
    )


def _option(row: OptionSymbol) -> Instrument:
    price_step, quantity_step = _steps(row.filters)
    return msgspec.structs.replace(
        option(row.symbol, row.underlying, row.quoteAsset, row.strikePrice, row.side),
        price_step=price_step,
        quantity_step=quantity_step,
        active=row.status == "TRADING",
        contract_size=row.unit,
        expiry=row.expiryDate * 1000,
    )


def listed(d: OptionPayload, known: Instrument | None) -> Instrument:
    """An option as its listing tells of it."""
    return msgspec.structs.replace(
        known or option(d.s, d.ps, d.qa, d.sp, d.d),
        active=d.cs == "TRADING",
        contract_size=d.u,
        expiry=d.dt * 1000,
    )


def updated(d: ContractPayload, known: Instrument | None) -> Instrument | None:
    """A future that a stream tells of, where something is known of it."""
    if known is None:
        return None
    expiry = d.dt * 1000 if d.dt and d.dt < _NEVER else None
    return msgspec.structs.replace(
        known, pair=d.ps, contract=d.ct, active=d.cs == "TRADING", expiry=expiry
    )


def option(native: str, pair: str, quote: str, strike: float, side: str) -> Instrument:
    """An option: the exchange's name says it all but for the quote asset."""
    base, _, rest = native.partition("-")
    return Instrument(
        f"{base}/{quote}:{quote}-{rest}",
        native,
        base,
        quote,
        kind="option",
        settle=quote,
        pair=pair,
        contract=side,
        strike=strike,
        option="call" if side == "CALL" else "put",
    )


def _eight_in_the_morning(date: str) -> int | None:
    """When contracts of a date such as 260626 are delivered: 8:00 UTC."""
    try:
        day = datetime.strptime(date, "%y%m%d").replace(hour=8, tzinfo=UTC)
    except ValueError:
        return None
    return int(day.timestamp()) * 1_000_000


def cut(pair: str) -> tuple[str, str] | None:
    """Base and quote asset that a pair's spelling suggests."""
    quote = next((q for q in _QUOTES if pair.endswith(q) and pair != q), None)
    return (pair.removesuffix(quote), quote) if quote else None


def guess_spot(native: str) -> Instrument | None:
    """Spot, by its spelling."""
    assets = cut(native)
    return Instrument("/".join(assets), native, *assets) if assets else None


def guess_linear(native: str) -> Instrument | None:
    """A future settled in its quote asset, by its spelling."""
    pair, _, tail = native.partition("_")
    assets = cut(pair)
    if assets is None or (tail and not tail.isdecimal()):
        return None
    return contract(native, *assets, assets[1], "" if tail else "PERPETUAL")


def guess_inverse(native: str) -> Instrument | None:
    """A future settled in its base asset, by its spelling; contracts of bitcoin are of 100 USD, all
    others of 10.
    """
    pair, _, tail = native.partition("_")
    base = pair.removesuffix("USD")
    if not base or base == pair or not (tail == "PERP" or tail.isdecimal()):
        return None
    found = contract(native, base, "USD", base, "PERPETUAL" if tail == "PERP" else "")
    return msgspec.structs.replace(found, contract_size=100.0 if base == "BTC" else 10.0)


def guess_option(native: str) -> Instrument | None:
    """An option, by its spelling."""
    if not (parts := _OPTION.fullmatch(native)):
        return None
    side = "CALL" if parts[4] == "C" else "PUT"
    found = option(native, f"{parts[1]}USDT", "USDT", float(parts[3]), side)
    return msgspec.structs.replace(found, expiry=_eight_in_the_morning(parts[2]))
