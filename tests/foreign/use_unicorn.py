"""unicorn-binance-websocket-api against the URL in argv: what it got, as one line of JSON."""

import json
import sys
import time

from unicorn_binance_websocket_api import BinanceWebSocketApiManager

sockets = BinanceWebSocketApiManager(
    exchange="binance.com",
    websocket_base_uri=sys.argv[1] + "/",
    restful_base_uri=sys.argv[2] + "/",
    output_default="dict",
    warn_on_update=False,
)
sockets.create_stream(["trade", "ticker", "kline_1s"], ["btcusdt", "ethusdt"])
got: dict[str, object] = {}
until = time.monotonic() + 20
while len(got) < 3 and time.monotonic() < until:
    received = sockets.pop_stream_data_from_stream_buffer()
    if received and "data" in received:
        got.setdefault(received["data"]["e"], received)
    else:
        time.sleep(0.01)
sockets.stop_manager()
sys.stdout.write(json.dumps(got) + "\n")
