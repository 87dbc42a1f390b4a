"""pybit against the URLs in argv, for one category: what it got, as one line of JSON."""

import json
import queue
import sys

from pybit import unified_trading

WS, REST, CATEGORY, SYMBOL = sys.argv[1:5]


def main() -> None:
    rest = unified_trading.HTTP()
    rest.endpoint = REST
    of = {"category": CATEGORY, "symbol": SYMBOL}
    got = {
        "symbols": len(rest.get_instruments_info(category=CATEGORY)["result"]["list"]),
        "klines": rest.get_kline(**of, interval=1, limit=3)["result"]["list"],
        "trades": rest.get_public_trade_history(**of, limit=3)["result"]["list"],
        "ticker": rest.get_tickers(**of)["result"]["list"][0],
        "depth": rest.get_orderbook(**of, limit=5)["result"],
    }
    unified_trading.PUBLIC_WSS = WS + "/v5/public/{CHANNEL_TYPE}"
    socket = unified_trading.WebSocket(CATEGORY, testnet=False)
    for name, begin in {
        "trade": lambda tell: socket.trade_stream(SYMBOL, tell),
        "tickers": lambda tell: socket.ticker_stream(SYMBOL, tell),
        "book": lambda tell: socket.orderbook_stream(50, SYMBOL, tell),
        "kline": lambda tell: socket.kline_stream(1, SYMBOL, tell),
    }.items():
        heard: queue.Queue = queue.Queue()
        begin(heard.put)
        got[name] = [heard.get(timeout=20) for _ in range(2)]
    sys.stdout.write(json.dumps(got) + "\n")
    socket.exit()


main()
