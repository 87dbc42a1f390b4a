"""A room of the platform: its events count one by one, but some of them are states."""

from radist import topics
from radist.hub.room import Message, Room
from radist.model import Event
from radist.platform import PlatformEvent

_STATE = {"global": "market_stats", "token": "price_update", "user": "portfolio_update"}
"""What newcomers are told at once, by family of rooms."""


class PlatformRoom(Room):
    """Whoever is slow gets of prices, portfolios and statistics the newest of each subject, of all
    else everything.
    """

    __slots__ = ("_kind", "_state")

    def __init__(self, topic: str, epoch: str, limit: int, seq: int) -> None:
        super().__init__(topic, epoch, limit)
        self.is_log = self.conflates = True
        self._limit = limit
        self.seq = seq
        self._kind = _STATE[topics.family(topic)]
        self._state: Message | None = None

    def add(self, event: Event | PlatformEvent, data: bytes = b"") -> None:
        super().add(event, data)
        if isinstance(event, PlatformEvent) and event.kind == self._kind:
            self._state = self.messages[-1]

    def snapshot(self) -> Message | None:
        return self._state

    def due(self, cursor: int, *, every: bool) -> list[Message]:
        messages, seen = self.after(cursor), set()
        if every:
            return messages
        kept: list[Message] = []
        for message in reversed(messages):
            event = message.event
            if isinstance(event, PlatformEvent) and event.is_state:
                if (event.kind, event.subject) in seen:
                    continue
                seen.add((event.kind, event.subject))
            kept.append(message)
        return kept[::-1]
