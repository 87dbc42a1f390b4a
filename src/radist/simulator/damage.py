"""What becomes of messages on their way to a client, by chance from a seed."""

import json
from collections.abc import Hashable, Iterable
from random import Random
from weakref import WeakKeyDictionary

_STRUCTURE = b"{}:[],"
_NUMBERS = ("id", "req_id", "reqId")
"""What answers to requests are told apart by."""


class Damage:
    """One message in so many meets each of these fates; 0: none does."""

    def __init__(self, seed: int) -> None:
        self.drop = 0
        self.drop_nth = 0
        """Not by chance: each socket's every so manieth."""
        self.duplicate = 0
        self.reorder = 0
        """It comes after the next one for its socket."""
        self.corrupt = 0
        """A byte of it is another, so that it is no JSON."""
        self.truncate = 0
        """Its second half is missing."""
        self.wrong_acks = 0
        """An answer to a request is that to another one."""
        self.rest_errors = 0
        """REST answers with an error and a page of it."""
        self.slow = 0
        """Not by chance: bytes a second that a socket carries."""
        self.dropped = 0
        """Messages that went missing, all in all."""
        self._random = Random(f"{seed}/drops")
        self._sent: WeakKeyDictionary[Hashable, int] = WeakKeyDictionary()
        self._waits: WeakKeyDictionary[Hashable, bytes] = WeakKeyDictionary()

    def met(self, one_in: int) -> bool:
        """Whether chance has it now."""
        return bool(one_in) and not self._random.randrange(one_in)

    def lost(self, socket: Hashable) -> bool:
        """Whether the next message for a socket goes missing."""
        lost = self.met(self.drop)
        if self.drop_nth:
            count = self._sent[socket] = self._sent.get(socket, 0) + 1
            lost |= count % self.drop_nth == 0
        self.dropped += lost
        return lost

    def of(self, socket: Hashable, frame: bytes) -> Iterable[bytes]:
        """What comes of a message, and with it of the one that was to come before it."""
        before = self._waits.pop(socket, None)
        if before is None and self.met(self.reorder):
            self._waits[socket] = frame
            return
        if self.met(self.corrupt):
            places = [at for at, byte in enumerate(frame) if byte in _STRUCTURE]
            at = self._random.choice(places or [0])
            frame = frame[:at] + b"\x00" + frame[at + 1 :]
        if self.met(self.truncate):
            frame = frame[: len(frame) // 2]
        yield frame
        if self.met(self.duplicate):
            yield frame
        if before is not None:
            yield before

    def answer(self, body: bytes) -> bytes | None:
        """An answer to a request as it is sent; where it would have to be another's and is told
        apart by nothing, it is not sent at all.
        """
        if not self.met(self.wrong_acks):
            return body
        try:
            told = json.loads(body)
        except ValueError:
            return None
        names = [name for name in _NUMBERS if isinstance(told, dict) and told.get(name)]
        for name in names:
            other = self._random.randrange(10**6, 10**9)
            told[name] = str(other) if isinstance(told[name], str) else other
        return json.dumps(told).encode() if names else None
