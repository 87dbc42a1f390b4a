"""Binance's control frames: what one socket asked for, and the reply to each request."""

import json
import re
from collections.abc import Iterable

from radist.simulator.binance_streams import Stream
from radist.simulator.customs import Parse, Refused, Reply

_METHODS = ("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY")
_TEXT_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")
_INT64 = 2**63
TOO_MANY_STREAMS = 4


class Session:
    """One socket's subscriptions and its one property, `combined`."""

    def __init__(self, parse: Parse, *, combined: bool, limit: int) -> None:
        self._parse = parse
        self.combined = combined
        self._limit = limit
        self.streams: dict[str, Stream] = {}

    def open(self, names: Iterable[str]) -> list[Stream]:
        """Streams named in the URL; impossible ones are passed over in silence, as by the venue."""
        return self._add([stream for name in names if (stream := self._parse(name))])

    def answer(self, frame: str) -> Reply:
        """The reply to one text frame."""
        try:
            request = json.loads(frame)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            column = getattr(error, "colno", 1)
            text = f"Invalid JSON: expected value at line {line} column {column}"
            return Reply({"error": {"code": 3, "msg": text}})
        number = request.get("id") if isinstance(request, dict) else None
        try:
            method, params = _read(request)
            return self._do(method, params, number)
        except Refused as refused:
            error_body = {"code": refused.code, "msg": str(refused)}
            over = refused.code == TOO_MANY_STREAMS
            body = {"error": error_body, "id": number if _is_id(number) else None}
            return Reply(body, over=over)

    def _do(self, method: str, params: list[object], number: object) -> Reply:
        match method:
            case "SUBSCRIBE":
                added = self._add(self._wanted(params))
                return Reply({"result": None, "id": number}, added=added)
            case "UNSUBSCRIBE":
                named = self._wanted(params)
                gone = [self.streams.pop(s.name) for s in named if s.name in self.streams]
                return Reply({"result": None, "id": number}, removed=gone)
            case "LIST_SUBSCRIPTIONS":
                return Reply({"result": list(self.streams), "id": number})
            case "SET_PROPERTY":
                self._set(params)
                return Reply({"result": None, "id": number})
        _property(params, 1)
        return Reply({"result": self.combined, "id": number})

    def _add(self, streams: list[Stream]) -> list[Stream]:
        new = {stream.name: stream for stream in streams if stream.name not in self.streams}
        if self._limit and len(self.streams) + len(new) > self._limit:
            raise Refused(TOO_MANY_STREAMS, "Too many subscriptions")
        self.streams.update(new)
        return list(new.values())

    def _wanted(self, params: list[object]) -> list[Stream]:
        found = []
        for name in params:
            if not isinstance(name, str):
                raise Refused(2, "Invalid request: invalid type, expected a string")
            stream = self._parse(name)
            if stream is None:
                raise Refused(2, "Invalid request: invalid stream")
            found.append(stream)
        return found

    def _set(self, params: list[object]) -> None:
        _property(params, 2)
        value = params[1] if len(params) > 1 else None
        if not isinstance(value, bool):
            raise Refused(1, "Invalid value type: expected Boolean")
        self.combined = value


def _read(request: object) -> tuple[str, list[object]]:
    if not isinstance(request, dict):
        raise Refused(2, "Invalid request: expected a JSON object")
    if not _is_id(request.get("id")):
        raise Refused(2, "Invalid request: request ID must be an unsigned integer")
    if "method" not in request:
        raise Refused(2, "Invalid request: missing field `method`")
    method = request["method"]
    if method not in _METHODS:
        known = ", ".join(f"`{name}`" for name in _METHODS)
        raise Refused(2, f"Invalid request: unknown variant `{method}`, expected one of {known}")
    params = request.get("params", [])
    if not isinstance(params, list):
        raise Refused(2, "Invalid request: invalid type, expected a sequence of parameters")
    return method, params


def _is_id(number: object) -> bool:
    if isinstance(number, str):
        return bool(_TEXT_ID.fullmatch(number))
    if isinstance(number, int) and not isinstance(number, bool):
        return -_INT64 <= number < _INT64
    return number is None


def _property(params: list[object], most: int) -> None:
    if len(params) > most:
        raise Refused(2, "Invalid request: too many parameters")
    if not params or not isinstance(params[0], str):
        raise Refused(2, "Invalid request: property name must be a string")
    if params[0] != "combined":
        raise Refused(0, "Unknown property")
