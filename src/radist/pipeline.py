"""An event in, that event and all that follows from it out."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from radist.model import Event


class Stage(Protocol):
    """A pure step: candles, books, an alert rule."""

    def process(self, event: Event) -> Iterable[Event]:
        """What follows from an event, the event itself not included."""

    def tick(self, now: int) -> Iterable[Event]:
        """What follows from time having come to `now`."""


class Pipeline:
    """Stages in order; each sees the event and what the stages before it made of it."""

    def __init__(self, stages: Sequence[Stage] = ()) -> None:
        self._stages = tuple(stages)

    def process(self, event: Event) -> Sequence[Event]:
        """The event, then what follows from it."""
        if not self._stages:
            return (event,)
        return self._through([event])

    def tick(self, now: int) -> Sequence[Event]:
        """What follows from time having come to `now`."""
        events: list[Event] = []
        for stage in self._stages:
            events += [made for event in events for made in stage.process(event)]
            events += stage.tick(now)
        return events

    def _through(self, events: list[Event]) -> list[Event]:
        for stage in self._stages:
            events += [made for event in tuple(events) for made in stage.process(event)]
        return events
