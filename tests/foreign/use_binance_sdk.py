"""binance-sdk-spot against the URLs in argv: what it got, as one line of JSON."""

import asyncio
import json
import sys

from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketStreams
from binance_sdk_spot.rest_api.models import KlinesIntervalEnum
from binance_sdk_spot.spot import Spot

SYMBOL = "BTCUSDT"


def plain(answer: object) -> object:
    return json.loads(answer.model_dump_json(by_alias=True))


async def main() -> None:
    client = Spot(
        config_rest_api=ConfigurationRestAPI(base_path=sys.argv[2]),
        config_ws_streams=ConfigurationWebSocketStreams(stream_url=sys.argv[1]),
    )
    rest = client.rest_api
    klines = rest.klines(symbol=SYMBOL, interval=KlinesIntervalEnum.INTERVAL_1m, limit=3).data()
    got = {
        "rest_klines": klines,
        "rest_trades": [plain(trade) for trade in rest.get_trades(symbol=SYMBOL, limit=3).data()],
        "symbols": len(rest.exchange_info().data().symbols),
    }
    connection = await client.websocket_streams.create_connection()
    for name, begin in (
        ("trade", lambda: connection.trade(symbol="btcusdt")),
        ("ticker", lambda: connection.ticker(symbol="btcusdt")),
        ("kline", lambda: connection.kline(symbol="btcusdt", interval="1s")),
    ):
        first = asyncio.get_running_loop().create_future()
        stream = await begin()
        stream.on("message", lambda m, f=first: f.done() or f.set_result(m))
        got[name] = plain(await asyncio.wait_for(first, 20))
        await stream.unsubscribe()
    await connection.close_connection(close_session=True)
    sys.stdout.write(json.dumps(got) + "\n")


asyncio.run(main())
