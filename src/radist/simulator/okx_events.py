"""OKX's rows, key for key, as streams and REST both have them, from what is in the pits."""

from collections.abc import Iterable

from radist.simulator.candles import HOUR, Candle, span
from radist.simulator.contracts import day_suffix
from radist.simulator.fair import DIGITS, Bar, Fair, contract_of
from radist.simulator.matching import Trade
from radist.simulator.okx_pairs import Derivative, Listed, Option, Spot, listed, text
from radist.simulator.options import Greeks
from radist.simulator.pit import AggTrade, Pit

Row = dict[str, object]
Rungs = list[list[str]]


def millis(time: int) -> str:
    return str(time // 1_000)


def _side(buyer_is_maker: bool) -> str:
    return "sell" if buyer_is_maker else "buy"


def trade(pair: Listed, entry: Trade) -> Row:
    """One execution."""
    return {
        "instId": pair.symbol,
        "tradeId": str(entry.id),
        "px": pair.price_text(entry.price),
        "sz": pair.size_text(entry.size),
        "side": _side(entry.buyer_is_maker),
        "ts": millis(entry.time),
        "source": "0",
    }


def agg_trade(pair: Listed, entry: AggTrade, number: int) -> Row:
    """Those of one taker at one price, named after the last of them."""
    return {
        "instId": pair.symbol,
        "tradeId": str(entry.last_id),
        "px": pair.price_text(entry.price),
        "sz": pair.size_text(entry.size),
        "side": _side(entry.buyer_is_maker),
        "ts": millis(entry.time),
        "count": str(entry.last_id - entry.first_id + 1),
        "source": "0",
        "seqId": number,
    }


def ticker(pit: Pit, now: int) -> Row:
    pair, top, last = listed(pit.pair), pit.top, pit.last
    window = pit.day(now)[0]
    spot = isinstance(pair, Spot)
    volumes = (window.quote, window.volume)
    return {
        "instType": pair.type,
        "instId": pair.symbol,
        "last": pair.price_text(window.close),
        "lastSz": pair.size_text(last.size if last else 0),
        "askPx": pair.price_text(top.ask) if top.ask else "",
        "askSz": pair.size_text(top.ask_size) if top.ask else "",
        "bidPx": pair.price_text(top.bid) if top.bid else "",
        "bidSz": pair.size_text(top.bid_size) if top.bid else "",
        "open24h": pair.price_text(window.open),
        "high24h": pair.price_text(window.high),
        "low24h": pair.price_text(window.low),
        "sodUtc0": pair.price_text(pit.series.candle("1d", now).open),
        "sodUtc8": pair.price_text(window.open),
        "volCcy24h": pair.quote_text(*volumes) if spot else pair.base_text(*volumes),
        "vol24h": pair.size_text(window.volume),
        "ts": millis(now),
    }


def ladder(pit: Pit, depth: int, now: int) -> Row:
    """The best levels, as of now."""
    pair, book = listed(pit.pair), pit.book
    return {
        "asks": rungs(pair, book.asks.levels(depth)),
        "bids": rungs(pair, book.bids.levels(depth)),
        "ts": millis(now),
        "seqId": book.update_id,
    }


def changes(pit: Pit, changed: Iterable[tuple[bool, int]], previous: int, now: int) -> Row:
    """The levels that have changed, as they are now."""
    pair, book = listed(pit.pair), pit.book
    levels = sorted(changed)
    bids = [(price, book.bids.size(price)) for is_bid, price in reversed(levels) if is_bid]
    asks = [(price, book.asks.size(price)) for is_bid, price in levels if not is_bid]
    return {
        "asks": rungs(pair, asks),
        "bids": rungs(pair, bids),
        "ts": millis(now),
        "checksum": 0,
        "seqId": book.update_id,
        "prevSeqId": previous,
    }


def rungs(pair: Listed, levels: list[tuple[int, int]]) -> Rungs:
    """How many orders there are is not told truly: one, where there are any."""
    return [
        [pair.price_text(price), pair.size_text(size), "0", "1" if size else "0"]
        for price, size in levels
    ]


def candle(pit: Pit, interval: str, found: Candle, now: int, offset: int) -> list[str]:
    pair = listed(pit.pair)
    begin, end = span(interval, found.time, offset)
    prices = (found.open, found.high, found.low, found.close)
    quote = pair.quote_text(found.quote, found.volume)
    base = pair.base_text(found.quote, found.volume)
    return [
        millis(begin),
        *(pair.price_text(price) for price in prices),
        pair.size_text(found.volume),
        quote if isinstance(pair, Spot) else base,
        quote,
        "1" if now >= end else "0",
    ]


def bar(interval: str, time: int, prices: Bar, now: int, offset: int) -> list[str]:
    """A candle of prices alone."""
    begin, end = span(interval, time, offset)
    shown = (text(price, DIGITS) for price in prices[:4])
    return [millis(begin), *shown, "1" if now >= end else "0"]


def mark(pit: Pit, price: int, now: int) -> Row:
    """The price is in 10^-8, here and below."""
    pair, shown = listed(pit.pair), text(price, DIGITS)
    return {"instId": pair.symbol, "instType": pair.type, "markPx": shown, "ts": millis(now)}


def index(name: str, price: int, now: int) -> Row:
    shown = text(price, DIGITS)
    days = dict.fromkeys(("open24h", "high24h", "low24h", "sodUtc0", "sodUtc8"), shown)
    return {"instId": name, "idxPx": shown, **days, "ts": millis(now)}


def funding(pit: Pit, fair: Fair, now: int) -> Row:
    contract = contract_of(pit)
    due = fair.next_funding(contract, now)
    period = contract.funding_hours * HOUR
    rate = fair.rate(contract, now) / 10**8
    return {
        "formulaType": "withRate",
        "fundingRate": f"{rate:.8f}",
        "fundingTime": millis(due),
        "impactValue": "10000",
        "instId": contract.symbol,
        "instType": "SWAP",
        "interestRate": "0.0001",
        "maxFundingRate": "0.00375",
        "method": "current_period",
        "minFundingRate": "-0.00375",
        "nextFundingRate": "",
        "nextFundingTime": millis(due + period),
        "premium": f"{rate:.8f}",
        "prevFundingTime": millis(due - period),
        "settFundingRate": f"{fair.rate(contract, now - period) / 10**8:.8f}",
        "settState": "settled",
        "ts": millis(now),
    }


def interest(pit: Pit, fair: Fair, now: int) -> Row:
    pair = listed(pit.pair)
    lots = fair.open_interest(contract_of(pit), now)
    worth = lots * pit.price
    return {
        "instType": pair.type,
        "instId": pair.symbol,
        "oi": pair.size_text(lots),
        "oiCcy": pair.base_text(worth, lots),
        "oiUsd": pair.quote_text(worth, lots),
        "ts": millis(now),
    }


def liquidation(pair: Listed, entry: AggTrade) -> Row:
    """A taker who did not want to."""
    closing = {"sell": "long", "buy": "short"}[_side(entry.buyer_is_maker)]
    return {
        "details": [
            {
                "bkLoss": "0",
                "bkPx": pair.price_text(entry.price),
                "ccy": "",
                "posSide": closing,
                "side": _side(entry.buyer_is_maker),
                "sz": pair.size_text(entry.size),
                "ts": millis(entry.time),
            }
        ],
        "instFamily": family(pair),
        "instId": pair.symbol,
        "instType": pair.type,
        "uly": family(pair),
    }


def family(pair: Listed) -> str:
    return f"{pair.base}-{pair.quote}"


def summary(pit: Pit, greeks: Greeks, underlying: float, now: int) -> Row:
    """An option's sensitivities, in its coin and (`BS`) in dollars."""
    option = listed(pit.pair)
    found = {
        "delta": greeks.delta,
        "gamma": greeks.gamma,
        "theta": greeks.theta,
        "vega": greeks.vega,
    }
    in_coin = {name: f"{value / underlying:.10f}" for name, value in found.items()}
    return {
        "instType": "OPTION",
        "instId": option.symbol,
        "uly": family(option),
        **in_coin,
        **{f"{name}BS": f"{value:.10f}" for name, value in found.items()},
        "lever": "10",
        "markVol": f"{greeks.volatility:.8f}",
        "bidVol": "",
        "askVol": f"{greeks.volatility * 1.05:.8f}",
        "realVol": "",
        "volLv": f"{greeks.volatility:.8f}",
        "fwdPx": f"{underlying:.2f}",
        "ts": millis(now),
    }


def instrument(pair: Listed) -> Row:
    """A row of `public/instruments`."""
    spot = isinstance(pair, Spot)
    inverse = isinstance(pair, Derivative) and bool(pair.face)
    size, kind, settle = "", "", ""
    if isinstance(pair, Derivative):
        size = str(pair.face) if inverse else f"{pair.unit:g}"
        kind, settle = ("inverse", pair.base) if inverse else ("linear", pair.quote)
    elif isinstance(pair, Option):
        size, settle = "1", pair.base
    return {
        "instType": pair.type,
        "instId": pair.symbol,
        "uly": "" if spot else family(pair),
        "instFamily": "" if spot else family(pair),
        "baseCcy": pair.base if spot else "",
        "quoteCcy": pair.quote if spot else "",
        "settleCcy": settle,
        "ctVal": size,
        "ctMult": "" if spot else (f"{pair.unit:g}" if isinstance(pair, Option) else "1"),
        "ctValCcy": "" if spot else (pair.quote if inverse else pair.base),
        "ctType": kind,
        **_terms(pair),
        "lever": "10",
        "tickSz": pair.price_text(1),
        "lotSz": pair.size_text(1),
        "minSz": pair.size_text(1),
        **dict.fromkeys(("maxLmtSz", "maxMktSz"), "1000000"),
        "state": "live",
        "ruleType": "normal",
    }


def _terms(pair: Listed) -> Row:
    """When it ends, and on what terms."""
    terms: Row = {"optType": "", "stk": "", "listTime": "1548133413000", "expTime": ""}
    if isinstance(pair, Option):
        terms |= {"optType": "C" if pair.call else "P", "stk": str(pair.strike)}
    if not isinstance(pair, Spot) and day_suffix(pair.delivery) in pair.symbol:
        terms["expTime"] = millis(pair.delivery)
    return terms
