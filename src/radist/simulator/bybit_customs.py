"""How Bybit talks to its clients: answers of two kinds, REST that says 200 for errors too."""

import json
from collections.abc import Iterable, Mapping, Sequence

from radist.simulator.binance_streams import Stream
from radist.simulator.customs import Customs, Denial, Listed, Parse, Refusal, Reply
from radist.simulator.limits import Clock, Limits, Manners

BAD = 10001
"""The venue's number for parameters that make no sense."""
MOST_CHARACTERS = 21_000
"""Of all topics of a socket together."""
MOST_TOPICS = 10
"""In one request, on spot."""
_TOO_OFTEN = frozenset({418, 429})


class Session:
    """One socket's topics."""

    combined = False

    def __init__(self, parse: Parse, listed: Listed, category: str, clock: Clock) -> None:
        self._parse = parse
        self._listed = listed
        self._category = category
        self._clock = clock
        self.streams: dict[str, Stream] = {}

    def open(self, names: Iterable[str]) -> Sequence[Stream]:
        """No topic is ever named in the URL."""
        return ()

    def answer(self, frame: str) -> Reply:
        """The reply to one text frame."""
        try:
            request = json.loads(frame)
        except (ValueError, RecursionError):
            request = None
        if not isinstance(request, dict):
            return self._failure("", "", "Params Error")
        name, op, topics = request.get("req_id"), request.get("op"), request.get("args", [])
        name = name if isinstance(name, str) else ""
        if op == "ping":
            return Reply(self._pong(name))
        if op not in ("subscribe", "unsubscribe"):
            return self._failure(name, str(op), "error:request op not found")
        if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
            return self._failure(name, op, "Params Error")
        return self._subscribe(name, topics) if op == "subscribe" else self._leave(name, topics)

    def _pong(self, name: str) -> dict[str, object]:
        if self._category == "option":
            return {"args": [str(self._clock() // 1_000)], "op": "pong"}
        return self._answered(name, "ping", "pong")

    def _answered(self, name: str, op: str, text: str) -> dict[str, object]:
        named = {"req_id": name} if name else {}
        return {"success": True, "ret_msg": text, "conn_id": f"sim-{id(self):x}", **named, "op": op}

    def _failure(self, name: str, op: str, text: str, *, over: bool = False) -> Reply:
        return Reply(self._answered(name, op, text) | {"success": False}, over=over)

    def _subscribe(self, name: str, topics: list[str]) -> Reply:
        if self._category == "spot" and len(topics) > MOST_TOPICS:
            return self._failure(name, "subscribe", f"args size >{MOST_TOPICS}", over=True)
        if sum(map(len, {*self.streams, *topics})) > MOST_CHARACTERS:
            return self._failure(name, "subscribe", "args length exceeds the limit", over=True)
        if self._category == "option":
            return self._subscribe_each(topics)
        if complaint := self._complaint(topics):
            # The venue leaves the request's name out where it knows no symbol.
            known = "" if complaint.startswith("Invalid symbol") else name
            return self._failure(known, "subscribe", complaint)
        added = self._add(topics)
        text = "subscribe" if self._category == "spot" else ""
        return Reply(self._answered(name, "subscribe", text), added=added, late=True)

    def _subscribe_each(self, topics: list[str]) -> Reply:
        """On the path of options, those that are known are on, whatever the others."""
        bad = [topic for topic in topics if self._complaint([topic])]
        good = [topic for topic in topics if topic not in bad]
        answer = {"failTopics": bad, "successTopics": good}
        body = {"success": True, "conn_id": f"sim-{id(self):x}", "data": answer}
        return Reply(body | {"type": "COMMAND_RESP"}, added=self._add(good), late=True)

    def _complaint(self, topics: list[str]) -> str:
        """What is wrong with a request; empty where nothing is."""
        for topic in topics:
            stream = self._parse(topic)
            if stream is None:
                return f"error:handler not found,topic:{topic}"
            if stream.symbol not in self._listed():
                return f"Invalid symbol :[{topic}]"
            if topic in self.streams:
                return f"error:already subscribed,topic:{topic}"
        return ""

    def _add(self, topics: list[str]) -> list[Stream]:
        found = {topic: stream for topic in topics if (stream := self._parse(topic))}
        self.streams.update(found)
        return list(found.values())

    def _leave(self, name: str, topics: list[str]) -> Reply:
        gone = [self.streams.pop(topic) for topic in topics if topic in self.streams]
        return Reply(self._answered(name, "unsubscribe", ""), removed=gone)


class Query:
    """The parameters of one request, read with the venue's own complaints."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self._raw = raw

    def get(self, name: str) -> str:
        """A parameter, empty where it is not there."""
        return self._raw.get(name, "")

    def text(self, name: str) -> str:
        """A parameter that must be there."""
        if not (text := self.get(name)):
            raise Refusal(BAD, f"params error: {name} is required")
        return text

    def number(self, name: str) -> int | None:
        text = self.get(name)
        if not text:
            return None
        if not text.isdecimal():
            raise Refusal(BAD, f"params error: {name} is invalid")
        return int(text)

    def limit(self, default: int, most: int) -> int:
        return min(most, self.number("limit") or default)


def _deny(refusal: Refusal, now: int) -> Denial:
    if refusal.status in _TOO_OFTEN:
        return 403, {"retCode": 10006, "retMsg": "access too frequent, please try again later"}
    body = {"retCode": refusal.code, "retMsg": str(refusal), "result": {}, "retExtInfo": {}}
    status = refusal.status if refusal.code != BAD else 200
    return status, body | {"time": now // 1_000}


def customs(category: str) -> Customs:
    """Those of one category, which has a path of its own."""

    def session(parse: Parse, listed: Listed, path: str, manners: Manners) -> Session:
        return Session(parse, listed, category, manners.clock)

    return Customs(
        paths=(f"/v5/public/{category}",),
        session=session,
        query=lambda raw, unit: Query(raw),
        deny=_deny,
    )


def manners() -> Manners:
    """What is expected of clients: to ping, and to keep to the limits of an address."""
    limits = Limits(
        messages_per_second=0,
        streams_per_socket=0,
        connections=500,
        weight_per_minute=600,
        weight_window=5,
        refusals_before_ban=0,
        ban=600,
    )
    return Manners(limits, ping_every=30.0, pong_within=600.0, pings=False)
