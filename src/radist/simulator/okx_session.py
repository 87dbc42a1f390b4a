"""OKX's requests: what one socket asked for, and the answers, one to each argument."""

import json
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

import msgspec

from radist.simulator.binance_streams import Stream
from radist.simulator.candles import HOUR
from radist.simulator.customs import Listed, Parse, Refused, Reply
from radist.simulator.limits import Manners, Rolling
from radist.simulator.okx_streams import KEYS, LOGIN

REQUESTS_PER_HOUR = 480
_LARGEST = 64 * 1024
_PONG = msgspec.Raw(b"pong")
_OPS = ("subscribe", "unsubscribe")
_numbers = count(0x4880AA85)


class Session:
    """One socket's subscriptions."""

    def __init__(self, parse: Parse, listed: Listed, road: str, manners: Manners) -> None:
        """`road` is the class of streams that its path has."""
        self.combined = False
        self.streams: dict[str, Stream] = {}
        self._parse = parse
        self._listed = listed
        self._road = road
        self._clock = manners.clock
        self._requests = Rolling(REQUESTS_PER_HOUR, HOUR)
        self._number = f"{next(_numbers):08x}"

    def open(self, names: Iterable[str]) -> Sequence[Stream]:
        """No address names a stream here."""
        return ()

    def answer(self, frame: str) -> Reply:
        """The reply to one text frame."""
        if frame == "ping":
            return Reply(_PONG)
        number: object = None
        try:
            request = _read(frame)
            number = request.get("id")
            return self._do(request, number)
        except Refused as refused:
            over = refused.code in (60014, 60012) and "too" in str(refused)
            return Reply(self._error(refused, number), over=over)

    def _do(self, request: dict[str, Any], number: object) -> Reply:
        op, arguments = request.get("op"), request.get("args")
        if op in (*_OPS, "login") and not self._requests.hit(self._clock()):
            raise Refused(60014, "Requests too frequent.")
        if op == "login":
            raise Refused(60009, "Login failed.")
        if op not in _OPS:
            raise Refused(60019, f"Invalid op: {op}")
        if not isinstance(arguments, list) or not arguments:
            raise Refused(60013, "Invalid args")
        frames, added, removed = [], [], []
        for argument in arguments:
            try:
                stream = self._wanted(argument)
            except Refused as refused:
                frames.append(self._error(refused, number))
                continue
            frames.append(self._told(op, argument, number))
            if op == "subscribe" and stream.name not in self.streams:
                self.streams[stream.name] = stream
                added.append(stream)
            elif op == "unsubscribe" and self.streams.pop(stream.name, None):
                removed.append(stream)
        return Reply(frames[0], added, removed, more=frames[1:])

    def _wanted(self, argument: object) -> Stream:
        """The stream that an argument names. Raises Refused."""
        if not isinstance(argument, dict) or not isinstance(argument.get("channel"), str):
            raise Refused(60012, f"Invalid request: {json.dumps(argument)}")
        channel = argument["channel"]
        if channel in LOGIN:
            raise Refused(60011, "Please log in")
        key = KEYS.get(channel, "instId")
        of = argument.get(key)
        stream = self._parse(f"{channel}:{of}") if isinstance(of, str) else None
        if stream is None or stream.road != self._road or not self._is_listed(key, stream):
            raise Refused(60018, f"Wrong URL or channel:{channel},{key}:{of} doesn't exist. {_SEE}")
        return stream

    def _is_listed(self, key: str, stream: Stream) -> bool:
        """Whether there is such an instrument, or such an index."""
        name, listed = stream.symbol, self._listed()
        index = stream.kind.startswith("index") and f"{name.partition('-')[0]}-USDT" in listed
        return key != "instId" or index or name in listed

    def _told(self, op: str, argument: object, number: object) -> dict[str, object]:
        told: dict[str, object] = {"event": op, "arg": argument, "connId": self._number}
        return told if number is None else {"id": number, **told}

    def _error(self, refused: Refused, number: object) -> dict[str, object]:
        error: dict[str, object] = {
            "event": "error",
            "msg": str(refused),
            "code": str(refused.code),
        }
        if refused.code == 60011:  # the venue tells nothing else then
            return error
        error["connId"] = self._number
        return error if number is None else {"id": number, **error}


_SEE = "Please use the correct URL, channel and parameters referring to API document."


def _read(frame: str) -> dict[str, Any]:
    if len(frame) > _LARGEST:
        raise Refused(60012, "Invalid request: too large")
    try:
        request = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise Refused(60012, f"Invalid request: {frame[:100]}") from error
    if not isinstance(request, dict):
        raise Refused(60012, f"Invalid request: {frame[:100]}")
    return request
