"""How Bybit converses: requests in batches, answers of four shapes, a ping in text.

Data may come before the answer to the request for it, so nothing waits for an answer.
https://bybit-exchange.github.io/docs/v5/ws/connect
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

import msgspec

from radist.errors import ExchangeError
from radist.exchanges import _bybit_payloads as payloads
from radist.exchanges._bybit_payloads import Uncommon
from radist.exchanges._heads import Carrier, HeadedConversation
from radist.exchanges._pulse import Pulse
from radist.exchanges.base import Outputs, Reconnect, Send, Stream
from radist.model import Subscription

_PING = 20_000_000
"""Microseconds between two pings: without them, the socket is cut after ten minutes."""
_PATIENCE = 10_000_000
_NAMED = re.compile(r"[A-Za-z]+\.[\w.-]+")
"""A topic in the words of a refusal."""
_THERE_ALREADY = "already subscribed"


class Request(NamedTuple):
    """What was asked for, and when."""

    time: int
    topics: tuple[str, ...]


class Venue(Carrier, Protocol):
    """What a conversation has to know of the market it talks to."""

    @property
    def batch(self) -> int:
        """How many topics one request may name."""


class BybitConversation(HeadedConversation[Venue]):
    """One socket, whose streams are called topics."""

    def __init__(self, venue: Venue) -> None:
        super().__init__(venue, b",")
        self._pending: dict[str, Request] = {}
        self._requests = 0
        self._answer = 0
        """When the latest answer to a request came."""
        self._pinged: int | None = None
        self._unanswered = False
        """Whether the ping has no answer yet."""

    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        new = self._hold(subscriptions)
        for topic in new:
            self._enter(topic)
        return self._request("subscribe", new, now)

    def unsubscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        topics = self._let_go(subscriptions)
        parting = [output for topic in topics for output in self._part(topic, now)]
        return (*parting, *self._request("unsubscribe", topics, now))

    def _is_asked(self, name: str) -> bool:
        return any(name in request.topics for request in self._pending.values())

    def _request(
        self, op: str, topics: list[str], now: int, most: int | None = None
    ) -> Iterator[Send]:
        size = most or self._venue.batch
        for start in range(0, len(topics), size):
            batch = tuple(topics[start : start + size])
            self._requests += 1
            name = str(self._requests)
            if op == "subscribe":
                self._pending[name] = Request(now, batch)
            yield Send(msgspec.json.encode({"req_id": name, "op": op, "args": batch}))

    def _stream(self, name: str) -> Stream:
        """The stream of this topic, which from now on is known by how its frames begin."""
        stream = self._venue.stream(name)
        pulse = self._pulses[name] = self._pulses.get(name) or Pulse(stream.received)
        self._by_head[b'{"topic":"%b"' % name.encode()] = pulse
        return stream

    def _uncommon(self, frame: bytes, now: int) -> Outputs:
        found = payloads.uncommon(frame)
        if found.topic:
            self._stream(found.topic)
            pulse = self._pulses[found.topic]
            pulse.frames += 1
            return pulse.receive(frame, now)
        self._others += 1
        return self._answered(found, now)

    def _answered(self, found: Uncommon, now: int) -> Outputs:
        if found.op in ("ping", "pong"):
            self._unanswered = False
            return ()
        if found.type == "COMMAND_RESP":
            return self._named(payloads.topics(found.data), now)
        if found.success is None:
            raise ExchangeError("neither an event nor an answer")
        if found.success:
            self._done(found.req_id, now)
            return ()
        return self._failed(found, now)

    def _done(self, request: str, now: int) -> tuple[str, ...]:
        """A request is answered; what it asked for."""
        if request not in self._pending:
            return ()
        self._answer = now
        return self._pending.pop(request).topics

    def _named(self, answer: payloads.Topics, now: int) -> Outputs:
        """An answer that names topics, and no request."""
        told = {*answer.successTopics, *answer.failTopics}
        for name, request in tuple(self._pending.items()):
            if not told.isdisjoint(request.topics):
                self._done(name, now)
        return self._refused(answer.failTopics, "the exchange has no such topic")

    def _failed(self, found: Uncommon, now: int) -> Outputs:
        """One bad topic spoils a request, and whether the others are on is not told: each is asked
        for alone, where `already subscribed` is as good as yes.
        """
        named = set(_NAMED.findall(found.ret_msg))
        asked = self._done(found.req_id or self._culprit(named), now)
        settled = named.intersection(asked or self._holders) or set(
            asked if len(asked) == 1 else ()
        )
        left = [topic for topic in asked if topic not in settled and topic in self._holders]
        again = tuple(self._request("subscribe", left, now, 1))
        if _THERE_ALREADY in found.ret_msg:
            return again
        return (*self._refused(sorted(settled), found.ret_msg), *again)

    def _culprit(self, named: set[str]) -> str:
        """Which request was refused, where the refusal does not say: one that asks for what it
        names, or else the oldest.
        """
        for name, request in self._pending.items():
            if not named.isdisjoint(request.topics):
                return name
        return "" if named & self._holders.keys() else next(iter(self._pending), "")

    def _refused(self, topics: Collection[str], reason: str) -> Outputs:
        refused = self._refuse(topics, reason)
        return (refused,) if refused.subscriptions else ()

    def tick(self, now: int) -> Outputs:
        # Many requests wait for their turn to be sent: while answers come, all is well.
        if any(now - max(made, self._answer) > _PATIENCE for made, _ in self._pending.values()):
            return (Reconnect("no answer to a request within 10 s", works=True),)
        if self._pinged is None:
            self._pinged = now
        if self._unanswered and now - self._pinged > _PATIENCE:
            return (Reconnect("no answer to a ping within 10 s"),)
        if now - self._pinged < _PING:
            return ()
        self._pinged, self._unanswered = now, True
        self._requests += 1
        return (Send(msgspec.json.encode({"req_id": str(self._requests), "op": "ping"})),)

    def shift(self, by: int) -> None:
        self._answer += by
        if self._pinged is not None:
            self._pinged += by
        for name, request in self._pending.items():
            self._pending[name] = request._replace(time=request.time + by)
