"""Say when a price has gone above a level, with a WebSocket or by asking REST now and then.

    python examples/alerts.py BTC/USDT 100000 --poll --every 30

Against the simulated exchange (`radist simulate`):

    export RADIST_EXCHANGES__BINANCE__WS_URL=ws://127.0.0.1:9443
    export RADIST_EXCHANGES__BINANCE__REST_URL=http://127.0.0.1:9443
"""

import argparse
import threading
from contextlib import suppress
from typing import Any

from radist import MarketAlerts, MarketMonitor


def main(symbol: str, level: float, poll: bool, every: float) -> None:
    done = threading.Event()

    def tell(alert: dict[str, Any]) -> None:
        print(f"{alert['symbol']} is above {alert['level']}: {alert['price']}")
        done.set()

    alerts = MarketAlerts()
    alerts.add(symbol, "above", level, tell)
    monitor = MarketMonitor(alerts=alerts, use_websocket=not poll, monitoring_interval=every)
    monitor.start()
    try:
        done.wait()
    finally:
        monitor.stop()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("symbol")
    options.add_argument("level", type=float)
    options.add_argument("--poll", action="store_true", help="without a WebSocket")
    options.add_argument("--every", type=float, default=30.0, help="seconds between two polls")
    given = options.parse_args()
    with suppress(KeyboardInterrupt):
        main(given.symbol, given.level, given.poll, given.every)
