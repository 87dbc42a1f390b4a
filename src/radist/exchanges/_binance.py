"""How the Binance family converses: SUBSCRIBE in batches, answers by id, frames to their streams.

https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec
from msgspec import Struct

from radist.errors import ExchangeError
from radist.exchanges._heads import Carrier, HeadedConversation
from radist.exchanges._pulse import Pulse
from radist.exchanges.base import (
    Fetch,
    Outputs,
    Reconnect,
    Send,
    Stream,
)
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
    i: str = ""
    ps: str = ""
    ct: str = ""
    k: "BareKline | None" = None
    o: "BareOrder | float | str | None" = None


class BareKline(Struct, gc=False):
    """The interval of a kline."""

    i: str


class BareOrder(Struct, gc=False):
    """The symbol of a forced order."""

    s: str = ""


class Venue(Carrier, Protocol):
    """What a conversation has to know of the market it talks to."""

    suspects: dict[str, int]
    """Streams that were in a refused batch, and of how many the next batch with them may be."""

    def ask(self, subscription: Subscription) -> Fetch | None:
        """How to get what no stream carries; None where one does."""

    @property
    def poll_interval(self) -> int:
        """Microseconds between two questions."""


_uncommon = msgspec.json.Decoder(Uncommon, strict=False).decode
_uncommon_list = msgspec.json.Decoder(list[Uncommon], strict=False).decode
_BATCH = 100
_AT_ONCE = 10
"""Questions that are asked in one second."""
_PATIENCE = 10_000_000
_UNASKED: tuple[int, tuple[str, ...]] = (0, ())
_REFUSED_NAME = 2
_UNRELIABLE_AFTER = frozenset({2, 3})
"""Error codes after which the server may stop answering on this socket."""


class BinanceConversation(HeadedConversation[Venue]):
    """One socket whose streams are asked for by message."""

    def __init__(self, venue: Venue) -> None:
        super().__init__(venue, b",")
        self._due: dict[Subscription, int] = {}
        """What has no stream, and when to ask for it."""
        self._pending: dict[int, tuple[int, tuple[str, ...]]] = {}
        self._requests = 0
        self._answer = 0
        """When the latest answer to a request came."""

    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        wanted = sorted(subscriptions)
        streamless = {subscription for subscription in wanted if self._venue.ask(subscription)}
        self._due |= {subscription: now for subscription in wanted if subscription in streamless}
        new = self._hold(subscription for subscription in wanted if subscription not in streamless)
        return self._request("SUBSCRIBE", [name for name in new if self._begin(name)], now)

    def _begin(self, name: str) -> bool:
        """A stream begins on this socket; whether it has to be asked for."""
        self._enter(name)
        return True

    def _is_asked(self, name: str) -> bool:
        return any(name in names for _, names in self._pending.values())

    def unsubscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        gone = tuple(subscriptions)
        for subscription in gone:
            self._due.pop(subscription, None)
        names = self._let_go(gone)
        parting = [output for name in names for output in self._part(name, now)]
        return (*parting, *self._request("UNSUBSCRIBE", names, now))

    def _request(self, method: str, names: Iterable[str], now: int) -> Iterator[Send]:
        for batch in _batches(names, self._venue.suspects):
            self._requests += 1
            self._pending[self._requests] = (now, batch)
            content = {"method": method, "params": batch, "id": self._requests}
            yield Send(msgspec.json.encode(content))

    def _stream(self, name: str) -> Stream:
        """The stream of this name, which from now on is known by how its frames begin."""
        stream = self._venue.stream(name)
        pulse = self._pulses[name] = self._pulses.get(name) or Pulse(stream.received)
        self._by_head[b'{"stream":"%b"' % name.encode()] = pulse
        return stream

    def _uncommon(self, frame: bytes, now: int) -> Outputs:
        self._others += 1
        if frame[:1] == b"[":
            return self._bare(_bare_list(_uncommon_list(frame)), frame, now)
        found = _uncommon(frame)
        if "serverShutdown" in (found.e, found.stream.lstrip("!")):
            return (Reconnect("the exchange announced a shutdown", works=True),)
        if found.stream:
            self._stream(found.stream)
            return self._heard(found.stream, frame, now)
        if found.e or found.s:
            return self._bare(_bare_stream(found), frame, now)
        return self._answered(found, now)

    def _heard(self, name: str, frame: bytes, now: int) -> Outputs:
        pulse = self._pulses[name]
        pulse.frames += 1
        self._others -= 1
        return pulse.receive(frame, now)

    def _bare(self, name: str, frame: bytes, now: int) -> Outputs:
        """A payload without envelope, as single-stream URLs send it: put it into the one that its
        content names.
        """
        wrapped = b'{"stream":"%b","data":%b}' % (name.encode(), frame)
        self._stream(name)
        return self._heard(name, wrapped, now)

    def _answered(self, found: Uncommon, now: int) -> Outputs:
        if found.id in self._pending:
            self._answer = now
        names = self._pending.pop(found.id, _UNASKED)[1] if isinstance(found.id, int) else ()
        refusal = found.error or (None if found.code is None else Refusal(found.code, found.msg))
        if refusal is None and found.id is None:
            raise ExchangeError("neither an event nor an answer")
        if refusal is None:
            for name in names:
                self._venue.suspects.pop(name, None)
            return ()
        return self._refused(names, refusal, now)

    def _refused(self, names: tuple[str, ...], refusal: Refusal, now: int) -> Outputs:
        if refusal.code == _REFUSED_NAME and len(names) > 1:
            # One bad name spoils a batch: ask for the halves. Should the server have stopped
            # listening, the next socket goes on from here.
            self._venue.suspects |= dict.fromkeys(names, (len(names) + 1) // 2)
            wanted = [name for name in names if name in self._holders]
            return tuple(self._request("SUBSCRIBE", wanted, now))
        for name in names:
            self._venue.suspects.pop(name, None)
        reason = f"error {refusal.code}: {refusal.msg}"
        refused = self._refuse(names, reason)
        spoiled = refusal.code in _UNRELIABLE_AFTER and not names
        return (refused, Reconnect(reason, works=True)) if spoiled else (refused,)

    def tick(self, now: int) -> Outputs:
        # Many requests wait for their turn to be sent: while answers come, all is well.
        if any(now - max(made, self._answer) > _PATIENCE for made, _ in self._pending.values()):
            return (Reconnect("no answer to a request within 10 s", works=True),)
        return self._asked(now)

    def shift(self, by: int) -> None:
        self._answer += by
        self._due = {subscription: due + by for subscription, due in self._due.items()}
        for number, (made, batch) in self._pending.items():
            self._pending[number] = made + by, batch

    def _asked(self, now: int) -> Iterator[Fetch]:
        due = [subscription for subscription, time in self._due.items() if time <= now]
        for subscription in due[:_AT_ONCE]:
            # To the end of the line, so that all have their turn.
            del self._due[subscription]
            self._due[subscription] = now + self._venue.poll_interval
            if fetch := self._venue.ask(subscription):
                yield fetch


def _batches(names: Iterable[str], suspects: dict[str, int]) -> Iterator[tuple[str, ...]]:
    """As many at once as is usual; of names that were refused together, fewer."""
    sizes: dict[int, list[str]] = {}
    for name in names:
        sizes.setdefault(suspects.get(name, _BATCH), []).append(name)
    for size, group in sizes.items():
        for start in range(0, len(group), size):
            yield tuple(group[start : start + size])


_BARE = {
    "trade": "trade",
    "aggTrade": "aggTrade",
    "blockTrade": "blockTrade",
    "24hrTicker": "ticker",
    "24hrMiniTicker": "miniTicker",
    "1hTicker": "ticker_1h",
    "4hTicker": "ticker_4h",
    "1dTicker": "ticker_1d",
    "bookTicker": "bookTicker",
    "": "bookTicker",
    "depthUpdate": "depth",
    "avgPrice": "avgPrice",
    "referencePrice": "referencePrice",
    "markPriceUpdate": "markPrice",
    "indexPriceUpdate": "indexPrice",
    "compositeIndex": "compositeIndex",
    "assetIndexUpdate": "assetIndex",
    "forceOrder": "forceOrder",
}
"""Kinds of events whose streams' names need no more than the symbol."""
_BARE_KLINES = {
    "kline": "kline",
    "indexPrice_kline": "indexPriceKline",
    "markPrice_kline": "markPriceKline",
}
_BARE_UNIQUE = {
    "contractInfo": "!contractInfo",
    "optionSymbol": "!optionSymbol",
    "EquityUpdate": "tradingSession",
    "CommodityUpdate": "tradingSession",
}
_BARE_LISTS = {
    "24hrTicker": "!ticker@arr",
    "24hrMiniTicker": "!miniTicker@arr",
    "1hTicker": "!ticker_1h@arr",
    "4hTicker": "!ticker_4h@arr",
    "1dTicker": "!ticker_1d@arr",
    "markPriceUpdate": "!markPrice@arr",
    "assetIndexUpdate": "!assetIndex@arr",
    "indexPrice": "!index@arr",
}


def _bare_stream(payload: Uncommon) -> str:
    """The stream that a payload without its name must be of."""
    if payload.e in _BARE_UNIQUE:
        return _BARE_UNIQUE[payload.e]
    if payload.k and payload.e == "continuous_kline":
        return f"{payload.ps}_{payload.ct}".lower() + f"@continuousKline_{payload.k.i}"
    symbol = payload.s or payload.ps or payload.i
    if isinstance(payload.o, BareOrder):
        symbol = payload.o.s
    if payload.k and payload.e in _BARE_KLINES:
        return f"{symbol.lower()}@{_BARE_KLINES[payload.e]}_{payload.k.i}"
    if payload.e not in _BARE or not symbol:
        raise ExchangeError(f"unknown kind of event {payload.e!r}")
    return f"{symbol.lower()}@{_BARE[payload.e]}"


def _bare_list(payloads: list[Uncommon]) -> str:
    kind = payloads[0].e if payloads else ""
    if kind not in _BARE_LISTS:
        raise ExchangeError(f"unknown kind of events {kind!r}")
    return _BARE_LISTS[kind]
