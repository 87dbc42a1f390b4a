"""What every kind of target is, and what it is given."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import ClassVar

import msgspec
from msgspec import Struct

from radist.deliveries import Delivery, Target
from radist.notify._tools import Tools

_BRIEF = 200
"""Characters of each of several messages in one."""


class Carrier(ABC):
    """Takes deliveries to one target. What the constructor takes besides `tools` and `target` are
    its options; it raises ConfigError. Deliveries come from one lane, `at_once` of them at a time.
    """

    at_once: ClassVar[int] = 1
    together: ClassVar[int] = 1
    """Deliveries that one message may have, if so many wait."""
    patience: ClassVar[float] = 5.0
    """Seconds for one attempt."""

    def __init__(self, tools: Tools, target: Target, /) -> None:
        self.tools = tools
        self.target = target

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Held while something is sent: waits where the target is paced."""
        return nullcontext()

    @abstractmethod
    async def send(self, deliveries: Sequence[Delivery]) -> int | None:
        """The status of HTTP, if there is one. Raises Undeliverable."""


class Told(Struct):
    """What a message to people needs of a payload."""

    name: str = ""
    message: str = ""


class _Payload(Struct):
    data: Told


_decode = msgspec.json.Decoder(_Payload).decode


def told(delivery: Delivery) -> Told:
    """What a delivery says."""
    return _decode(delivery.payload).data


def title(several: Sequence[Told]) -> str:
    """One line over one or several messages."""
    if len(several) == 1:
        return " ".join(several[0].name.split())
    names = dict.fromkeys(" ".join(one.name.split()) for one in several)
    return f"{len(several)} alerts: {', '.join(names)}"[:_BRIEF]


def body(several: Sequence[Told]) -> str:
    """One message of one or several."""
    if len(several) == 1:
        return several[0].message
    lines = (f"{one.name}: {one.message}" if one.name else one.message for one in several)
    return "\n".join(" ".join(line.split())[:_BRIEF] for line in lines)
