"""Bybit's payloads, key for key, from what is in the pits. Prices and sizes are texts."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import md5
from uuid import UUID

from radist.simulator.binance_options_market import index
from radist.simulator.candles import Candle, span
from radist.simulator.contracts import Contract
from radist.simulator.fair import Fair
from radist.simulator.market import Market
from radist.simulator.matching import Trade
from radist.simulator.options import OptionContract
from radist.simulator.pairs import Pair
from radist.simulator.pit import AggTrade, Pit

Row = dict[str, object]
_MS = 1_000
_SPOT_IDS = 2_290_000_000_000_000_000


def message(topic: str, kind: str, now: int, content: object, **more: object) -> Row:
    """The envelope. On spot and of best prices the time comes first, else the type."""
    head = {"ts": now // _MS, "type": kind}
    if not topic.startswith("orderbook.1."):
        head = {"type": kind, "ts": now // _MS}
    return {"topic": topic, **head, "data": content, **more}


def trade_id(pair: Pair, number: int) -> str:
    """On spot a number, else a UUID: in no order."""
    if not isinstance(pair, Contract):
        return str(_SPOT_IDS + number)
    return str(UUID(bytes=md5(f"{pair.symbol}/{number}".encode(), usedforsecurity=False).digest()))


def trades(pair: Pair, entries: Sequence[Trade]) -> list[Row]:
    """Executions of one taker: they share a `seq`."""
    return [_trade(pair, entry, entries[0].id) for entry in entries]


def _trade(pair: Pair, entry: Trade, seq: int) -> Row:
    row: Row = {
        "T": entry.time // _MS,
        "s": pair.symbol,
        "S": "Sell" if entry.buyer_is_maker else "Buy",
        "v": size(pair, entry.size),
        "p": price(pair, entry.price),
    }
    if isinstance(pair, Contract):
        row["L"] = "ZeroMinusTick" if entry.buyer_is_maker else "ZeroPlusTick"
    return row | {"i": trade_id(pair, entry.id), "BT": False, "RPI": False, "seq": seq}


def price(pair: Pair, ticks: int) -> str:
    """A price as the venue writes it: spot has no zeros at the end."""
    text = pair.price_text(ticks)
    return text if isinstance(pair, Contract) else text.rstrip("0").rstrip(".")


def size(pair: Pair, lots: int) -> str:
    text = pair.size_text(lots)
    return text if isinstance(pair, Contract) else text.rstrip("0").rstrip(".") or "0"


def worth(pair: Pair, candle: Candle) -> str:
    """What was traded: in the quote asset, of inverse contracts in the base asset."""
    if isinstance(pair, Contract):
        return pair.turnover_text(candle.quote, candle.volume)
    return pair.worth_text(candle.quote)


def levels(pair: Pair, found: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(price(pair, ticks), size(pair, lots)) for ticks, lots in found]


def liquidation(pair: Pair, entry: AggTrade) -> Row:
    """A taker who sold because he had to was long: `Buy`."""
    return {
        "T": entry.time // _MS,
        "s": pair.symbol,
        "S": "Buy" if entry.buyer_is_maker else "Sell",
        "v": size(pair, entry.size),
        "p": price(pair, entry.price),
    }


def kline(pit: Pit, interval: str, native: str, candle: Candle, now: int) -> Row:
    pair = pit.pair
    begin, end = span(interval, candle.time)
    return {
        "start": begin // _MS,
        "end": end // _MS - 1,
        "interval": native,
        "open": price(pair, candle.open),
        "close": price(pair, candle.close),
        "high": price(pair, candle.high),
        "low": price(pair, candle.low),
        "volume": size(pair, candle.volume),
        "turnover": worth(pair, candle),
        "confirm": now >= end,
        "timestamp": (pit.last.time if pit.last else now) // _MS,
    }


def _day(pit: Pit, now: int) -> dict[str, str]:
    pair, (window, before) = pit.pair, pit.day(now)
    change = (window.close - before) / before if before else 0.0
    return {
        "symbol": pair.symbol,
        "lastPrice": price(pair, window.close),
        "highPrice24h": price(pair, window.high),
        "lowPrice24h": price(pair, window.low),
        "prevPrice24h": price(pair, before),
        "volume24h": size(pair, window.volume),
        "turnover24h": worth(pair, window),
        "price24hPcnt": f"{change:.6f}",
    }


def top(pit: Pit) -> dict[str, str]:
    """Best prices as REST and the tickers of futures have them."""
    pair, best = pit.pair, pit.top
    return {
        "bid1Price": price(pair, best.bid),
        "bid1Size": size(pair, best.bid_size),
        "ask1Price": price(pair, best.ask),
        "ask1Size": size(pair, best.ask_size),
    }


def spot_ticker(pit: Pit, now: int) -> dict[str, str]:
    return _day(pit, now) | {"usdIndexPrice": price(pit.pair, pit.price)}


def ticker(fair: Fair, pit: Pit, now: int) -> dict[str, str]:
    """Of futures. Open interest counts both sides, and once more one of them."""
    contract = pit.pair
    assert isinstance(contract, Contract)
    mark, lots = fair.mark(pit, now), fair.open_interest(contract, now)
    found = _day(pit, now) | {
        "tickDirection": "ZeroPlusTick",
        "prevPrice1h": price(contract, pit.series.close_before(now - 3_600_000_000)),
        "markPrice": _scaled(mark, contract.price_digits),
        "indexPrice": _scaled(fair.index(pit, now), 2),
        "openInterest": size(contract, 2 * lots),
        "openInterestValue": _value(contract, 2 * lots, mark),
        "singleOpenInterest": size(contract, lots),
        "singleOpenInterestValue": _value(contract, lots, mark),
        **dict.fromkeys(("basis", "basisRate", "deliveryFeeRate", "predictedDeliveryPrice"), ""),
        "deliveryTime": "" if contract.perpetual else f"{contract.delivery // _MS}",
        "nextFundingTime": "",
        "fundingRate": "",
        "fundingIntervalHour": "",
        **top(pit),
    }
    if contract.perpetual:
        found["fundingRate"] = f"{fair.rate(contract, now) / 10**8:.8f}"
        found["nextFundingTime"] = str(fair.next_funding(contract, now) // _MS)
        found["fundingIntervalHour"] = str(contract.funding_hours)
    return found


def option_ticker(market: Market, pit: Pit, now: int) -> dict[str, str]:
    contract = pit.pair
    assert isinstance(contract, OptionContract)
    underlying = index(market)
    greeks, best, day = contract.greeks(underlying, now), pit.top, _day(pit, now)
    iv = f"{greeks.volatility:.4f}"
    return {
        "symbol": contract.symbol,
        "bidPrice": price(contract, best.bid),
        "bidSize": size(contract, best.bid_size),
        "bidIv": iv,
        "askPrice": price(contract, best.ask),
        "askSize": size(contract, best.ask_size),
        "askIv": iv,
        **{name: day[name] for name in ("lastPrice", "highPrice24h", "lowPrice24h")},
        "markPrice": f"{contract.fair(underlying, now):.8f}",
        "indexPrice": f"{underlying:.2f}",
        "markPriceIv": iv,
        "underlyingPrice": f"{underlying:.2f}",
        "openInterest": f"{contract.strike % 977}.5",
        "turnover24h": day["turnover24h"],
        "volume24h": day["volume24h"],
        "totalVolume": day["volume24h"],
        "totalTurnover": day["turnover24h"],
        "delta": f"{greeks.delta:.8f}",
        "gamma": f"{greeks.gamma:.8f}",
        "vega": f"{greeks.vega:.8f}",
        "theta": f"{greeks.theta:.8f}",
        "predictedDeliveryPrice": "0",
        "change24h": day["price24hPcnt"],
    }


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What a delta tells: fields that differ, of a side price and size together."""
    names = {name for name, value in now.items() if before.get(name) != value}
    for side in ("bid1", "ask1"):
        pair = {f"{side}Price", f"{side}Size"}
        if names & pair:
            names |= pair
    return {name: value for name, value in now.items() if name in names}


def _scaled(price_e8: int, digits: int) -> str:
    return f"{price_e8 / 10**8:.{digits}f}"


def _value(contract: Contract, lots: int, mark: int) -> str:
    """What is open, worth in the quote asset, of inverse contracts in the base asset."""
    amount, dollars = lots / 10**contract.size_digits, mark / 10**8
    return f"{amount / dollars:.8f}" if contract.face else f"{amount * dollars:.4f}"
