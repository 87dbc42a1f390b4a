"""How feeds are doing, in figures: what those who count and those who show have in common."""

from msgspec import Struct


class ChannelFigures(Struct, frozen=True):
    """What came on one channel. Lags in microseconds, None while none is known."""

    messages: int
    lag_p50: int | None
    lag_p99: int | None


class SocketFigures(Struct, frozen=True):
    """What came by one place for sockets."""

    route: str
    connected: bool
    streams: int
    messages: int
    bytes: int
    errors: int
    reconnects: int
