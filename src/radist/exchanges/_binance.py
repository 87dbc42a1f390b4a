"""How the Binance family converses: SUBSCRIBE in batches, answers by id, frames to their streams.

https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Struct

from radist.errors import ExchangeError
from radist.exchanges.base import Conversation, Outputs, Reconnect, Refused, Send, Stream
from radist.model import Subscription


class Refusal(Struct, gc=False):
    """`{"code": 2, "msg": "Invalid request: …"}`."""

    code: int
    msg: str = ""


class Uncommon(Struct, gc=False):
    """A frame of no known stream: an answer, a notice, or a payload without its envelope.

    Refusals are nested in `error` on the wire, and flat in the exchange's documents.
    """

    stream: str = ""
    e: str = ""
    id: int | str | None = None
    error: Refusal | None = None
    code: int | None = None
    msg: str = ""
    s: str = ""
    k: "BareKline | None" = None


class BareKline(Struct, gc=False):
    """The interval of a kline."""

    i: str


_uncommon = msgspec.json.Decoder(Uncommon).decode
_BATCH = 100
_PATIENCE = 10_000_000
_UNASKED: tuple[int, tuple[Subscription, ...]] = (0, ())
_UNRELIABLE_AFTER = frozenset({2, 3})
"""Error codes after which the server may stop answering on this socket."""


class BinanceConversation(Conversation):
    """One combined socket."""

    def __init__(
        self,
        find: Callable[[str], Stream],
        name: Callable[[Subscription], str],
    ) -> None:
        self._by_head: dict[bytes, Callable[[bytes, int], Outputs]] = {}
        """What takes the frames of a stream, by how they begin, up to the first comma."""
        self._find = find
        self._name = name
        self._pending: dict[int, tuple[int, tuple[Subscription, ...]]] = {}
        self._requests = 0

    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        wanted = tuple(subscriptions)
        for subscription in wanted:
            self._stream(self._name(subscription)).interrupt()
        return self._request("SUBSCRIBE", wanted, now)

    def unsubscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        return self._request("UNSUBSCRIBE", subscriptions, now)

    def _request(
        self, method: str, subscriptions: Iterable[Subscription], now: int
    ) -> Iterator[Send]:
        wanted = sorted(subscriptions)
        for start in range(0, len(wanted), _BATCH):
            batch = tuple(wanted[start : start + _BATCH])
            self._requests += 1
            self._pending[self._requests] = (now, batch)
            params = [self._name(subscription) for subscription in batch]
            yield Send(
                msgspec.json.encode({"method": method, "params": params, "id": self._requests})
            )

    def received(self, frame: bytes, now: int) -> Outputs:
        # `{"stream":"<name>",…`: of the ways to tell a stream this is the fastest, 100 ns less than
        # taking the name out. What begins otherwise is looked at closely.
        try:
            receive = self._by_head[frame.partition(b",")[0]]
        except KeyError:
            receive = self._uncommon
        try:
            return receive(frame, now)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ExchangeError(
                f"not a frame that we understand ({error}): {frame[:200]!r}"
            ) from error

    def _stream(self, name: str) -> Stream:
        """The stream of this name, which from now on is known by how its frames begin."""
        stream = self._find(name)
        self._by_head[b'{"stream":"%b"' % name.encode()] = stream.received
        return stream

    def _uncommon(self, frame: bytes, now: int) -> Outputs:
        found = _uncommon(frame)
        if "serverShutdown" in (found.e, found.stream.lstrip("!")):
            return (Reconnect("the exchange announced a shutdown"),)
        if found.stream:
            return self._stream(found.stream).received(frame, now)
        if found.s:
            # A payload without envelope, as single-stream URLs send it: put it into the one that
            # its content names.
            name = _bare_stream(found)
            return self._find(name).received(
                b'{"stream":"%b","data":%b}' % (name.encode(), frame), now
            )
        return self._answered(found)

    def _answered(self, found: Uncommon) -> Outputs:
        subscriptions = (
            self._pending.pop(found.id, _UNASKED)[1] if isinstance(found.id, int) else ()
        )
        refusal = found.error or (None if found.code is None else Refusal(found.code, found.msg))
        if refusal is None and found.id is None:
            raise ExchangeError("neither an event nor an answer")
        if refusal is None:
            return ()
        reason = f"error {refusal.code}: {refusal.msg}"
        refused = (Refused(subscriptions, reason),)
        return (*refused, Reconnect(reason)) if refusal.code in _UNRELIABLE_AFTER else refused

    def tick(self, now: int) -> Outputs:
        if any(now - sent > _PATIENCE for sent, _ in self._pending.values()):
            return (Reconnect("no answer to a request within 10 s"),)
        return ()


_BARE = {
    "trade": "trade",
    "aggTrade": "aggTrade",
    "24hrTicker": "ticker",
    "24hrMiniTicker": "miniTicker",
    "bookTicker": "bookTicker",
    "": "bookTicker",
    "depthUpdate": "depth",
}
"""Kinds of events whose names need no more than the symbol."""


def _bare_stream(payload: Uncommon) -> str:
    kind = f"kline_{payload.k.i}" if payload.e == "kline" and payload.k else _BARE.get(payload.e)
    if kind is None:
        raise ExchangeError(f"unknown kind of event {payload.e!r}")
    return f"{payload.s.lower()}@{kind}"
