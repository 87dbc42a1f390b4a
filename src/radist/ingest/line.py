"""One place for a socket: dials, keeps the subscriptions as wanted, dials again for ever."""

import asyncio
import logging
import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from radist.errors import ExchangeError
from radist.exchanges._heads import HeadedConversation
from radist.exchanges._pulse import Pulse
from radist.exchanges.base import (
    Action,
    Connect,
    Conversation,
    Exchange,
    Fetch,
    Outputs,
    Reconnect,
    Refused,
    Send,
)
from radist.ingest.backoff import Backoff
from radist.ingest.budget import Budget
from radist.ingest.clock import Jumps, monotonic, now_us
from radist.ingest.connection import Connection, Receive, Wire
from radist.model import Event, Subscription

log = logging.getLogger(__name__)

Publish = Callable[[Event], None]

_OUTGOING = 1000
"""Frames that may wait for their turn to be sent; more means that the dialect has run wild, and a
new socket helps.
"""
_TICK = 1.0
_SECOND = 1.25
"""The exchange's second: it counts arrivals, and of two frames the earlier may be delayed more."""
_LAGS = 1000
_SENT_AWAY = re.compile("other side: 10(01|12)")
"""The exchange goes down or begins anew: not so the others of its servers."""
_SOON = 0.25
"""Seconds that we wait at most after that."""
_ACTIONS = frozenset(Action.__subclasses__())
"""Everything else that comes out of a dialect is an event."""


class Means(NamedTuple):
    """What the lines of a feed share."""

    publish: Publish
    fetch: Callable[[Fetch], Awaitable[bytes]]
    errand: Callable[[Fetch], None]
    """Fetches in the background, and gives the answer to the dialect."""
    connects: Budget
    turned: Callable[["Line"], None] = lambda line: None
    """Told whenever a socket is up, is gone, or could not be had."""
    open: Callable[[str, Receive, Budget], Awaitable[Wire]] = Connection.open
    """Opens a socket, or what stands in for one."""
    beside: Callable[["Line"], Iterable[Conversation]] = lambda line: ()
    """The conversations on other sockets that are up and may bring the same."""
    leaving: Callable[["Line", str], bool] = lambda line, reason: False
    """Told that a socket, which works, is to be left for another; whether there will be one."""
    senseless: Callable[[bytes, int], None] = lambda frame, now: None
    """Told of frames that make no sense."""


class Line:
    """One socket at a time to one route of an exchange."""

    side = 0
    """Which of two lines that bring the same it is."""

    def __init__(self, exchange: Exchange, route: str, means: Means, backoff: Backoff) -> None:
        self.wanted: frozenset[Subscription] = frozenset()
        self.refused: dict[Subscription, str] = {}
        """What the exchange would not give, and why."""
        self.headers: Mapping[str, str] = {}
        self.bytes = self.errors = self.reconnects = 0
        self.connected_since: int | None = None
        self.lost = monotonic()
        """When it was last without a socket, or began to want one."""
        self.lags: dict[str, deque[int]] = {}
        """By channel, in µs: how much later than the exchange says did some of the events come. Of
        each stream one a second is looked at.
        """
        self.last_error = ""
        self.route = route
        self._frames: Counter[str] = Counter()
        """Of sockets that are gone, by channel."""
        self._messages = 0
        """Of sockets that are gone."""
        self._exchange = exchange
        self._means, self._publish = means, means.publish
        self._backoff = backoff
        self._conversation: Conversation = exchange.conversation(route)
        self._connection: Wire | None = None
        self._jumps = Jumps()
        self._asked: frozenset[Subscription] = frozenset()
        self._outgoing: deque[Send] = deque()
        self._opened: float | None = None
        """When the socket came up; None while it has not."""
        self._paused = False
        self._wake = asyncio.Event()
        self._let_go = asyncio.Event()
        """Set when a pause is to end: nothing is wanted, or now is a good moment."""

    @property
    def connected(self) -> bool:
        """Whether the socket is up."""
        return self.connected_since is not None

    @property
    def gave_up(self) -> bool:
        """Whether something is wanted and there are no tries left."""
        return bool(self.wanted) and not self.connected and self._backoff.exhausted

    def want(self, subscriptions: Iterable[Subscription]) -> None:
        """From now on these. An empty set closes the socket."""
        if not self.wanted and not self.connected:
            self.lost = monotonic()
        self.wanted = frozenset(subscriptions)
        channels = {subscription.channel for subscription in self.wanted}
        self.lags = {channel: found for channel, found in self.lags.items() if channel in channels}
        self.refused = {s: why for s, why in self.refused.items() if s in self.wanted}
        self._wake.set()
        if not self.wanted:
            self._backoff.reset()
            self._let_go.set()

    def pause(self, paused: bool) -> None:
        """Whether to read no further."""
        self._paused = paused
        if self._connection is not None:
            self._connection.pause(paused)

    def hurry(self) -> None:
        """Try again now, if it waits to."""
        self._let_go.set()

    def leave(self, reason: str) -> None:
        """Take another socket, and keep this one until it brings the same."""
        self._act(Reconnect(reason, works=True))

    def renew(self, subscription: Subscription, *, broken: bool) -> None:
        """Ask for a whole book, and leave the rest alone."""
        if isinstance(self._conversation, HeadedConversation) and self.connected:
            self._take(self._conversation.renew(subscription, now_us(), broken=broken))

    @property
    def conversation(self) -> Conversation:
        """That of the present socket, or of the last one."""
        return self._conversation

    @property
    def overlaps(self) -> bool:
        """Whether it brings all that is wanted, and goes on from what other sockets brought."""
        wanted = self.wanted - self.refused.keys()
        return self.connected and self._asked >= wanted and self._conversation.overlaps

    @property
    def age(self) -> float:
        """Seconds for which the socket has been up; 0 while there is none."""
        return monotonic() - self._opened if self.connected and self._opened is not None else 0.0

    def pulse(self, subscription: Subscription) -> Pulse | None:
        """What has come of a subscription on the present socket."""
        return self._conversation.pulse(subscription) if self.connected else None

    @property
    def messages(self) -> int:
        """Frames so far."""
        return self._messages + self._conversation.frames

    @property
    def frames(self) -> Counter[str]:
        """Frames by channel, of whatever was asked for."""
        found = Counter(self._frames)
        for pulse in self._conversation.pulses():
            if pulse.channel:
                found[pulse.channel] += pulse.frames
        return found

    async def run(self) -> None:
        """Connect whenever something is wanted, until cancelled."""
        while True:
            if not self.wanted or self._backoff.exhausted:
                await self._rest()
                continue
            self._opened = None
            try:
                reason = await self._once()
            except ExchangeError as error:
                reason = str(error)
            if self._opened is not None:
                self._backoff.lasted(monotonic() - self._opened)
            if self.wanted:
                await self._pause(reason)

    async def _rest(self) -> None:
        """Until somebody wants something."""
        if self.wanted:
            self._log(logging.ERROR, "gave up", attempts=self._backoff.attempts)
        self._means.turned(self)
        self._wake.clear()
        await self._wake.wait()
        self._backoff.reset()

    async def _pause(self, reason: str) -> None:
        """Before the next try; over at once when nothing is wanted, if only for a moment, and
        when somebody says so.
        """
        wait = self._backoff.wait()
        if self._backoff.attempts == 1 and _SENT_AWAY.search(reason):
            wait = min(wait, _SOON)
        self.reconnects += 1
        self.last_error = reason
        fields = {"reason": reason, "attempt": self._backoff.attempts, "wait": round(wait, 2)}
        self._log(logging.WARNING, "reconnecting", **fields)
        self._let_go.clear()
        self._means.turned(self)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._let_go.wait()

    async def _once(self) -> str:
        """One socket from open to close; why it closed."""
        url = await self._address()
        await self._means.connects.spend()
        budget = Budget(self._exchange.limits.messages_per_second - 1, _SECOND)
        self._frames, self._messages = self.frames, self.messages
        conversation = self._conversation = self._exchange.conversation(self.route)
        conversation.side, conversation.beside = self.side, partial(self._means.beside, self)
        conversation.dialled(url)
        self._outgoing.clear()
        self._asked = frozenset()
        try:
            connection = await self._means.open(url, self._frame, budget)
            return await self._converse(connection, url)
        finally:
            self._take(conversation.ended(now_us()))

    async def _converse(self, connection: Wire, url: str) -> str:
        self._connection = connection
        connection.pause(self._paused)
        self.headers, self.connected_since = connection.headers, now_us()
        self._opened = monotonic()
        connection.closed.add_done_callback(lambda _: self._wake.set())
        self._log(logging.INFO, "connected", url=url)
        self._means.turned(self)
        try:
            await self._attend(connection)
        finally:
            self.connected_since = self._connection = None
            self.lost = monotonic()
            await connection.close("not needed any more")
        return connection.closed.result() if connection.closed.done() else "closed"

    async def _address(self) -> str:
        """Where to connect, after whatever has to be fetched for it."""
        wanted = self.wanted - self.refused.keys()
        todo: deque[Event | Action] = deque(self._exchange.dial(self.route, wanted))
        while todo:
            step = todo.popleft()
            if isinstance(step, Connect):
                return step.url
            if isinstance(step, Fetch):
                body = await self._means.fetch(step)
                todo.extend(self._exchange.fetched(step.url, body, now_us()))
        raise ExchangeError(f"{self._exchange.name} gave no address for {self.route}")

    async def _attend(self, connection: Wire) -> None:
        """Keep what is asked equal to what is wanted, send what is to be sent, let time pass."""
        while self.wanted and not connection.closed.done():
            self._reconcile()
            while self._outgoing and not connection.closed.done():
                await connection.send(self._outgoing.popleft().frame)
            with suppress(TimeoutError):
                # Not wait_for: in Python 3.11 it swallows a cancellation that comes with the event.
                async with asyncio.timeout(_TICK):
                    await self._wake.wait()
            self._wake.clear()
            self._take(self._conversation.tick(self._now()))
            self._take(self._conversation.settle(self._now()))
            for pulse in self._conversation.pulses():
                pulse.sample(self._sample)

    def _now(self) -> int:
        """The time for a conversation, which learns beforehand where the clock was set."""
        if jumped := self._jumps.seen():
            self._conversation.shift(jumped)
        return now_us()

    def _reconcile(self) -> None:
        wanted = self.wanted - self.refused.keys()
        more, less = wanted - self._asked, self._asked - wanted
        self._asked = wanted
        if less:
            self._take(self._conversation.unsubscribe(less, self._now()))
        if more:
            self._take(self._conversation.subscribe(more, self._now()))

    def _frame(self, frame: bytes, now: int) -> None:
        """The hot path: a frame to its events, each told at once."""
        self.bytes += len(frame)
        try:
            for output in self._conversation.received(frame, now):
                # As `_take`, without a call; and `isinstance` costs 35 ns more with these classes.
                if output.__class__ in _ACTIONS:
                    self._act(output)
                else:
                    self._publish(output)  # type: ignore[arg-type]
        except ExchangeError as error:
            self._quarantine(error)
            self._means.senseless(frame, now)

    def _sample(self, outputs: Outputs) -> None:
        """How late the events of this frame are."""
        channels = {subscription.channel for subscription in self.wanted}
        for output in outputs:
            if isinstance(output, Event) and output.time_exchange and output.channel in channels:
                lags = self.lags.setdefault(output.channel, deque(maxlen=_LAGS))
                lags.append(output.time_received - output.time_exchange)

    def _take(self, outputs: Outputs) -> None:
        for output in outputs:
            if isinstance(output, Event):
                self._publish(output)
            else:
                self._act(output)

    def _act(self, action: Action) -> None:
        if isinstance(action, Fetch):
            self._means.errand(action)
        elif isinstance(action, Send):
            self._outgoing.append(action)
            self._wake.set()
        elif isinstance(action, Refused):
            self.refused |= dict.fromkeys(action.subscriptions, action.reason)
            self._asked -= self.refused.keys()
            self._log(
                logging.ERROR,
                "refused by the exchange",
                reason=action.reason,
                subscriptions=action.subscriptions,
            )
        if self._connection is None:
            return
        if isinstance(action, Reconnect):
            if not (action.works and self._means.leaving(self, action.reason)):
                self._connection.abort(action.reason)
        elif len(self._outgoing) > _OUTGOING:
            self._connection.abort("too many frames to send")

    def _quarantine(self, error: ExchangeError) -> None:
        """A frame that makes no sense is counted and told; the socket stays. Told less and less
        often, lest it floods.
        """
        self.errors += 1
        self.last_error = str(error)
        if self.errors & (self.errors - 1) == 0:
            self._log(logging.WARNING, "frame not understood", error=str(error), so_far=self.errors)

    def _log(self, level: int, message: str, **fields: object) -> None:
        log.log(
            level, message, extra={"exchange": self._exchange.name, "route": self.route, **fields}
        )
