"""Binance's REST endpoints: what each answers and what it costs."""

from collections.abc import Callable

from radist.simulator.binance_query import Answers, Listing, Query
from radist.simulator.pairs import DECIMALS
from radist.simulator.venue import Endpoint

PREFIX = "/api/v3/"
WEIGHT_PER_MINUTE = 6_000
_DEPTH_COST = ((100, 5), (500, 25), (1_000, 50), (5_000, 250))
_ORDER_TYPES = (
    "LIMIT",
    "LIMIT_MAKER",
    "MARKET",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
)
_FLAGS = {
    "icebergAllowed": True,
    "ocoAllowed": True,
    "otoAllowed": True,
    "opoAllowed": True,
    "quoteOrderQtyMarketAllowed": True,
    "allowTrailingStop": True,
    "cancelReplaceAllowed": True,
    "amendAllowed": True,
    "pegInstructionsAllowed": True,
    "isSpotTradingAllowed": True,
    "isMarginTradingAllowed": False,
}


def _each(answers: Answers, query: Query, one: Callable[[str], object]) -> object:
    """One object for `symbol`, a list for `symbols` or for all."""
    chosen = query.symbols(answers)
    if chosen is not None and query.has("symbol"):
        return one(chosen[0])
    return [one(symbol) for symbol in (answers.listings() if chosen is None else chosen)]


def _named(answers: Answers, query: Query, one: Callable[[str], object]) -> object:
    """As `_each`, where asking for everything at once is not offered."""
    if not query.has("symbols"):
        return one(query.symbol(answers))
    return _each(answers, query, one)


def _exchange_info(answers: Answers, query: Query, now: int) -> object:
    listings = answers.listings()
    chosen = query.symbols(answers)
    return {
        "timezone": "UTC",
        "serverTime": now // query.unit,
        "rateLimits": [
            _rate_limit("REQUEST_WEIGHT", "MINUTE", 1, WEIGHT_PER_MINUTE),
            _rate_limit("ORDERS", "SECOND", 10, 100),
            _rate_limit("ORDERS", "DAY", 1, 200_000),
            _rate_limit("RAW_REQUESTS", "MINUTE", 5, 300_000),
        ],
        "exchangeFilters": [],
        "symbols": [_symbol(listings[name]) for name in (listings if chosen is None else chosen)],
    }


def _rate_limit(kind: str, interval: str, number: int, limit: int) -> dict[str, object]:
    return {
        "rateLimitType": kind,
        "interval": interval,
        "intervalNum": number,
        "limit": limit,
    }


def _symbol(listing: Listing) -> dict[str, object]:
    return {
        "symbol": listing.symbol,
        "status": "TRADING",
        "baseAsset": listing.base,
        "baseAssetPrecision": DECIMALS,
        "quoteAsset": listing.quote,
        "quotePrecision": DECIMALS,
        "quoteAssetPrecision": DECIMALS,
        "baseCommissionPrecision": DECIMALS,
        "quoteCommissionPrecision": DECIMALS,
        "orderTypes": _ORDER_TYPES,
        **_FLAGS,
        "filters": _filters(listing),
        "permissions": [],
        "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    }


def _filters(listing: Listing) -> list[dict[str, object]]:
    most = "9000000000.00000000"
    lots = {"minQty": listing.step, "maxQty": most, "stepSize": listing.step}
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": listing.tick,
            "maxPrice": "10000000.00000000",
            "tickSize": listing.tick,
        },
        {"filterType": "LOT_SIZE", **lots},
        {"filterType": "MARKET_LOT_SIZE", **lots},
        {
            "filterType": "NOTIONAL",
            "minNotional": "5.00000000",
            "applyMinToMarket": True,
            "maxNotional": most,
            "applyMaxToMarket": False,
            "avgPriceMins": 5,
        },
        {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": 200},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 5},
    ]


def _depth(answers: Answers, query: Query, now: int) -> object:
    return answers.depth(query.symbol(answers), query.limit(100, 5_000))


def _trades(answers: Answers, query: Query, now: int) -> object:
    symbol = query.symbol(answers)
    return answers.trades(symbol, query.span()._replace(first_id=None), query.unit)


def _historical_trades(answers: Answers, query: Query, now: int) -> object:
    return answers.trades(query.symbol(answers), query.span(), query.unit)


def _agg_trades(answers: Answers, query: Query, now: int) -> object:
    return answers.agg_trades(query.symbol(answers), query.span(), query.unit)


def _klines(answers: Answers, query: Query, now: int) -> object:
    symbol, interval = query.symbol(answers), query.interval()
    return answers.klines(symbol, interval, query.span(), query.unit, query.zone())


def _avg_price(answers: Answers, query: Query, now: int) -> object:
    return answers.avg_price(query.symbol(answers), query.unit)


def _day_ticker(answers: Answers, query: Query, now: int) -> object:
    mini = query.mini()
    return _each(answers, query, lambda s: answers.day_ticker(s, query.unit, mini=mini))


def _window_ticker(answers: Answers, query: Query, now: int) -> object:
    mini, width = query.mini(), query.window()
    return _named(answers, query, lambda s: answers.window_ticker(s, width, query.unit, mini=mini))


def _price(answers: Answers, query: Query, now: int) -> object:
    return _each(answers, query, answers.price)


def _book_ticker(answers: Answers, query: Query, now: int) -> object:
    return _each(answers, query, answers.book_ticker)


def _time(answers: Answers, query: Query, now: int) -> object:
    return {"serverTime": now // query.unit}


def _always(weight: int) -> Callable[[Query], int]:
    return lambda query: weight


def _depth_weight(query: Query) -> int:
    limit = query.limit(100, 5_000)
    return next(cost for most, cost in _DEPTH_COST if limit <= most)


def _few_or_many(query: Query) -> int:
    return 2 if query.has("symbol") else 4


def _day_weight(query: Query) -> int:
    if query.has("symbol"):
        return 2
    number = query.count("symbols")
    if number is None or number > 100:
        return 80
    return 2 if number <= 20 else 40


def _window_weight(query: Query) -> int:
    return min(200, 4 * (query.count("symbols") or 1))


_BY_NAME: dict[str, Endpoint] = {
    "ping": Endpoint(lambda answers, query, now: {}, _always(1)),
    "time": Endpoint(_time, _always(1)),
    "exchangeInfo": Endpoint(_exchange_info, _always(20)),
    "depth": Endpoint(_depth, _depth_weight),
    "trades": Endpoint(_trades, _always(25)),
    "historicalTrades": Endpoint(_historical_trades, _always(25)),
    "aggTrades": Endpoint(_agg_trades, _always(4)),
    "klines": Endpoint(_klines, _always(2)),
    "uiKlines": Endpoint(_klines, _always(2)),
    "avgPrice": Endpoint(_avg_price, _always(2)),
    "ticker/24hr": Endpoint(_day_ticker, _day_weight),
    "ticker/price": Endpoint(_price, _few_or_many),
    "ticker/bookTicker": Endpoint(_book_ticker, _few_or_many),
    "ticker": Endpoint(_window_ticker, _window_weight),
}
ENDPOINTS = {PREFIX + name: endpoint for name, endpoint in _BY_NAME.items()}
