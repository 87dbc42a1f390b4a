"""What every sink is, and what it is given. `_outbox.py` has what all of them share."""

from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Sequence
from typing import ClassVar, Literal

import msgspec
from msgspec import Raw, Struct

from radist import codec
from radist.model import Event
from radist.topics import topic_of

Form = Literal["event", "json", "text", "binary"]


class Record(Struct, frozen=True, gc=False, array_like=True):
    """One thing to keep: a market event, or a message as it came. Of several with one `key` one
    is kept.
    """

    key: str
    time: int
    """When it came, in microseconds."""
    source: str
    """The topic of an event, the address that a message came from."""
    body: bytes
    """JSON and text in UTF-8."""
    form: Form


class Sink(ABC):
    """A place where records are kept. All is called from one thread, so that it may block; what
    the constructor takes besides `target` are its options.
    """

    retried: ClassVar[bool] = True
    """Whether what could not be written is kept on disk and tried again."""
    every: ClassVar[float] = 0.1
    """Seconds that a record may wait for others to be written with."""
    place: str
    """Where it is, for people: no secrets. Two sinks of one place keep in the same one."""

    def __init__(self, target: str, /) -> None:
        self.place = target

    @abstractmethod
    def open(self) -> None:
        """Make ready. Raises ConfigError where that can never be, SinkError where not now."""

    @abstractmethod
    def write(self, batch: Sequence[Record]) -> None:
        """Keep a batch. When it returns, none of it is lost if the process dies at once.

        Raises SinkError. Then the batch comes again, cut in another way perhaps, and what of it was
        kept already is not to be kept twice.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of it; after a failure too, before it is opened again."""


def record_of(event: Event, key: str) -> Record:
    """An event to keep. Where it has an id, that makes its key, and `key` is not used."""
    source = topic_of(event)
    identity: str = getattr(event, "id", "")
    if identity:
        key = f"{source}/{identity}@{event.time_exchange or ''}"
    return Record(key, event.time_received, source, codec.encode(event), "event")


def content(record: Record) -> bytes:
    """A record alone as JSON on one line, whatever it is."""
    if record.form == "text":
        return codec.encode(record.body.decode("utf-8", "replace"))
    if record.form == "binary":
        return codec.encode({"binary": b64encode(record.body).decode()})
    return msgspec.json.format(record.body, indent=-1) if b"\n" in record.body else record.body


def line(record: Record) -> bytes:
    """The same with when it came and where from; an event says that itself."""
    if record.form == "event":
        return record.body
    head = {"time_received": record.time, "source": record.source}
    return codec.encode({**head, "message": Raw(content(record))})
