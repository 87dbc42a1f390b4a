"""binance-sdk-derivatives-trading-options against the URLs in argv, as one line of JSON."""

import asyncio
import sys

from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketStreams
from binance_sdk_derivatives_trading_options import derivatives_trading_options as kit
from sdk import first_of, plain, tell


async def main() -> None:
    client = kit.DerivativesTradingOptions(
        config_rest_api=ConfigurationRestAPI(base_path=sys.argv[2]),
        config_ws_streams=ConfigurationWebSocketStreams(stream_url=sys.argv[1]),
    )
    rest = client.rest_api
    symbols = [entry.symbol for entry in rest.exchange_information().data().option_symbols]
    symbol = symbols[0]
    low = symbol.lower()
    got = {
        "symbols": symbols,
        "depth": plain(rest.order_book(symbol=symbol, limit=10).data()),
        "rest_mark": [plain(mark) for mark in rest.option_mark_price(symbol=symbol).data()],
        "klines": rest.kline_candlestick_data(symbol=symbol, interval="1m", limit=3).data(),
    }
    here = await client.websocket_streams.create_connection()
    got |= await first_of(
        {
            "trade": lambda: here.trade_streams(symbol="btcusdt"),
            "bookTicker": lambda: here.individual_symbol_book_ticker_streams(symbol=low),
            "diff": lambda: here.diff_book_depth_streams(symbol=low, update_speed="100ms"),
            "index": lambda: here.index_price_streams(),
            "marks": lambda: here.option_mark_price(underlying="btcusdt"),
        }
    )
    await here.close_connection(close_session=True)
    tell(got)


asyncio.run(main())
