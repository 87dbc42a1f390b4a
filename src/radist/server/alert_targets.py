"""Where people are told of their alerts: `/api/v1/alerts/targets`."""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from radist import codec
from radist.server.access import owner_of
from radist.server.gate import visitor_of
from radist.server.upstream import Upstream

_Name = Annotated[str, Path(max_length=64)]


class Webhook(BaseModel):
    """A target of one's own; others are the operator's, in the configuration."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"name": "my-hook", "kind": "webhook", "url": "https://example.org/radist"}
        },
    )

    name: Annotated[str, Field(min_length=1, max_length=64)]
    kind: Literal["webhook"] = "webhook"
    url: Annotated[str, Field(min_length=1, max_length=2000)]


class AlertTargets:
    """Each user's own, those of the operator, and the browser."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.router = APIRouter(prefix="/api/v1/alerts/targets", tags=["Alerts"])
        for method, path, endpoint, summary in (
            ("GET", "", self.all, "Where a user can be told"),
            ("POST", "", self.add, "Be told somewhere else too"),
            ("DELETE", "/{name}", self.remove, "Be told there no more"),
            ("POST", "/{name}/test", self.test, "Tell a target that it is a test"),
        ):
            code = 201 if (method, path) == ("POST", "") else 200
            self.router.add_api_route(
                path, endpoint, methods=[method], summary=summary, status_code=code
            )

    async def all(self, request: Request) -> Response:
        """`kinds` are those that there are at all."""
        targeting = self._upstream.alerts.targeting
        found = await targeting.all(_owner(request))
        return _json({"targets": found, "kinds": targeting.kinds()})

    async def add(self, request: Request, wanted: Webhook) -> Response:
        """The `secret`, by which what it gets is signed, is shown this once."""
        made = await self._upstream.alerts.targeting.add(_owner(request), wanted.name, wanted.url)
        return _json(msgspec.to_builtins(made[0]) | {"secret": made[1]}, 201)

    async def remove(self, request: Request, name: _Name) -> Response:
        """What it was still to be told it will not be."""
        await self._upstream.alerts.targeting.remove(_owner(request), name)
        return _json({"id": name, "deleted": True})

    async def test(self, request: Request, name: _Name) -> Response:
        """Waits up to 5 s for the first attempt."""
        found = await self._upstream.alerts.test_target(_owner(request), name)
        return _json({"trigger": found.told()})


def _owner(request: Request) -> str:
    return owner_of(visitor_of(request.scope))


def _json(content: dict[str, Any], code: int = 200) -> Response:
    return Response(codec.encode(content), code, media_type="application/json")
