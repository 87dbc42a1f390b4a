"""The channels that both futures markets of the Binance family have.

https://developers.binance.com/docs/derivatives
"""

from collections.abc import Mapping

from radist.derivatives import (
    AssetIndex,
    ContinuousCandle,
    ContractStatus,
    FundingRate,
    IndexCandle,
    Liquidation,
    MarkCandle,
    MarkPrice,
    OffMarketTrade,
    OpenInterest,
)
from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges._binance_derivatives import (
    Contracts,
    KindsOfTrades,
    Liquidations,
    OtherCandles,
)
from radist.exchanges._binance_payloads import ContractPayload
from radist.exchanges._binance_states import ASSET, MINI_TICKER, TICKER, Kind, picture
from radist.exchanges._binance_streams import AggTrades, Quotes
from radist.exchanges._binance_table import (
    Make,
    Market,
    Offer,
    Way,
    book,
    delegates,
    each,
    state,
    states,
)
from radist.exchanges._binance_table import picture as pictures
from radist.exchanges.base import Stream
from radist.model import (
    AggTrade,
    BookDelta,
    BookSnapshot,
    Candle,
    Instrument,
    MiniTicker,
    Quote,
    Ticker,
    Trade,
)

INTERVALS = tuple("1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M".split())
RETIRED = {
    r".+@fundingRate": "funding comes with the mark price; ask for `funding_rate`",
    r".+@openInterest": "open interest is asked for by REST; ask for `open_interest`",
}


def orders(public: str, market: str, quotes: str) -> dict[str, Offer]:
    """What is executed, quoted and waiting in the book; the routes of its classes of streams, and
    how often the quotes of all come.
    """
    trade = (
        Way("<symbol>@trade", each(KindsOfTrades), public),
        Way("<symbol>@trade", each(KindsOfTrades), market),
    )[: 1 if public == market else 2]
    forced = Way("<symbol>@forceOrder", each(Liquidations), market)
    all_forced = Way("!forceOrder@arr", delegates("forceOrder"), market)
    levels = Way("<symbol>@depth<depth><speed>", pictures(picture), public)
    return {
        "trade": Offer((Trade,), "real time", trade),
        "off_market_trade": Offer((OffMarketTrade,), "real time", trade),
        "agg_trade": Offer(
            (AggTrade,), "100 ms", (Way("<symbol>@aggTrade", each(AggTrades), market),)
        ),
        "liquidation": Offer((Liquidation,), "1 s", (forced,), (all_forced,)),
        "quote": Offer(
            (Quote,),
            f"real time, of all {quotes}",
            (Way("<symbol>@bookTicker", each(Quotes), public),),
            (Way("!bookTicker", delegates("bookTicker"), public),),
        ),
        "book": Offer(
            (BookSnapshot, BookDelta),
            "100, 250 or 500 ms",
            (Way("<symbol>@depth<speed>", book, public),),
        ),
        "book_snapshot": Offer(
            (BookSnapshot,), "100, 250 or 500 ms", (levels,), intervals=("5", "10", "20")
        ),
    }


def prices(route: str, mark: Kind, candles: Make, single: str) -> dict[str, Offer]:
    """What is made of prices; `single` is how often tickers of one symbol come."""
    marks = (Way("<symbol>@markPrice<pace>", state(mark), route),)
    all_marks = (Way("!markPrice@arr<pace>", states(mark), route),)
    continuous = Way(
        "<contract>@continuousKline_<interval>", other_candles(ContinuousCandle), route
    )
    return {
        "ticker": Offer(
            (Ticker,),
            f"{single}, of all 1 s",
            (Way("<symbol>@ticker", state(TICKER), route),),
            (Way("!ticker@arr", states(TICKER), route),),
        ),
        "mini_ticker": Offer(
            (MiniTicker,),
            f"{single}, of all 1 s",
            (Way("<symbol>@miniTicker", state(MINI_TICKER), route),),
            (Way("!miniTicker@arr", states(MINI_TICKER), route),),
        ),
        "candle": Offer(
            (Candle,),
            "250 ms",
            (Way("<symbol>@kline_<interval>", candles, route),),
            intervals=INTERVALS,
        ),
        "continuous_candle": Offer(
            (ContinuousCandle,),
            "250 ms",
            (continuous,),
            intervals=("1s", *INTERVALS),
            of="contract",
        ),
        "mark_price": Offer((MarkPrice,), "1 or 3 s", marks, all_marks),
        "funding_rate": Offer((FundingRate,), "1 or 3 s", marks, all_marks),
    }


def contracts(route: str) -> dict[str, Offer]:
    """The contracts themselves."""
    return {
        "open_interest": Offer((OpenInterest,), "asked for every minute", endpoint="openInterest"),
        "contract_info": Offer(
            (ContractStatus,), "on change", every=(Way("!contractInfo", _contracts, route),)
        ),
    }


def margin(route: str) -> dict[str, Offer]:
    """What assets count as margin."""
    return {
        "asset_index": Offer(
            (AssetIndex,),
            "1 s",
            (Way("<asset>@assetIndex", state(ASSET), route),),
            (Way("!assetIndex@arr", states(ASSET, "asset"), route),),
            of="asset",
        ),
    }


def other_candles(
    kind: type[IndexCandle] | type[MarkCandle] | type[ContinuousCandle],
) -> Make:
    """Candles which are no instrument's trades."""
    return lambda exchange, of, words: OtherCandles(exchange.name, of, kind)


def _contracts(exchange: Market, nobody: Instrument, words: Mapping[str, str]) -> Stream:
    """Listings name no assets: until the description is fetched anew, a new contract is read from
    its spelling.
    """

    def learn(d: ContractPayload) -> Instrument:
        return exchange.taught(d.s, lambda known: descriptions.updated(d, known))

    return Contracts(exchange.name, nobody, learn, exchange.market)
