"""The three ways of the Binance family to ask for streams: by message, or in the socket's address.

`subscribe` dials one address and asks by SUBSCRIBE. `combined` names the streams in the address,
and asks for later ones by SUBSCRIBE. `raw` names the one stream that the socket has.
https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
"""

from collections.abc import Iterable
from typing import Literal
from urllib.parse import quote, unquote

from radist.exchanges._binance import BinanceConversation, Venue
from radist.exchanges.base import Outputs, Reconnect
from radist.model import Subscription

Framing = Literal["subscribe", "combined", "raw"]

_LONGEST = 8000
"""Characters of an address; longer ones are refused by some servers on the way."""
_COMBINED = "?streams="
_RAW = "/ws/"
_PLAIN = "@!:"
"""What need not be escaped. A plus sign, as in `@+08:00`, may be read as a blank."""
_ANSWERS = (b'{"result"', b'{"id"', b'{"error"', b'{"code"')
_HEAD = 64
"""Bytes in which a frame says what kind it is."""


def address(framing: Framing, base: str, names: Iterable[str]) -> str:
    """The address that names as many streams as may be named there; `base` ends in `/stream`."""
    escaped = [quote(name, safe=_PLAIN) for name in names]
    if framing == "subscribe" or not escaped:
        return base
    if framing == "raw":
        return base.removesuffix("/stream") + _RAW + escaped[0]
    room = _LONGEST - len(base) - len(_COMBINED)
    fitting = []
    for name in escaped:
        room -= len(name) + 1
        if room < 0:
            break
        fitting.append(name)
    return base + _COMBINED + "/".join(fitting)


def named(url: str) -> list[str]:
    """The streams that an address names."""
    for mark in (_COMBINED, _RAW):
        _, found, names = url.partition(mark)
        if found:
            return [unquote(name) for name in names.split("/")]
    return []


class CombinedConversation(BinanceConversation):
    """A socket whose address names streams."""

    def __init__(self, venue: Venue) -> None:
        super().__init__(venue)
        self._there: set[str] = set()
        """Streams that the address has asked for, until the first wishes are told."""

    def dialled(self, url: str) -> None:
        self._there = set(named(url))
        for name in self._there:
            self._stream(name)
            self._enter(name)

    def _begin(self, name: str) -> bool:
        return name not in self._there and super()._begin(name)

    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        wanted = tuple(super().subscribe(subscriptions, now))
        idle, self._there = self._there - self._holders.keys(), set()
        parting = [output for name in sorted(idle) for output in self._part(name, now)]
        return (*parting, *self._request("UNSUBSCRIBE", sorted(idle), now), *wanted)


class RawConversation(CombinedConversation):
    """A socket of one stream, whose payloads come without its name. Some kinds of payloads look
    alike: only the address tells what they are.
    """

    def __init__(self, venue: Venue) -> None:
        super().__init__(venue)
        self._envelope = b""

    def dialled(self, url: str) -> None:
        super().dialled(url)
        for name in self._there:
            self._envelope = b'{"stream":"%b","data":' % name.encode()

    def subscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        other = tuple(super().subscribe(subscriptions, now))
        return (Reconnect("another stream needs another address"),) if other else ()

    def unsubscribe(self, subscriptions: Iterable[Subscription], now: int) -> Outputs:
        super().unsubscribe(subscriptions, now)  # what it would ask for is left unsaid
        return ()

    def received(self, frame: bytes, now: int) -> Outputs:
        if frame.startswith(_ANSWERS) or b"serverShutdown" in frame[:_HEAD]:
            return super().received(frame, now)
        return super().received(self._envelope + frame + b"}", now)
