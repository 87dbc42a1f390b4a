"""Binance's options by REST: what each endpoint answers and what it costs."""

from collections.abc import Callable, Mapping

from radist.simulator import binance_options_events as events
from radist.simulator.binance_events import MILLISECOND, percent
from radist.simulator.binance_futures_answers import kline
from radist.simulator.binance_futures_events import levels, wire_id
from radist.simulator.binance_market import begins
from radist.simulator.binance_options_market import UNDERLYING, chain, index, option_of
from radist.simulator.binance_query import Query
from radist.simulator.contracts import day_suffix
from radist.simulator.customs import Refusal
from radist.simulator.fair import Fair
from radist.simulator.market import Market
from radist.simulator.options import OptionContract
from radist.simulator.pit import Pit
from radist.simulator.venue import Endpoint

PREFIX = "/eapi/v1/"
WEIGHT_PER_MINUTE = 2_400
_DEPTHS = (10, 20, 50, 100, 500, 1_000)
_DEPTH_COST = ((50, 1), (100, 5), (500, 10), (1_000, 20))
_NO_CANDLES = ("1s", "8h", "1M")
Payload = dict[str, object]


class OptionsAnswers:
    """Reads the pits of all options."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.fair = Fair(market)

    def listings(self) -> Mapping[str, OptionContract]:
        return {pit.pair.symbol: option_of(pit) for pit in chain(self.market)}

    def pit(self, query: Query) -> Pit:
        return self.market.pits[query.symbol(self)]

    def chosen(self, query: Query) -> list[Pit]:
        """The one asked for, or all."""
        return [self.pit(query)] if query.has("symbol") else chain(self.market)


Answer = Callable[[OptionsAnswers, Query, int], object]


def _exchange_info(answers: OptionsAnswers, query: Query, now: int) -> object:
    asset, base = UNDERLYING.quote, UNDERLYING.base
    limit = {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": WEIGHT_PER_MINUTE,
    }
    contract = {
        "baseAsset": base,
        "quoteAsset": asset,
        "underlying": UNDERLYING.symbol,
        "settleAsset": asset,
    }
    return {
        "timezone": "UTC",
        "serverTime": now // MILLISECOND,
        "optionContracts": [contract],
        "optionAssets": [{"name": asset}],
        "optionSymbols": [_symbol(option) for option in answers.listings().values()],
        "rateLimits": [limit],
    }


def _symbol(option: OptionContract) -> Payload:
    tick, step = option.price_text(1), option.size_text(1)
    return {
        "expiryDate": option.delivery // MILLISECOND,
        "filters": [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": tick,
                "maxPrice": "40000.000",
                "tickSize": tick,
            },
            {"filterType": "LOT_SIZE", "minQty": step, "maxQty": "600.00", "stepSize": step},
        ],
        "symbol": option.symbol,
        "side": "CALL" if option.call else "PUT",
        "strikePrice": f"{option.strike}.000",
        "underlying": option.pair,
        "unit": 1,
        "liquidationFeeRate": "0.0019000",
        "minQty": step,
        "maxQty": "600.00",
        "initialMargin": "0.15000000",
        "maintenanceMargin": "0.07500000",
        "minInitialMargin": "0.10000000",
        "minMaintenanceMargin": "0.05000000",
        "priceScale": option.price_digits + option.places,
        "quantityScale": option.size_digits,
        "quoteAsset": option.quote,
        "contractType": "EUROPEAN_OPTION",
        "underlyingType": "COIN",
        "nakedSell": True,
        "status": "TRADING",
    }


def _depth(answers: OptionsAnswers, query: Query, now: int) -> object:
    pit, limit = answers.pit(query), _depth_limit(query)
    option, book = option_of(pit), pit.book
    return {
        "bids": levels(option, book.bids.levels(limit)),
        "asks": levels(option, book.asks.levels(limit)),
        "T": answers.market.now // MILLISECOND,
        "lastUpdateId": wire_id(book.update_id),
    }


def _depth_limit(query: Query) -> int:
    limit = query.number("limit") or 100
    if limit not in _DEPTHS:
        raise Refusal(-4021, f"{limit} is not valid depth limit.")
    return limit


def _trades(answers: OptionsAnswers, query: Query, now: int) -> object:
    pit = answers.pit(query)
    option = option_of(pit)
    return [
        {
            "id": entry.id,
            "tradeId": entry.id,
            "symbol": option.symbol,
            "price": option.price_text(entry.price),
            "qty": option.size_text(entry.size),
            "quoteQty": option.turnover_text(entry.price * entry.size, entry.size),
            "side": -1 if entry.buyer_is_maker else 1,
            "time": entry.time // MILLISECOND,
        }
        for entry in pit.trades.last(query.limit(100, 500))
    ]


def _klines(answers: OptionsAnswers, query: Query, now: int) -> object:
    pit, interval = answers.pit(query), query.interval()
    if interval in _NO_CANDLES:
        raise Refusal(-1120, "Invalid interval.")
    return [
        kline(option_of(pit), pit.series.candle(interval, begin), interval)
        for begin in begins(pit, interval, query.span(1_500), answers.market.now)
    ]


def _tickers(answers: OptionsAnswers, query: Query, now: int) -> object:
    return [_ticker(pit, answers.market) for pit in answers.chosen(query)]


def _ticker(pit: Pit, market: Market) -> Payload:
    option, last, top = option_of(pit), pit.last, pit.top
    window = pit.day(market.now)[0]
    return {
        "symbol": option.symbol,
        "priceChange": option.price_text(window.close - window.open),
        "priceChangePercent": percent(window),
        "lastPrice": option.price_text(window.close),
        "lastQty": option.size_text(last.size if last else 0),
        "open": option.price_text(window.open),
        "high": option.price_text(window.high),
        "low": option.price_text(window.low),
        "volume": option.size_text(window.volume),
        "amount": option.turnover_text(window.quote, window.volume),
        "bidPrice": option.price_text(top.bid),
        "askPrice": option.price_text(top.ask),
        "openTime": window.time // MILLISECOND,
        "closeTime": market.now // MILLISECOND,
        "firstTradeId": window.first_id,
        "tradeCount": window.count,
        "strikePrice": f"{option.strike}.000",
        "exercisePrice": f"{index(market):.8f}",
    }


def _marks(answers: OptionsAnswers, query: Query, now: int) -> object:
    price, time = index(answers.market), answers.market.now
    rows = [events.mark_price(pit, price, time) for pit in answers.chosen(query)]
    names = {
        "symbol": "s", "markPrice": "mp", "bidIV": "b", "askIV": "a", "markIV": "vo",
        "delta": "d", "theta": "t", "gamma": "g", "vega": "v", "highPriceLimit": "hl",
        "lowPriceLimit": "ll", "riskFreeInterest": "rf",
    }  # fmt: skip
    return [{name: row[key] for name, key in names.items()} for row in rows]


def _index(answers: OptionsAnswers, query: Query, now: int) -> object:
    _check_underlying(query.text("underlying"), UNDERLYING.symbol)
    return {
        "time": answers.market.now // MILLISECOND,
        "indexPrice": f"{index(answers.market):.8f}",
    }


def _interest(answers: OptionsAnswers, query: Query, now: int) -> object:
    _check_underlying(query.text("underlyingAsset"), UNDERLYING.base)
    day, time, price = query.text("expiration"), answers.market.now, index(answers.market)
    found = [pit for pit in chain(answers.market) if day_suffix(option_of(pit).delivery) == day]
    rows = [
        events.open_interest(pit, answers.fair.open_interest(option_of(pit), time), price, time)
        for pit in found
    ]
    return [
        {
            "symbol": row["s"],
            "sumOpenInterest": row["o"],
            "sumOpenInterestUsd": row["h"],
            "timestamp": str(row["E"]),
        }
        for row in rows
    ]


def _check_underlying(name: str, known: str) -> None:
    if name != known:
        raise Refusal(-1121, "Invalid underlying.")


def _always(weight: int) -> Callable[[Query], int]:
    return lambda query: weight


def _depth_weight(query: Query) -> int:
    return next(cost for most, cost in _DEPTH_COST if _depth_limit(query) <= most)


_BY_NAME: dict[str, tuple[Answer, Callable[[Query], int]]] = {
    "ping": (lambda answers, query, now: {}, _always(1)),
    "time": (lambda answers, query, now: {"serverTime": now // MILLISECOND}, _always(1)),
    "exchangeInfo": (_exchange_info, _always(1)),
    "depth": (_depth, _depth_weight),
    "trades": (_trades, _always(5)),
    "klines": (_klines, _always(1)),
    "ticker": (_tickers, _always(5)),
    "mark": (_marks, _always(5)),
    "index": (_index, _always(1)),
    "openInterest": (_interest, _always(0)),
}
ENDPOINTS = {PREFIX + name: Endpoint(*rest) for name, rest in _BY_NAME.items()}
