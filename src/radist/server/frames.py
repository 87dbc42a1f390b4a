"""Events as frames of a WebSocket. What many clients get alike is made by the first of them."""

from collections.abc import Sequence

from radist.hub import protocol
from radist.hub.room import Message, Room, Run
from radist.hub.session import Delivery, Loss

_RENDERING = "websocket"


def frame(payload: bytes) -> bytes:
    """A text frame as servers write it: final, unmasked."""
    size = len(payload)
    if size < 126:
        return b"\x81%c%b" % (size, payload)
    if size < 65_536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2), payload)
    return b"\x81\x7f%b%b" % (size.to_bytes(8), payload)


def framed(items: Sequence[Run | Delivery | Loss]) -> bytes:
    """Each event in a frame of its own."""
    return b"".join([_framed(item) for item in items])


def batched(items: Sequence[Run | Delivery | Loss]) -> bytes:
    """All events in one frame."""
    events = [event for item in items for event in _events(item)]
    return frame(protocol.batch(events) if len(events) > 1 else events[0])


def _framed(item: Run | Delivery | Loss) -> bytes:
    if not isinstance(item, Run):
        return _frame(item)
    made = item.renderings.get(_RENDERING)
    if made is None:
        made = b"".join([_usual(item.room, message) for message in item.messages])
        item.renderings[_RENDERING] = made
    return made


def _events(item: Run | Delivery | Loss) -> list[bytes]:
    """The same as parts of a frame."""
    if isinstance(item, Run):
        return [_payload(_usual(item.room, message)) for message in item.messages]
    return [event(item)]


def event(item: Delivery | Loss) -> bytes:
    """An event without its frame."""
    return _payload(_frame(item))


def _frame(item: Delivery | Loss) -> bytes:
    assert isinstance(item, Delivery)
    if item.prev == item.message.seq - 1:
        return _usual(item.room, item.message)
    return frame(protocol.delivery(item))


def _payload(made: bytes) -> bytes:
    """What is in a frame of ours."""
    return made[{126: 4, 127: 10}.get(made[1], 2) :]


def _usual(room: Room, message: Message) -> bytes:
    """A message to whoever was given the one before it."""
    made = message.renderings.get(_RENDERING)
    if made is None:
        made = frame(protocol.delivery(Delivery(room, message, message.seq - 1, 0)))
        message.renderings[_RENDERING] = made
    return made
