"""Binance's futures REST endpoints: what each answers and what it costs."""

from collections.abc import Callable

from radist.simulator.binance_futures_answers import FuturesAnswers, Side
from radist.simulator.binance_futures_pairs import COMPOSITE
from radist.simulator.binance_query import Query, Span
from radist.simulator.candles import DAY, HOUR, WIDTHS
from radist.simulator.contracts import INVERSE, LINEAR, Contract, plain
from radist.simulator.customs import Refusal
from radist.simulator.venue import Endpoint, Pool

WEIGHT_PER_MINUTE = 2_400
PREFIXES = {LINEAR: "/fapi/", INVERSE: "/dapi/"}
_DEPTHS = (5, 10, 20, 50, 100, 500, 1_000)
_DEPTH_COST = ((50, 2), (100, 5), (500, 10), (1_000, 20))
_KLINE_COST = ((99, 1), (499, 2), (1_000, 5), (1_500, 10))
_FUNDING = Pool("funding", 500)
_STATISTICS = Pool("statistics", 1_000)
_LONGEST = 200 * DAY  # that inverse candles may span
_PERIODS = ("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")
Answer = Callable[[Side, Query, int], object]


def endpoints(market: int) -> dict[str, Endpoint]:
    """The endpoints of one of the two markets, by their whole path."""
    inverse = market == INVERSE
    funding_pool = None if inverse else _FUNDING
    ticker = _list_or_all if inverse else _one_or_all
    premium_weight = _few_or_many(10 if inverse else 1, 10)
    found: dict[str, tuple[Answer, Callable[[Query], int], Pool | None]] = {
        "v1/ping": (lambda side, query, now: {}, _always(1), None),
        "v1/time": (lambda side, query, now: {"serverTime": now // query.unit}, _always(1), None),
        "v1/exchangeInfo": (_exchange_info, _always(1), None),
        "v1/depth": (_depth, _depth_weight, None),
        "v1/rpiDepth": (_depth, _always(20), None),
        "v1/trades": (_trades, _always(5), None),
        "v1/historicalTrades": (_with_a_key, _always(200), None),
        "v1/aggTrades": (_agg_trades, _always(20), None),
        "v1/klines": (_klines, _kline_weight, None),
        "v1/continuousKlines": (_continuous_klines, _kline_weight, None),
        "v1/indexPriceKlines": (_index_klines, _kline_weight, None),
        "v1/markPriceKlines": (_of(Side.mark_klines), _kline_weight, None),
        "v1/premiumIndexKlines": (_of(Side.premium_klines), _kline_weight, None),
        "v1/premiumIndex": (
            ticker(Side.premium_index),
            premium_weight,
            None,
        ),
        "v1/fundingRate": (_funding_rate, _always(1 if inverse else 0), funding_pool),
        "v1/fundingInfo": (_funding_periods, _always(1 if inverse else 0), funding_pool),
        "v1/ticker/24hr": (ticker(Side.day_ticker), _few_or_many(1, 40), None),
        "v1/ticker/price": (ticker(Side.price), _few_or_many(1, 2), None),
        "v1/ticker/bookTicker": (ticker(Side.book_ticker), _few_or_many(2, 5), None),
        "v1/openInterest": (_open_interest, _always(1), None),
    }
    if inverse:
        del found["v1/rpiDepth"]
    else:
        found["v2/ticker/price"] = found["v1/ticker/price"]
    prefix = PREFIXES[market]
    by_path = {prefix + path: _endpoint(market, *rest) for path, rest in found.items()}
    history = _endpoint(market, _interest_history, _always(0), _STATISTICS)
    return by_path | {"/futures/data/openInterestHist": history}


def _endpoint(
    market: int, answer: Answer, weight: Callable[[Query], int], pool: Pool | None
) -> Endpoint:
    def both(answers: FuturesAnswers, query: Query, now: int) -> object:
        return answer(answers.side(market), query, now)

    return Endpoint(both, weight, pool)


def _one_or_all(one: Callable[[Side, str], object]) -> Answer:
    """One object for `symbol`, else a list of all."""

    def answer(side: Side, query: Query, now: int) -> object:
        if query.has("symbol"):
            return one(side, query.symbol(side))
        return [one(side, symbol) for symbol in side.listings()]

    return answer


def _list_or_all(one: Callable[[Side, str], object]) -> Answer:
    """A list, even of one: of `symbol`, of a `pair` or of all."""

    def answer(side: Side, query: Query, now: int) -> object:
        return [one(side, symbol) for symbol in _chosen(side, query)]

    return answer


def _chosen(side: Side, query: Query) -> list[str]:
    if query.has("symbol"):
        return [query.symbol(side)]
    if query.has("pair"):
        return _of_pair(side, query)
    return list(side.listings())


def _of_pair(side: Side, query: Query) -> list[str]:
    found = side.of_pair(query.text("pair"))
    if not found:
        raise Refusal(-1121, "Invalid pair.")
    return found


def _depth(side: Side, query: Query, now: int) -> object:
    return side.depth(query.symbol(side), _depth_limit(query))


def _depth_limit(query: Query) -> int:
    limit = query.number("limit") or 500
    if limit not in _DEPTHS:
        raise Refusal(-4021, f"{limit} is not valid depth limit.")
    return limit


def _trades(side: Side, query: Query, now: int) -> object:
    return side.trades(query.symbol(side), query.limit(500, 1_000))


def _with_a_key(side: Side, query: Query, now: int) -> object:
    raise Refusal(-2014, "API-key format invalid.", 401)


def _agg_trades(side: Side, query: Query, now: int) -> object:
    span = query.span()
    if span.begin is not None and span.end is not None and span.end - span.begin >= HOUR:
        raise Refusal(-4166, "The time between startTime and endTime must be less than 1 hour.")
    if span.first_id is not None and (span.begin is not None or span.end is not None):
        raise Refusal(-1128, "Combination of optional parameters invalid.")
    return side.agg_trades(query.symbol(side), span)


def _kline_span(side: Side, query: Query) -> Span:
    span = query.span(1_500)
    begin, end = span.begin, span.end
    if side.inverse and begin is not None and end is not None and end - begin > _LONGEST:
        raise Refusal(-4144, "The time between startTime and endTime is at most 200 days.")
    return span


def _interval(query: Query) -> str:
    interval = query.interval()
    if interval == "1s":
        raise Refusal(-1120, "Invalid interval.")
    return interval


def _of(rows: Callable[[Side, str, str, Span], object]) -> Answer:
    """Candles of a symbol."""

    def answer(side: Side, query: Query, now: int) -> object:
        symbol = query.symbol(side)
        return rows(side, symbol, _interval(query), _kline_span(side, query))

    return answer


_klines = _of(Side.klines)


def _continuous_klines(side: Side, query: Query, now: int) -> object:
    kind = query.text("contractType")
    listings = side.listings()
    found = [symbol for symbol in _of_pair(side, query) if listings[symbol].kind == kind]
    if not found:
        raise Refusal(-1116, "Invalid contractType.")
    return side.klines(found[0], _interval(query), _kline_span(side, query))


def _index_klines(side: Side, query: Query, now: int) -> object:
    symbol = _of_pair(side, query)[0]
    return side.index_klines(symbol, _interval(query), _kline_span(side, query))


def _funding_rate(side: Side, query: Query, now: int) -> object:
    symbols = [query.symbol(side)] if query.has("symbol") else list(side.listings())
    return side.funding_rates(symbols, query.span(1_000, default=100))


def _funding_periods(side: Side, query: Query, now: int) -> object:
    return side.funding_periods()


def _open_interest(side: Side, query: Query, now: int) -> object:
    return side.open_interest(query.symbol(side))


def _interest_history(side: Side, query: Query, now: int) -> object:
    period = query.text("period")
    if period not in _PERIODS:
        raise Refusal(-1120, "Invalid period.")
    if side.inverse:
        kind, listings = query.text("contractType"), side.listings()
        symbols = [name for name in _of_pair(side, query) if kind in ("ALL", listings[name].kind)]
        if not symbols:
            raise Refusal(-1116, "Invalid contractType.")
    else:
        symbols = [query.symbol(side)]
    return side.interest_history(symbols[0], WIDTHS[period], query.span(500, default=30))


def _exchange_info(side: Side, query: Query, now: int) -> object:
    limits = [
        {
            "rateLimitType": "REQUEST_WEIGHT",
            "interval": "MINUTE",
            "intervalNum": 1,
            "limit": WEIGHT_PER_MINUTE,
        },
        {"rateLimitType": "ORDERS", "interval": "MINUTE", "intervalNum": 1, "limit": 1_200},
    ]
    symbols = [_symbol(contract, now) for contract in side.listings().values()]
    found = {
        "timezone": "UTC",
        "serverTime": now // query.unit,
        "rateLimits": limits,
        "exchangeFilters": [],
    }
    if not side.inverse:
        margin = [{"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"}]
        found["assets"] = margin
    return found | {"symbols": symbols}


def _symbol(contract: Contract, now: int) -> dict[str, object]:
    inverse = contract.market == INVERSE
    status = {"contractStatus": "TRADING"} if inverse else {"status": "TRADING"}
    size = {"contractSize": contract.face} if inverse else {}
    return {
        "symbol": contract.symbol,
        "pair": contract.pair,
        "contractType": contract.kind,
        "deliveryDate": contract.delivery // 1_000,
        "onboardDate": contract.onboard // 1_000,
        **status,
        **size,
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": contract.base,
        "quoteAsset": contract.quote,
        "marginAsset": contract.base if inverse else contract.quote,
        "pricePrecision": contract.price_digits + contract.places,
        "quantityPrecision": contract.size_digits,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "INDEX" if contract.symbol == COMPOSITE else "COIN",
        "underlyingSubType": [],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.015000",
        "marketTakeBound": "0.05",
        "filters": _filters(contract),
        "orderTypes": ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT"],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD"],
    }


def _filters(contract: Contract) -> list[dict[str, object]]:
    tick, step = contract.price_text(1), contract.size_text(1)
    lots = {"minQty": step, "maxQty": plain(10**7, 0), "stepSize": step}
    found: list[dict[str, object]] = [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": tick,
            "maxPrice": "4529764",
            "tickSize": tick,
        },
        {"filterType": "LOT_SIZE", **lots},
        {"filterType": "MARKET_LOT_SIZE", **lots},
        {"filterType": "MAX_NUM_ORDERS", "limit": 200},
        {
            "filterType": "PERCENT_PRICE",
            "multiplierUp": "1.0500",
            "multiplierDown": "0.9500",
            "multiplierDecimal": "4",
        },
    ]
    if contract.market == LINEAR:
        found.append({"filterType": "MIN_NOTIONAL", "notional": "5"})
    return found


def _always(weight: int) -> Callable[[Query], int]:
    return lambda query: weight


def _few_or_many(few: int, many: int) -> Callable[[Query], int]:
    return lambda query: few if query.has("symbol") or query.has("pair") else many


def _depth_weight(query: Query) -> int:
    return next(cost for most, cost in _DEPTH_COST if _depth_limit(query) <= most)


def _kline_weight(query: Query) -> int:
    limit = query.limit(500, 1_500)
    return next(cost for most, cost in _KLINE_COST if limit <= most)
