"""What several markets of OKX have on offer.

https://www.okx.com/docs-v5/en/#order-book-trading-market-data
"""

from radist.derivatives import (
    ContractStatus,
    FundingRate,
    IndexCandle,
    IndexPrice,
    Liquidation,
    MarkCandle,
    MarkPrice,
    OpenInterest,
)
from radist.exchanges._okx_bars import BARS, PRICE_BARS
from radist.exchanges._okx_polling import top
from radist.exchanges._okx_states import FUNDING, INDEX, INTEREST, MARK, TICKER
from radist.exchanges._okx_states import picture as levels
from radist.exchanges._okx_streams import AggTrades, Candles, PriceCandles, Quotes, Trades
from radist.exchanges._okx_table import (
    BUSINESS,
    Offer,
    Poll,
    book,
    candles,
    each,
    liquidations,
    listings,
    picture,
    state,
)
from radist.model import (
    AggTrade,
    BookDelta,
    BookSnapshot,
    Candle,
    Quote,
    Ticker,
    Trade,
)

_NATIVE = "instId=<native>"
_ALL = "instType=<type>"
_BARS = f"{_NATIVE}&bar=<interval>&limit=99"

TRADED = {
    "trade": Offer(
        (Trade,),
        "real time",
        "trades-all",
        each(Trades),
        BUSINESS,
        poll=Poll("market/trades", f"{_NATIVE}&limit=500"),
    ),
    "agg_trade": Offer(
        (AggTrade,),
        "real time",
        "trades",
        each(AggTrades),
        poll=Poll("market/trades", f"{_NATIVE}&limit=500"),
    ),
    "ticker": Offer(
        (Ticker,),
        "100 ms",
        "tickers",
        state(TICKER),
        poll=Poll("market/tickers", _ALL, _ALL),
    ),
    "quote": Offer(
        (Quote,),
        "10 ms",
        "bbo-tbt",
        each(Quotes),
        poll=Poll("market/tickers", _ALL, _ALL, row=top),
    ),
    "candle": Offer(
        (Candle,),
        "1 s",
        "candle<bar>",
        candles(Candles),
        BUSINESS,
        intervals=BARS,
        poll=Poll("market/candles", _BARS),
    ),
    "book": Offer(
        (BookSnapshot, BookDelta),
        "100 ms",
        "books",
        book,
        poll=Poll("market/books", f"{_NATIVE}&sz=400"),
        alike=("books-l2-tbt", "books50-l2-tbt"),
    ),
    "book_snapshot": Offer(
        (BookSnapshot,),
        "100 ms",
        "books<depth>",
        picture(levels),
        intervals={"5": "5"},
        poll=Poll("market/books", f"{_NATIVE}&sz=<interval>"),
    ),
    "contract_info": Offer(
        (ContractStatus,), "on change", "instruments", listings, of="type", alone=True
    ),
}
"""What every market has."""

PRICED = {
    "mark_price": Offer(
        (MarkPrice,),
        "200 ms",
        "mark-price",
        state(MARK),
        poll=Poll("public/mark-price", f"{_ALL}&{_NATIVE}", _ALL, weight=2),
    ),
    "index_price": Offer(
        (IndexPrice,),
        "100 ms",
        "index-tickers",
        state(INDEX),
        of="index",
        poll=Poll("market/index-tickers", _NATIVE),
    ),
    "open_interest": Offer(
        (OpenInterest,),
        "3 s",
        "open-interest",
        state(INTEREST),
        poll=Poll("public/open-interest", f"{_ALL}&{_NATIVE}", _ALL),
    ),
}
"""What all derivatives have."""

MARGINED = {
    "mark_candle": Offer(
        (MarkCandle,),
        "1 s",
        "mark-price-candle<bar>",
        candles(lambda name, of, interval: PriceCandles(name, of, interval, MarkCandle)),
        BUSINESS,
        intervals=PRICE_BARS,
        poll=Poll("market/mark-price-candles", _BARS),
    ),
    "index_candle": Offer(
        (IndexCandle,),
        "1 s",
        "index-candle<bar>",
        candles(lambda name, of, interval: PriceCandles(name, of, interval, IndexCandle)),
        BUSINESS,
        of="index",
        intervals=PRICE_BARS,
        poll=Poll("market/index-candles", _BARS),
    ),
    "funding_rate": Offer(
        (FundingRate,),
        "30 to 90 s",
        "funding-rate",
        state(FUNDING),
        poll=Poll("public/funding-rate", _NATIVE, "instId=ANY", weight=2),
    ),
    "liquidation": Offer(
        (Liquidation,), "on event, not all", "liquidation-orders", liquidations, of="type"
    ),
}
"""What perpetuals and futures have."""
