"""An event in, that event and all that follows from it out."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from radist.model import Event


class Stage(Protocol):
    """A pure step: candles, books, an alert rule."""

    @property
    def kinds(self) -> tuple[type[Event], ...]:
        """What it looks at; nothing else is shown to it."""

    def process(self, event: Event) -> Iterable[Event]:
        """What follows from an event, the event itself not included."""

    def tick(self, now: int) -> Iterable[Event]:
        """What follows from time having come to `now`."""


class Pipeline:
    """Stages in order; each sees the event and what the stages before it made of it."""

    def __init__(self, stages: Sequence[Stage] = ()) -> None:
        self._stages = tuple(stages)
        self.look_again()

    def look_again(self) -> None:
        """A stage may have come to look at other kinds of events."""
        self._looks = [(stage, frozenset(stage.kinds)) for stage in self._stages]
        self._kinds = frozenset[type[Event]]().union(*(kinds for _, kinds in self._looks))

    def process(self, event: Event) -> Sequence[Event]:
        """The event, then what follows from it."""
        if event.__class__ not in self._kinds:
            return (event,)
        return self._through([event])

    def tick(self, now: int) -> Sequence[Event]:
        """What follows from time having come to `now`."""
        events: list[Event] = []
        for stage, kinds in self._looks:
            events += [
                m for event in events if event.__class__ in kinds for m in stage.process(event)
            ]
            events += stage.tick(now)
        return events

    def _through(self, events: list[Event]) -> list[Event]:
        for stage, kinds in self._looks:
            events += [
                m for event in events if event.__class__ in kinds for m in stage.process(event)
            ]
        return events
