"""One exchange behind a face: entered by a task of its own, and what it is to call as a table."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import NoReturn

from radist.config import Config
from radist.errors import ClientError
from radist.ingest.line import Line
from radist.live import Listening, Radist, connect
from radist.model import Event

log = logging.getLogger(__name__)

Told = Callable[[str, Event], Awaitable[None]]
"""Takes a topic, as it was wished for, and an event of it."""


class Link:
    """Keeps to what is wanted: a set of topics, in any spelling, that may change at any time."""

    def __init__(self, exchange: str, told: Told, turned: Callable[[Line], None]) -> None:
        self.connected = False
        """Whether a socket to the exchange is up."""
        self.entered = asyncio.Event()
        """Set while it is known what the exchange trades."""
        self._exchange = exchange
        self._told = told
        self._face = turned
        self._wanted: frozenset[str] = frozenset()
        self._refused: set[str] = set()
        """What means nothing at this exchange."""
        self._listening: dict[str, Listening] = {}
        self._radist: Radist | None = None

    def want(self, topics: Iterable[str]) -> list[ClientError]:
        """From now on these; what is wrong with those that are new and mean nothing."""
        self._wanted = frozenset(topics)
        self._refused &= self._wanted
        return [] if self._radist is None else self._attend(self._radist)

    async def run(self, settings: Config) -> NoReturn:
        """Listen until cancelled. Raises ExchangeError when the exchange does not answer."""
        try:
            async with connect(self._exchange, settings=settings) as radist:
                radist.feeds[self._exchange].watch(partial(self._turned, radist))
                self._radist = radist
                for problem in self._attend(radist):
                    log.error("cannot listen: %s", problem)
                self.entered.set()
                while True:
                    await asyncio.Event().wait()
        finally:
            self._radist, self._listening, self.connected = None, {}, False
            self.entered.clear()

    def _attend(self, radist: Radist) -> list[ClientError]:
        for topic in self._listening.keys() - self._wanted:
            self._listening.pop(topic).stop()
        problems = []
        for topic in sorted(self._wanted - self._listening.keys() - self._refused):
            try:
                self._listening[topic] = radist.on(topic, partial(self._told, topic))
            except ClientError as error:
                self._refused.add(topic)
                problems.append(error)
        return problems

    def _turned(self, radist: Radist, line: Line) -> None:
        self.connected = any(line.connected for line in radist.feeds[self._exchange].lines)
        self._face(line)
