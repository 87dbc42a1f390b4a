"""Prices watched for alerts, with or without a WebSocket: `MarketMonitor`."""

import os
import threading
from functools import partial

import msgspec

from radist import config
from radist.compat.market_alerts import MarketAlerts
from radist.compat.websocket_manager import Price, WebSocketManager
from radist.config import Config
from radist.live import call


class MarketMonitor:
    """Checks the rules of `alerts` with each price; without alerts it keeps the prices of the
    configured `markets`. All of it happens in a thread of its own.

    Where the WebSocket cannot be had, or without `use_websocket`, REST is asked every
    `monitoring_interval` seconds. Raises ConfigError for an interval below 1 s.
    """

    def __init__(
        self,
        alerts: MarketAlerts | None = None,
        use_websocket: bool = True,
        monitoring_interval: float = 30,
        *,
        settings: Config | None = None,
    ) -> None:
        found = settings or config.load(environ=os.environ)
        kind = config.KEYS["fallback.interval"]
        interval = config.convert(monitoring_interval, kind, "monitoring_interval", strict=False)
        fallback = msgspec.structs.replace(
            found.fallback, interval=interval, only=not use_websocket
        )
        found = msgspec.structs.replace(found, fallback=fallback)
        self.prices = WebSocketManager(found.market_exchange, settings=found)
        """Where they are kept: `get_latest_price`, `is_connected` and so on."""
        self._alerts = alerts
        self._markets = found.markets
        self._watched: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        if alerts is not None:
            alerts.watch(self._follow)
        self._follow()

    def start(self) -> None:
        """Begin to watch; it is not waited for anything."""
        self.prices.start()

    def stop(self) -> None:
        """Watch no more."""
        self.prices.stop()

    def _follow(self) -> None:
        """Watch what there are rules about."""
        with self._lock:
            wanted = frozenset(self._markets) if self._alerts is None else self._alerts.symbols
            gone, new, self._watched = self._watched - wanted, wanted - self._watched, wanted
            for symbol in gone:
                self.prices.unsubscribe(symbol)
            for symbol in sorted(new):
                self.prices.subscribe(symbol, partial(self._priced, symbol))

    async def _priced(self, symbol: str, price: Price) -> None:
        if self._alerts is not None:
            for callback, alert in self._alerts.check(price | {"symbol": symbol}):
                await call(callback, alert)
