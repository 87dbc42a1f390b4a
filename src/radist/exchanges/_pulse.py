"""How a stream is doing on a socket: counted where its frames pass, read once a second."""

from collections.abc import Callable, Iterable
from typing import Any

Receive = Callable[[bytes, int], Iterable[Any]]
"""A frame and its time to events and actions."""


class Pulse:
    """What has come of one stream on one socket. Whoever takes its frames counts them here."""

    __slots__ = ("_stream", "channel", "frames", "receive")

    def __init__(self, receive: Receive) -> None:
        self.channel = ""
        """That of the subscription which asked for it; empty where none did."""
        self.frames = 0
        self.receive = self._stream = receive
        """What takes the next frame."""

    def turn(self, receive: Receive) -> None:
        """From now on frames go there."""
        self.receive = self._stream = receive

    def sample(self, note: Callable[[tuple[Any, ...]], None]) -> None:
        """Show the next frame's events to `note`, and no other: to look at every frame would cost
        a hundred nanoseconds each.
        """

        def once(frame: bytes, now: int) -> tuple[Any, ...]:
            self.receive = self._stream
            outputs = tuple(self._stream(frame, now))
            note(outputs)
            return outputs

        self.receive = once
