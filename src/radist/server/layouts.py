"""Layouts of pages: `/api/v1/layouts`."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from msgspec import Raw
from pydantic import BaseModel, ConfigDict, Field

from radist import codec, layouts
from radist.layouts import Changed, Layout
from radist.server.access import owner_of
from radist.server.gate import visitor_of
from radist.server.upstream import Upstream

_Id = Annotated[str, Path(max_length=64)]
_Version = Annotated[int, Field(ge=1, le=2**53)]


class Arrangement(BaseModel):
    """A name, and whatever the page needs to know."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"name": "Majors", "content": {"tiles": []}}},
    )

    name: str
    content: dict[str, Any]


class Revision(Arrangement):
    """The same in place of the version that was read."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "Majors", "content": {}, "version": 1}}
    )

    version: _Version


class Layouts:
    """Each user's own; on a node without a key those of whoever may command it."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.router = APIRouter(prefix="/api/v1/layouts", tags=["Page"])
        for method, path, endpoint, summary in (
            ("GET", "", self.all, "What a user has arranged"),
            ("POST", "", self.add, "Keep an arrangement"),
            ("GET", "/{layout}", self.get, "An arrangement"),
            ("PUT", "/{layout}", self.replace, "Change an arrangement"),
            ("DELETE", "/{layout}", self.remove, "Forget an arrangement"),
        ):
            self.router.add_api_route(path, endpoint, methods=[method], summary=summary)

    async def all(self, request: Request) -> Response:
        """Without their content, in the order of their making."""
        owner = _owner(request)
        found = await asyncio.to_thread(lambda: self._upstream.store.layouts.all(owner))
        listed = [_told(layout) for layout in found]
        return _json({"layouts": listed, "count": len(listed), "most": layouts.MOST})

    async def add(self, request: Request, wanted: Arrangement) -> Response:
        """It has an id, and version 1."""
        name, content = layouts.checked_name(wanted.name), layouts.encoded(wanted.content)
        now, owner = self._upstream.now(), _owner(request)
        store = self._upstream.store
        made = await asyncio.to_thread(lambda: store.layouts.add(owner, name, content, now))
        return _whole(made)

    async def get(self, request: Request, layout: _Id) -> Response:
        """With its content."""
        owner, store = _owner(request), self._upstream.store
        return _whole(await asyncio.to_thread(lambda: store.layouts.get(owner, layout)))

    async def replace(self, request: Request, layout: _Id, wanted: Revision) -> Response:
        """409 with the present one, if it is not the version that was read."""
        name, content = layouts.checked_name(wanted.name), layouts.encoded(wanted.content)
        asked = Layout(layout, name, wanted.version, 0, 0, content)
        owner, now, store = _owner(request), self._upstream.now(), self._upstream.store
        try:
            made = await asyncio.to_thread(lambda: store.layouts.replace(owner, asked, now))
        except Changed as error:
            return _changed(error)
        return _whole(made)

    async def remove(
        self,
        request: Request,
        layout: _Id,
        version: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    ) -> Response:
        """With a `version`, only if it is still that one."""
        owner, store = _owner(request), self._upstream.store
        try:
            await asyncio.to_thread(lambda: store.layouts.remove(owner, layout, version))
        except Changed as error:
            return _changed(error)
        return _json({"id": layout, "deleted": True})


def _owner(request: Request) -> str:
    """Whose layouts are meant: the user's, or of whoever may command a node without a key."""
    visitor = visitor_of(request.scope)
    owner_of(visitor)
    return visitor.user or ""


def _told(layout: Layout) -> dict[str, Any]:
    return {
        "id": layout.id,
        "name": layout.name,
        "version": layout.version,
        "created": layout.created,
        "updated": layout.updated,
    }


def _with_content(layout: Layout) -> dict[str, Any]:
    content: Raw = layout.content
    return _told(layout) | {"content": content}


def _whole(layout: Layout) -> Response:
    return _json(_with_content(layout))


def _changed(error: Changed) -> Response:
    fault = {"code": error.code, "reason": error.reason, "message": str(error)}
    return _json({"error": fault, "layout": _with_content(error.layout)}, error.code)


def _json(content: dict[str, Any], code: int = 200) -> Response:
    return Response(codec.encode(content), code, media_type="application/json")
