"""Bybit's REST endpoints, under `/v5/market/`: what each answers from the simulated market."""

from collections.abc import Callable, Mapping
from typing import Any

from radist.simulator import bybit_events as events
from radist.simulator.binance_market import begins
from radist.simulator.binance_query import Span
from radist.simulator.bybit_customs import BAD, Query
from radist.simulator.bybit_events import Row
from radist.simulator.bybit_streams import INTERVALS
from radist.simulator.contracts import Contract, plain
from radist.simulator.customs import Refusal
from radist.simulator.fair import Fair
from radist.simulator.market import Market
from radist.simulator.matching import Trade
from radist.simulator.options import OptionContract
from radist.simulator.pairs import Pair
from radist.simulator.pit import Pit
from radist.simulator.venue import Endpoint

_CATEGORIES = ("spot", "linear", "inverse", "option")
_INTERVAL_TIMES = {"5min": 300, "15min": 900, "30min": 1800, "1h": 3600, "4h": 14400, "1d": 86400}
_MS = 1_000
_SECOND = 1_000_000
_RENAMED = {
    "bidPrice": "bid1Price", "bidSize": "bid1Size", "bidIv": "bid1Iv", "askPrice": "ask1Price",
    "askSize": "ask1Size", "askIv": "ask1Iv", "markPriceIv": "markIv",
}  # fmt: skip
"""What REST calls otherwise than the topics of options do."""
Rows = list[Any]


class BybitAnswers:
    """Reads the pits of one category; the others have nothing to trade here."""

    def __init__(self, market: Market, category: str) -> None:
        self.market = market
        self.category = category
        self.fair = Fair(market)

    def listings(self) -> Mapping[str, Any]:
        """What there is to subscribe to."""
        pits = self.market.pits
        if self.category != "option":
            return pits
        return {symbol: pit for symbol, pit in pits.items() if _is_option(pit)} | {"BTC": None}

    def pits(self, query: Query) -> list[Pit]:
        """What a request is about: one symbol, those of a coin, or all."""
        category = query.text("category")
        if category not in _CATEGORIES:
            raise Refusal(BAD, "params error: Category is invalid")
        if category != self.category:
            return []
        symbol, coin = query.get("symbol"), query.get("baseCoin")
        found = [
            pit
            for name, pit in self.market.pits.items()
            if symbol in ("", name) and coin in ("", pit.pair.base)
            if self.category != "option" or _is_option(pit)
        ]
        if symbol and not found:
            raise Refusal(BAD, "params error: symbol invalid")
        return found

    def pit(self, query: Query) -> Pit:
        """The one symbol that a request must name."""
        query.text("symbol")
        if found := self.pits(query):
            return found[0]
        raise Refusal(BAD, "params error: symbol invalid")

    def ticker(self, pit: Pit, now: int) -> Row:
        if _is_option(pit):
            row = events.option_ticker(self.market, pit, now)
            return {_RENAMED.get(name, name): value for name, value in row.items()}
        if isinstance(pit.pair, Contract):
            return dict(events.ticker(self.fair, pit, now))
        return {**events.spot_ticker(pit, now), **events.top(pit)}


def _is_option(pit: Pit) -> bool:
    return isinstance(pit.pair, OptionContract)


def _instruments(answers: BybitAnswers, query: Query, now: int) -> Row:
    pits, limit = answers.pits(query), query.limit(500, 1000)
    if answers.category == "spot":
        limit = max(1, len(pits))  # is told at once
    start = int(query.get("cursor") or 0)
    page = [_instrument(pit.pair) for pit in pits[start : start + limit]]
    more = str(start + limit) if start + limit < len(pits) else ""
    return {"category": query.get("category"), "list": page, "nextPageCursor": more}


def _instrument(pair: Pair) -> Row:
    tick, step = plain(1, pair.price_digits), plain(1, pair.size_digits)
    row: Row = {
        "symbol": pair.symbol,
        "baseCoin": pair.base,
        "quoteCoin": pair.quote,
        "status": "Trading",
        "priceFilter": {"minPrice": tick, "maxPrice": "1999999.8", "tickSize": tick},
    }
    if not isinstance(pair, Contract):
        lots = {"basePrecision": step, "quotePrecision": "0.00000001", "minOrderQty": step}
        lots |= {"maxOrderQty": "100000", "minOrderAmt": "5", "maxOrderAmt": "8000000"}
        return row | {"innovation": "0", "marginTrading": "none", "lotSizeFilter": lots}
    lots = {"qtyStep": step, "minOrderQty": step, "maxOrderQty": "100000"}
    row |= {
        "settleCoin": pair.base if pair.face else pair.quote,
        "launchTime": str(pair.onboard // _MS),
        "deliveryTime": "0" if pair.perpetual else str(pair.delivery // _MS),
        "deliveryFeeRate": "",
        "priceScale": str(pair.price_digits),
        "lotSizeFilter": lots,
    }
    if isinstance(pair, OptionContract):
        return row | {"optionsType": "Call" if pair.call else "Put"}
    return row | {
        "contractType": pair.kind,
        "leverageFilter": {"minLeverage": "1", "maxLeverage": "100.00", "leverageStep": "0.01"},
        "unifiedMarginTrade": True,
        "fundingInterval": pair.funding_hours * 60,
        "copyTrading": "none",
        "isPreListing": False,
    }


def _tickers(answers: BybitAnswers, query: Query, now: int) -> Row:
    rows = [answers.ticker(pit, now) for pit in answers.pits(query)]
    return {"category": query.get("category"), "list": rows}


def _klines(answers: BybitAnswers, query: Query, now: int) -> Row:
    if (interval := INTERVALS.get(query.text("interval"))) is None:
        raise Refusal(BAD, "params error: Invalid period!")
    pit, begin, end = answers.pit(query), query.number("start"), query.number("end")
    span = Span(
        query.limit(200, 1000),
        None if begin is None else begin * _MS,
        None if end is None else end * _MS,
    )
    rows: Rows = []
    for time in begins(pit, interval, span, answers.market.now):
        row = events.kline(pit, interval, "", pit.series.candle(interval, time), now)
        names = ("open", "high", "low", "close", "volume", "turnover")
        rows.append([str(row["start"]), *(row[name] for name in names)])
    head = {"symbol": pit.pair.symbol, "category": query.get("category")}
    return head | {"list": rows[::-1]}


def _book(answers: BybitAnswers, query: Query, now: int) -> Row:
    pit, limit = answers.pit(query), query.limit(25, 1000)
    book, pair, time = pit.book, pit.pair, now // _MS
    bids = events.levels(pair, book.bids.levels(limit))
    asks = events.levels(pair, book.asks.levels(limit))
    ids = {"u": book.update_id // 3, "seq": book.update_id}
    return {"s": pair.symbol, "b": bids, "a": asks, "ts": time, **ids, "cts": time}


def _trades(answers: BybitAnswers, query: Query, now: int) -> Row:
    limit = query.limit(60, 60) if answers.category == "spot" else query.limit(500, 1000)
    rows: list[Row] = []
    for pit in answers.pits(query):
        rows += _printed(pit, limit)
    rows.sort(key=lambda row: str(row["time"]), reverse=True)
    return {"category": query.get("category"), "list": rows[:limit]}


def _printed(pit: Pit, limit: int) -> list[Row]:
    """The latest trades, newest first. Those of one taker share a time and a `seq`."""
    groups: dict[int, list[Trade]] = {}
    for entry in pit.trades.last(limit + 100):
        groups.setdefault(entry.time, []).append(entry)
    told = [row for group in groups.values() for row in events.trades(pit.pair, group)]
    return [
        {
            "execId": row["i"],
            "symbol": row["s"],
            "price": row["p"],
            "size": row["v"],
            "side": row["S"],
            "time": str(row["T"]),
            "isBlockTrade": row["BT"],
            "isRPITrade": row["RPI"],
            "seq": str(row["seq"]),
        }
        for row in reversed(told)
    ][:limit]


def _open_interest(answers: BybitAnswers, query: Query, now: int) -> Row:
    pit, seconds = answers.pit(query), _INTERVAL_TIMES.get(query.text("intervalTime"))
    contract = pit.pair
    if seconds is None or not isinstance(contract, Contract):
        raise Refusal(BAD, "params error: intervalTime invalid")
    step = seconds * _SECOND
    times = [now - now % step - number * step for number in range(query.limit(50, 200))]
    rows = []
    for time in times:
        lots = answers.fair.open_interest(contract, time)
        both, single = events.size(contract, 2 * lots), events.size(contract, lots)
        rows.append(
            {"openInterest": both, "singleOpenInterest": single, "timestamp": str(time // _MS)}
        )
    head = {"symbol": contract.symbol, "category": query.get("category")}
    return head | {"list": rows, "nextPageCursor": ""}


def _funding(answers: BybitAnswers, query: Query, now: int) -> Row:
    pit = answers.pit(query)
    contract = pit.pair
    if not isinstance(contract, Contract) or not contract.perpetual:
        raise Refusal(BAD, "params error: symbol invalid")
    if query.get("startTime") and not query.get("endTime"):
        raise Refusal(BAD, "params error: startTime without endTime")
    period = contract.funding_hours * 3600 * _SECOND
    last = answers.fair.next_funding(contract, now) - period
    rows = [
        {
            "symbol": contract.symbol,
            "fundingRate": f"{answers.fair.rate(contract, last - n * period - 1) / 10**8:.8f}",
            "fundingRateTimestamp": str((last - n * period) // _MS),
        }
        for n in range(query.limit(200, 200))
    ]
    return {"category": query.get("category"), "list": rows}


def _time(answers: BybitAnswers, query: Query, now: int) -> Row:
    return {"timeSecond": str(now // _SECOND), "timeNano": str(now * 1_000)}


_RESULTS: dict[str, Callable[[BybitAnswers, Query, int], Row]] = {
    "time": _time,
    "instruments-info": _instruments,
    "tickers": _tickers,
    "kline": _klines,
    "orderbook": _book,
    "recent-trade": _trades,
    "open-interest": _open_interest,
    "funding/history": _funding,
}


def _endpoint(result: Callable[[BybitAnswers, Query, int], Row]) -> Endpoint:
    """An answer in its envelope."""

    def answer(answers: BybitAnswers, query: Query, now: int) -> Row:
        found = result(answers, query, now)
        head: Row = {"retCode": 0, "retMsg": "OK", "result": found, "retExtInfo": {}}
        return head | {"time": now // _MS}

    return Endpoint(answer, lambda query: 1)


ENDPOINTS = {f"/v5/market/{name}": _endpoint(result) for name, result in _RESULTS.items()}
