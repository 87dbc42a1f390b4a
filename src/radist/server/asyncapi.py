"""The protocol of the rooms for programs: AsyncAPI 3, made of the structs which frames are made of.

https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from fastapi import APIRouter, Response
from msgspec import Struct

from radist import codec, platform
from radist.hub import answers, protocol
from radist.server.upstream import Upstream
from radist.server.websocket import PATH

_SCHEMAS = "#/components/schemas/"
_MESSAGES = "#/components/messages/"
_BY_SSE = ("Subscribed", "Missed", "Heartbeat", "Bye")
"""Frames that event streams have, beside events."""
Json = dict[str, Any]


def document(version: str, host: str, ports: tuple[int, int]) -> Json:
    """The whole of it. `ports` are those of HTTP and of the rooms."""
    requests = [kind.__name__ for kind in protocol.REQUESTS]
    frames = [kind.__name__ for kind in answers.FRAMES]
    events = _events()
    messages: Json = {name: _message(name, {"$ref": _SCHEMAS + name}) for name in requests + frames}
    messages |= {name: _message(name, payload) for name, payload in events.items()}
    http, rooms = ports
    channels = {
        "rooms": _channel(PATH, "rooms", messages),
        "stream": _channel("/api/v1/sse", "streams", (*_BY_SSE, *events)),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Radist",
            "version": version,
            "description": f"The protocol {protocol.NAME}: rooms, positions and recovery.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "rooms": {"host": f"{host}:{rooms}", "protocol": "ws"},
            "streams": {"host": f"{host}:{http}", "protocol": "http"},
        },
        "channels": channels,
        "operations": {
            "ask": _operation("receive", "rooms", requests),
            "tell": _operation("send", "rooms", [*frames, *events]),
            "stream": _operation("send", "stream", [*_BY_SSE, *events]),
        },
        "components": {"messages": messages, "schemas": _schemas(events)},
    }


def described(upstream: Upstream, host: str) -> APIRouter:
    """Where the document is to be had."""
    router = APIRouter(tags=["Node"])

    @router.get("/asyncapi.json", summary="The protocol of the rooms, as AsyncAPI 3")
    async def protocol_for_programs() -> Response:
        content = codec.encode(document(upstream.version, host, upstream.ports))
        return Response(content, media_type="application/json")

    return router


def _contents() -> dict[type[Struct], str]:
    """What events are made of, with the `type` of each."""
    told = platform.KINDS | platform.PERSONAL
    return dict([*codec.KIND.items(), *((content, kind) for kind, content in told.items())])


def _events() -> Json:
    """What is in a frame, by class of event."""
    told = {"$ref": f"{_SCHEMAS}Told"}
    return {
        content.__name__: {
            "allOf": [
                told,
                {"properties": {"type": {"const": kind}, "data": _happened(content, kind)}},
            ]
        }
        for content, kind in _contents().items()
    }


def _happened(content: type[Struct], kind: str) -> Json:
    """The event itself: one of the platform has no `type` among the fields of its struct."""
    known = {"$ref": _SCHEMAS + content.__name__}
    if not issubclass(content, platform.Content):
        return known
    return {"allOf": [known, {"properties": {"type": {"const": kind}}, "required": ["type"]}]}


def _schemas(events: Json) -> Json:
    kinds = [*protocol.REQUESTS, *answers.FRAMES, answers.Told, *_contents()]
    _, schemas = msgspec.json.schema_components(kinds, ref_template=_SCHEMAS + "{name}")
    states = [_happened(content, kind) for content, kind in _contents().items()]
    schemas["Subscribed"]["properties"]["snapshot"] = {"anyOf": [*states, {"type": "null"}]}
    schemas["Batch"]["properties"]["events"]["items"] = {"anyOf": list(events.values())}
    for schema in schemas.values():
        _settle_tuples(schema)
    return schemas


def _settle_tuples(schema: Any) -> None:
    """Tuples as older JSON Schema has them too, which AsyncAPI is read as."""
    parts = schema.values() if isinstance(schema, dict) else schema
    for part in parts:
        if isinstance(part, dict | list):
            _settle_tuples(part)
    if isinstance(schema, dict) and "prefixItems" in schema:
        schema["items"] = {"anyOf": schema.pop("prefixItems")}


def _message(name: str, payload: Json) -> Json:
    return {"name": name, "contentType": "application/json", "payload": payload}


def _channel(address: str, server: str, messages: Iterable[str]) -> Json:
    return {
        "address": address,
        "servers": [{"$ref": f"#/servers/{server}"}],
        "messages": {name: {"$ref": _MESSAGES + name} for name in messages},
    }


def _operation(action: str, channel: str, messages: Iterable[str]) -> Json:
    """`send` and `receive` are the server's own."""
    place = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": place},
        "messages": [{"$ref": f"{place}/messages/{name}"} for name in messages],
    }
