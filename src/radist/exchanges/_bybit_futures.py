"""The channels that both futures categories of Bybit have.

https://bybit-exchange.github.io/docs/v5/websocket/public/ticker
"""

from radist.derivatives import FundingRate, Liquidation, MarkPrice, OpenInterest
from radist.exchanges._bybit_family import BLOCK_TRADE, CANDLE, TRADE, Offer, book
from radist.model import Quote, Ticker

TABLE = {
    "trade": TRADE,
    "block_trade": BLOCK_TRADE,
    "liquidation": Offer("allLiquidation.<symbol>", (Liquidation,), "500 ms"),
    "ticker": Offer("tickers.<symbol>", (Ticker,), "100 ms", "tickers"),
    "quote": Offer("orderbook.1.<symbol>", (Quote,), "10 ms", "tickers"),
    "book": book("<depth>", "20, 100 or 200 ms"),
    "candle": CANDLE,
    "mark_price": Offer("tickers.<symbol>", (MarkPrice,), "100 ms", "tickers"),
    "funding_rate": Offer("tickers.<symbol>", (FundingRate,), "100 ms", "tickers"),
    "open_interest": Offer("tickers.<symbol>", (OpenInterest,), "100 ms", "tickers"),
}
