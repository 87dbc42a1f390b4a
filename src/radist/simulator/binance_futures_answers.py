"""Binance's futures REST answers from the simulated market: one side for each of its markets."""

from collections.abc import Callable, Mapping

from radist.simulator import binance_futures_events as events
from radist.simulator.binance_events import MILLISECOND, percent
from radist.simulator.binance_market import begins
from radist.simulator.binance_query import Span
from radist.simulator.candles import DAY, HOUR, Candle
from radist.simulator.candles import span as span_of
from radist.simulator.contracts import INVERSE, Contract
from radist.simulator.fair import Bar, Fair, contract_of, index_text
from radist.simulator.market import Market
from radist.simulator.pit import AggTrade, Pit

Payload = dict[str, object]
_INTEREST = "0.00010000"
_HISTORY = 30 * DAY
_FUNDED = 360 * DAY


class Side:
    """The contracts of one of the two markets."""

    def __init__(self, market: Market, own: int) -> None:
        self._market = market
        self._own = own
        self._fair = Fair(market)
        self.inverse = own == INVERSE

    def listings(self) -> Mapping[str, Contract]:
        pits = self._market.pits.items()
        contracts = {symbol: contract_of(pit) for symbol, pit in pits}
        return {
            symbol: contract
            for symbol, contract in contracts.items()
            if contract.market == self._own
        }

    def of_pair(self, pair: str) -> list[str]:
        return [symbol for symbol, contract in self.listings().items() if contract.pair == pair]

    def depth(self, symbol: str, limit: int) -> Payload:
        pit, time = self._pit(symbol), self._market.now // MILLISECOND
        contract, book = contract_of(pit), pit.book
        named = {"symbol": symbol, "pair": contract.pair} if self.inverse else {}
        return {
            "lastUpdateId": events.wire_id(book.update_id),
            **named,
            "E": time,
            "T": time,
            "bids": events.levels(contract, book.bids.levels(limit)),
            "asks": events.levels(contract, book.asks.levels(limit)),
        }

    def trades(self, symbol: str, limit: int) -> list[Payload]:
        contract = contract_of(self._pit(symbol))
        worth = "baseQty" if self.inverse else "quoteQty"
        rpi = {} if self.inverse else {"isRPITrade": False}
        return [
            {
                "id": entry.id,
                "price": contract.price_text(entry.price),
                "qty": contract.size_text(entry.size),
                worth: contract.turnover_text(entry.price * entry.size, entry.size),
                "time": entry.time // MILLISECOND,
                "isBuyerMaker": entry.buyer_is_maker,
                **rpi,
            }
            for entry in self._pit(symbol).trades.last(limit)
        ]

    def agg_trades(self, symbol: str, span: Span) -> list[Payload]:
        pit = self._pit(symbol)
        if span.first_id is not None:
            found = pit.aggregates.since(span.first_id, span.limit)
        else:
            found = pit.aggregates.between(span.begin, span.end, span.limit)
        return [self._agg_trade(contract_of(pit), entry) for entry in found]

    def _agg_trade(self, contract: Contract, entry: AggTrade) -> Payload:
        size = contract.size_text(entry.size)
        without_rpi = {} if self.inverse else {"nq": size}
        return {
            "a": entry.id,
            "p": contract.price_text(entry.price),
            "q": size,
            **without_rpi,
            "f": entry.first_id,
            "l": entry.last_id,
            "T": entry.time // MILLISECOND,
            "m": entry.buyer_is_maker,
        }

    def klines(self, symbol: str, interval: str, span: Span) -> list[list[object]]:
        pit = self._pit(symbol)
        return [
            kline(contract_of(pit), pit.series.candle(interval, begin), interval)
            for begin in begins(pit, interval, span, self._market.now)
        ]

    def index_klines(self, symbol: str, interval: str, span: Span) -> list[list[object]]:
        return self._bars(symbol, interval, span, self._fair.index_bar)

    def mark_klines(self, symbol: str, interval: str, span: Span) -> list[list[object]]:
        return self._bars(symbol, interval, span, self._fair.mark_bar)

    def premium_klines(self, symbol: str, interval: str, span: Span) -> list[list[object]]:
        return self._bars(symbol, interval, span, self._premium_bar)

    def _premium_bar(self, pit: Pit, interval: str, time: int, now: int) -> Bar:
        """How far mark prices are above the index, as a share of it."""
        mark = self._fair.mark_bar(pit, interval, time, now)
        index = self._fair.index_bar(pit, interval, time, now)
        shares = [
            (one - other) * 10**8 // other for one, other in zip(mark[:4], index[:4], strict=True)
        ]
        begin, end = shares[0], shares[3]
        return Bar(begin, max(shares), min(shares), end, mark.samples)

    def _bars(
        self, symbol: str, interval: str, span: Span, bar: Callable[[Pit, str, int, int], Bar]
    ) -> list[list[object]]:
        pit, rows = self._pit(symbol), []
        for begin in begins(self._fair.leader(pit), interval, span, self._market.now):
            end = span_of(interval, begin)[1]
            found = bar(pit, interval, begin, min(end, self._market.now))
            rows.append(_bar_row(begin, end, found))
        return rows

    def premium_index(self, symbol: str) -> Payload:
        pit, now = self._pit(symbol), self._market.now
        contract, mark = contract_of(pit), index_text(self._fair.mark(pit, now))
        paid = contract.perpetual
        none = "" if self.inverse else "0.00000000"
        return {
            "symbol": symbol,
            **({"pair": contract.pair} if self.inverse else {}),
            "markPrice": mark,
            "indexPrice": index_text(self._fair.index(pit, now)),
            "estimatedSettlePrice": mark,
            "lastFundingRate": index_text(self._fair.rate(contract, now)) if paid else none,
            "interestRate": _INTEREST if paid else none,
            "nextFundingTime": self._fair.next_funding(contract, now) // MILLISECOND if paid else 0,
            "time": now // MILLISECOND,
        }

    def funding_rates(self, symbols: list[str], span: Span) -> list[Payload]:
        """What was paid, ascending by time."""
        paid = [(time, symbol) for symbol in symbols for time in self._paid(symbol, span)]
        paid.sort()
        chosen = paid[: span.limit] if span.begin is not None else paid[-span.limit :]
        return [self._payment(symbol, time) for time, symbol in chosen]

    def _paid(self, symbol: str, span: Span) -> list[int]:
        """When funding was paid within a span, or the latest times."""
        contract, now = contract_of(self._pit(symbol)), self._market.now
        if not contract.perpetual:
            return []
        period = contract.funding_hours * HOUR
        last = min(now, now if span.end is None else span.end) // period * period
        begin = last - (span.limit - 1) * period if span.begin is None else span.begin
        first = max(begin, now - _FUNDED)
        return list(range(first + -first % period, last + 1, period))

    def _payment(self, symbol: str, time: int) -> Payload:
        pit = self._pit(symbol)
        return {
            "symbol": symbol,
            "fundingRate": index_text(self._fair.rate(contract_of(pit), time - 1)),
            "fundingTime": time // MILLISECOND,
            **self._mark_then(pit, time),
        }

    def _mark_then(self, pit: Pit, time: int) -> Payload:
        if self.inverse:
            return {}
        bar = self._fair.mark_bar(pit, "1m", time - 1, time)
        return {"markPrice": index_text(bar.close), "rateType": "NORMAL"}

    def funding_periods(self) -> list[Payload]:
        """Of those which are not paid every eight hours."""
        return [
            {
                "symbol": symbol,
                "adjustedFundingRateCap": "0.02000000",
                "adjustedFundingRateFloor": "-0.02000000",
                "fundingIntervalHours": contract.funding_hours,
                "disclaimer": False,
            }
            for symbol, contract in self.listings().items()
            if contract.perpetual and contract.funding_hours != 8
        ]

    def day_ticker(self, symbol: str) -> Payload:
        pit, now = self._pit(symbol), self._market.now
        contract, last, window = contract_of(pit), pit.last, pit.day(now)[0]
        worth = "baseVolume" if self.inverse else "quoteVolume"
        return {
            "symbol": symbol,
            **({"pair": contract.pair} if self.inverse else {}),
            "priceChange": contract.price_text(window.close - window.open),
            "priceChangePercent": percent(window),
            "weightedAvgPrice": contract.mean_text(window.quote, window.volume),
            "lastPrice": contract.price_text(window.close),
            "lastQty": contract.size_text(last.size if last else 0),
            "openPrice": contract.price_text(window.open),
            "highPrice": contract.price_text(window.high),
            "lowPrice": contract.price_text(window.low),
            "volume": contract.size_text(window.volume),
            worth: contract.turnover_text(window.quote, window.volume),
            "openTime": window.time // MILLISECOND,
            "closeTime": now // MILLISECOND,
            "firstId": window.first_id,
            "lastId": window.last_id,
            "count": window.count,
        }

    def price(self, symbol: str) -> Payload:
        pit = self._pit(symbol)
        contract = contract_of(pit)
        return {
            "symbol": symbol,
            **({"ps": contract.pair} if self.inverse else {}),
            "price": contract.price_text(pit.price),
            "time": self._market.now // MILLISECOND,
        }

    def book_ticker(self, symbol: str) -> Payload:
        pit = self._pit(symbol)
        contract, top = contract_of(pit), pit.top
        return {
            **({"lastUpdateId": events.wire_id(pit.book.update_id)} if self.inverse else {}),
            "symbol": symbol,
            **({"pair": contract.pair} if self.inverse else {}),
            "bidPrice": contract.price_text(top.bid),
            "bidQty": contract.size_text(top.bid_size),
            "askPrice": contract.price_text(top.ask),
            "askQty": contract.size_text(top.ask_size),
            "time": self._market.now // MILLISECOND,
        }

    def open_interest(self, symbol: str) -> Payload:
        contract, now = contract_of(self._pit(symbol)), self._market.now
        interest = contract.size_text(self._fair.open_interest(contract, now))
        if not self.inverse:
            return {"openInterest": interest, "symbol": symbol, "time": now // MILLISECOND}
        return {
            "symbol": symbol,
            "pair": contract.pair,
            "openInterest": interest,
            "contractType": contract.kind,
            "time": now // MILLISECOND,
        }

    def interest_history(self, symbol: str, period: int, span: Span) -> list[Payload]:
        contract, now = contract_of(self._pit(symbol)), self._market.now
        last = min(now, now if span.end is None else span.end)
        last -= last % period
        oldest = now - _HISTORY
        first = last - (span.limit - 1) * period
        if span.begin is not None:
            first = span.begin + -span.begin % period
            last = min(last, first + (span.limit - 1) * period)
        first = max(first, oldest + -oldest % period)
        return [
            self._interest_at(symbol, contract, time) for time in range(first, last + 1, period)
        ]

    def _interest_at(self, symbol: str, contract: Contract, time: int) -> Payload:
        lots, pit = self._fair.open_interest(contract, time), self._pit(symbol)
        price = pit.series.candle("1m", time).close
        named = (
            {"pair": contract.pair, "contractType": contract.kind}
            if self.inverse
            else {"symbol": symbol}
        )
        return {
            **named,
            "sumOpenInterest": contract.size_text(lots),
            "sumOpenInterestValue": contract.turnover_text(lots * price, lots),
            "timestamp": time // MILLISECOND,
        }

    def _pit(self, symbol: str) -> Pit:
        return self._market.pits[symbol]


class FuturesAnswers:
    """Both sides, as one process serves them; `own` is the one that the exchange is named after."""

    def __init__(self, market: Market, own: int) -> None:
        self._sides = {side: Side(market, side) for side in (1, 2)}
        self._own = own

    def side(self, market: int) -> Side:
        return self._sides[market]

    def listings(self) -> Mapping[str, Contract]:
        return self._sides[self._own].listings()


def kline(contract: Contract, candle: Candle, interval: str) -> list[object]:
    """A row of REST candles, futures and options alike."""
    begin, end = span_of(interval, candle.time)
    return [
        begin // MILLISECOND,
        contract.price_text(candle.open),
        contract.price_text(candle.high),
        contract.price_text(candle.low),
        contract.price_text(candle.close),
        contract.size_text(candle.volume),
        end // MILLISECOND - 1,
        contract.turnover_text(candle.quote, candle.volume),
        candle.count,
        contract.size_text(candle.taker_volume),
        contract.turnover_text(candle.taker_quote, candle.taker_volume),
        "0",
    ]


def _bar_row(begin: int, end: int, bar: Bar) -> list[object]:
    prices = [index_text(price) for price in bar[:4]]
    begin, end = begin // MILLISECOND, end // MILLISECOND - 1
    return [begin, *prices, "0", end, "0", bar.samples, "0", "0", "0"]
