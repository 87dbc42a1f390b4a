"""What has gone through the rooms since the start, counted where it happens."""

from collections import Counter


class Traffic:
    """Counters of the WebSocket side."""

    def __init__(self) -> None:
        self.opened = 0
        self.closed: Counter[int] = Counter()
        """By close code; 1006 where the connection was lost without one."""
        self.events = 0
        """Given to clients, each counted once for each of them."""
        self.bytes = 0
        self.skipped = 0
        """States that newer ones stood for, likewise."""
        self.lost = 0
        """Messages of log rooms that clients were too slow for, likewise."""
