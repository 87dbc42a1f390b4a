"""Real-time market data from exchanges to programs, browsers and storage."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from radist.blocking import Blocking
    from radist.compat.market_alerts import MarketAlerts
    from radist.compat.market_monitor import MarketMonitor
    from radist.compat.streams import BinanceWebSocket
    from radist.compat.websocket_manager import get_websocket_manager
    from radist.compat.websocket_monitor import WebSocketMonitor
    from radist.errors import ClientError, ConfigError, ExchangeError, Lagging, RadistError
    from radist.live import Listening, Radist, connect
    from radist.market.book import OrderBook
    from radist.model import (
        AggTrade,
        Backfilled,
        BookDelta,
        BookSnapshot,
        Candle,
        Event,
        Freshness,
        Gap,
        MiniTicker,
        Quote,
        Ticker,
        Trade,
    )
    from radist.trading.strategy import Broker, Strategy

__version__ = "0.1.0"
_HOMES = {
    "radist.live": ("Listening", "Radist", "connect"),
    "radist.blocking": ("Blocking",),
    "radist.compat.market_alerts": ("MarketAlerts",),
    "radist.compat.market_monitor": ("MarketMonitor",),
    "radist.compat.streams": ("BinanceWebSocket",),
    "radist.compat.websocket_manager": ("get_websocket_manager",),
    "radist.compat.websocket_monitor": ("WebSocketMonitor",),
    "radist.errors": ("ClientError", "ConfigError", "ExchangeError", "Lagging", "RadistError"),
    "radist.market.book": ("OrderBook",),
    "radist.model": (
        *("AggTrade", "Backfilled", "BookDelta", "BookSnapshot", "Candle", "Event", "Freshness"),
        *("Gap", "MiniTicker", "Quote", "Ticker", "Trade"),
    ),
    "radist.trading.strategy": ("Broker", "Strategy"),
}
"""Where a program's names are made."""
_HOME = {name: home for home, names in _HOMES.items() for name in names}
__all__ = [
    "AggTrade",
    "Backfilled",
    "BinanceWebSocket",
    "Blocking",
    "BookDelta",
    "BookSnapshot",
    "Broker",
    "Candle",
    "ClientError",
    "ConfigError",
    "Event",
    "ExchangeError",
    "Freshness",
    "Gap",
    "Lagging",
    "Listening",
    "MarketAlerts",
    "MarketMonitor",
    "MiniTicker",
    "OrderBook",
    "Quote",
    "Radist",
    "RadistError",
    "Strategy",
    "Ticker",
    "Trade",
    "WebSocketMonitor",
    "__version__",
    "connect",
    "get_websocket_manager",
]


def __getattr__(name: str) -> Any:
    """What a program imports from here is loaded when it is first used: commands start sooner."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
