"""binance-sdk-derivatives-trading-usds-futures against the URLs in argv, as one line of JSON."""

import asyncio
import sys

from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketStreams
from binance_sdk_derivatives_trading_usds_futures import (
    derivatives_trading_usds_futures as kit,
)
from sdk import first_of, plain, tell

SYMBOL, LOW = "BTCUSDT", "btcusdt"


async def main() -> None:
    client = kit.DerivativesTradingUsdsFutures(
        config_rest_api=ConfigurationRestAPI(base_path=sys.argv[2]),
        config_ws_streams=ConfigurationWebSocketStreams(stream_url=sys.argv[1]),
    )
    rest = client.rest_api
    got = {
        "symbols": len(rest.exchange_information().data().symbols),
        "klines": rest.kline_candlestick_data(symbol=SYMBOL, interval="1m", limit=3).data(),
        "depth": plain(rest.order_book(symbol=SYMBOL, limit=5).data()),
        "open_interest": plain(rest.open_interest(symbol=SYMBOL).data()),
        "rest_mark": plain(rest.mark_price(symbol=SYMBOL).data()),
    }
    here = await client.websocket_streams.create_connection()
    got |= await first_of(
        {
            "aggTrade": lambda: here.aggregate_trade_streams(symbol=LOW),
            "markPrice": lambda: here.mark_price_stream(symbol=LOW, update_speed="1s"),
            "kline": lambda: here.kline_candlestick_streams(symbol=LOW, interval="1m"),
            "ticker": lambda: here.individual_symbol_ticker_streams(symbol=LOW),
            "bookTicker": lambda: here.individual_symbol_book_ticker_streams(symbol=LOW),
            "diff": lambda: here.diff_book_depth_streams(symbol=LOW),
            "marks": lambda: here.mark_price_stream_for_all_market(),
            "assets": lambda: here.asset_index(),
        }
    )
    await here.close_connection(close_session=True)
    tell(got)


asyncio.run(main())
