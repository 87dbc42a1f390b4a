"""How feeds are doing, in figures: what those who count and those who show have in common."""

from msgspec import Struct


class ChannelFigures(Struct, frozen=True):
    """What came on one channel. Lags in microseconds, None while none is known."""

    messages: int
    lag_p50: int | None
    lag_p99: int | None


class BookFigures(Struct, frozen=True):
    """How many order books are of each verdict, and what was done for it since the start."""

    proven: int
    unproven: int
    doubtful: int
    """Those that have no snapshot yet, too."""
    compared: int
    """How often a book was as its quote said."""
    audited: int
    """How often it was as REST had it."""
    contradicted: int
    rest: float
    """Seconds until all that waits to be asked of REST will have been: snapshots, mostly."""


class SocketFigures(Struct, frozen=True):
    """What came by one place for sockets."""

    route: str
    connected: bool
    streams: int
    messages: int
    bytes: int
    errors: int
    reconnects: int
    side: int = 0
    """Which of two sockets that bring the same."""


class RaceFigures(Struct, frozen=True):
    """How one of two sockets did that bring the same. Lags in microseconds, None while unknown."""

    side: int
    first: int
    """Frames that it brought before the other."""
    missed: int
    """Frames that the other brought and it did not."""
    lag_p50: int | None
    """By how much it was second."""
    lag_p99: int | None
