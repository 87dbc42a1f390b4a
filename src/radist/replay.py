"""A recording through the very same dialect and pipeline that live frames go through."""

from collections.abc import Iterator

from radist.errors import ExchangeError
from radist.exchanges.base import Exchange, Outputs
from radist.model import Event
from radist.pipeline import Pipeline
from radist.recording import Broken, Record, Recording

_REMEMBERED = 10
"""Complaints that are kept word for word; all are counted."""


class Replay:
    """One pass over a recording: iterate over its events.

    Few recordings carry a list of instruments, so symbols are read from their spelling if need be.
    `answers` tells whether the recording has REST bodies: an order book waits for its snapshot
    only if there may be one.
    """

    def __init__(self, recording: Recording, exchange: Exchange, *, answers: bool = True) -> None:
        self.frames = 0
        self.broken = 0
        """Lines that are no records."""
        self.unknown = 0
        """Frames that the dialect does not understand."""
        self.complaints: list[str] = []
        """The first few of both, in words."""
        self._recording = recording
        self._exchange = exchange
        self._conversation = exchange.conversation("")
        self._pipeline = Pipeline()
        exchange.assuming, exchange.asks = True, answers

    def __iter__(self) -> Iterator[Event]:
        for record in self._recording:
            if isinstance(record, Broken):
                self.broken += 1
                self._complain(f"line {record.line}: {record.reason}")
                continue
            self.frames += 1
            try:
                for output in self._outputs(record):
                    if isinstance(output, Event):
                        yield from self._pipeline.process(output)
            except ExchangeError as error:
                self.unknown += 1
                self._complain(str(error))

    def _outputs(self, record: Record) -> Outputs:
        now = record.time // 1000
        if record.url is None:
            return self._conversation.received(record.payload, now)
        return self._exchange.fetched(record.url, record.payload, now)

    def _complain(self, words: str) -> None:
        if len(self.complaints) < _REMEMBERED:
            self.complaints.append(words)


def has_answers(recording: Recording) -> bool:
    """Whether there are REST bodies in a recording."""
    return any(isinstance(record, Record) and record.url is not None for record in recording)
