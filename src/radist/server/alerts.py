"""What people want to be told: `/api/v1/alerts`."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from radist import alarms, codec
from radist.errors import ClientError
from radist.firings import AlertTold, Asked, Changed, Happened, Question
from radist.server.access import owner_of
from radist.server.gate import visitor_of
from radist.server.platform import IdempotencyKey
from radist.server.upstream import Upstream

_Id = Annotated[str, Path(max_length=64)]
_Wish = Annotated[dict[str, Any], Body()]
_LONGEST_NAP = 31 * 86_400
_Moment = Annotated[
    str | None,
    Field(description="ISO 8601, or whole microseconds", examples=["2027-01-31T08:00:00Z"]),
]


class Asking(BaseModel):
    """Which triggers are asked for."""

    model_config = ConfigDict(extra="forbid")

    alert: Annotated[str, Field(max_length=64)] = ""
    result: Literal["", "delivered", "failed", "pending"] = ""
    since: Annotated[_Moment, Field(alias="from")] = None
    until: Annotated[_Moment, Field(alias="to")] = None
    before: Annotated[str | None, Field(pattern=r"^\d{1,18}-[\w-]{1,40}$")] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50

    def question(self) -> Question:
        """The same for the store. Raises ClientError(422)."""
        return Question(
            alert=self.alert,
            result=self.result,
            since=_time("from", self.since),
            until=_time("to", self.until),
            before=_place(self.before),
            limit=self.limit,
        )


class Alerts:
    """Each user's own; on a node without a key those of whoever may command it."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.router = APIRouter(prefix="/api/v1/alerts", tags=["Alerts"])
        for method, path, endpoint, summary in (
            ("GET", "", self.all, "What a user wants to be told"),
            ("POST", "", self.add, "Want to be told something"),
            ("GET", "/history", self.history, "What was told, and what came of it"),
            ("POST", "/preview", self.preview, "What an alert would say, and would have said"),
            ("GET", "/{alert}", self.get, "An alert"),
            ("PUT", "/{alert}", self.replace, "Change an alert"),
            ("DELETE", "/{alert}", self.remove, "Forget an alert"),
            ("POST", "/{alert}/pause", self.pause, "Turn an alert off"),
            ("POST", "/{alert}/resume", self.resume, "Turn an alert on"),
            ("POST", "/{alert}/snooze", self.snooze, "Have an alert be quiet for a while"),
            ("POST", "/{alert}/test", self.test, "Tell the targets of an alert that it is a test"),
        ):
            code = 201 if (method, path) == ("POST", "") else 200
            self.router.add_api_route(
                path, endpoint, methods=[method], summary=summary, status_code=code
            )

    async def all(
        self,
        request: Request,
        state: alarms.State | None = None,
        symbol: Annotated[str | None, Query(max_length=64)] = None,
    ) -> Response:
        """In the order of their making; `symbol` in either spelling."""
        found = [
            alert
            for alert in await self._upstream.alerts.all(_owner(request))
            if state in (None, alert.state)
            if symbol is None or symbol.upper() in (alert.symbol.upper(), alert.native.upper())
        ]
        content = {
            "alerts": found,
            "count": len(found),
            "most": alarms.MOST,
            "evaluated": max((a.evaluated for a in found if a.evaluated), default=None),
        }
        return _json(content)

    async def add(
        self, request: Request, wish: _Wish, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """It has an id, and version 1."""
        owner, definition = _owner(request), self._checked(wish)
        asked = Asked(idempotency_key, _digest(wish)) if idempotency_key else None
        return _json(await self._upstream.alerts.add(owner, definition, asked), 201)

    async def get(self, request: Request, alert: _Id) -> Response:
        """As it is now."""
        return _json(await self._upstream.alerts.get(_owner(request), alert))

    async def replace(self, request: Request, alert: _Id, wish: _Wish) -> Response:
        """The whole definition, and the `version` that was read; 409 with the present one, if it is
        another.
        """
        owner, version = _owner(request), wish.pop("version", None)
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise ClientError(422, "invalid", "version: expected the one that was read")
        definition = self._checked(wish)
        try:
            return _json(await self._upstream.alerts.replace(owner, alert, version, definition))
        except Changed as error:
            fault = {"code": error.code, "reason": error.reason, "message": str(error)}
            return _json({"error": fault, "alert": error.alert}, error.code)

    async def remove(self, request: Request, alert: _Id) -> Response:
        """What it told stays in the history."""
        await self._upstream.alerts.remove(_owner(request), alert)
        return _json({"id": alert, "deleted": True})

    async def pause(self, request: Request, alert: _Id) -> Response:
        """Nothing is told until it is turned on again."""
        return _json(await self._upstream.alerts.turn(_owner(request), alert, "paused"))

    async def resume(self, request: Request, alert: _Id) -> Response:
        """From now on, whatever has happened meanwhile; also one that is done. One whose time is
        over is to be given another: 409.
        """
        found = await self._upstream.alerts.get(_owner(request), alert)
        if found.expires and found.expires <= codec.iso(self._upstream.now()):
            raise ClientError(409, "expired", f"its time is over since {found.expires}: change it")
        return _json(await self._upstream.alerts.turn(_owner(request), alert, "active"))

    async def snooze(
        self,
        request: Request,
        alert: _Id,
        seconds: Annotated[float, Body(embed=True, ge=0, le=_LONGEST_NAP, examples=[900])],
    ) -> Response:
        """0 ends it."""
        return _json(await self._upstream.alerts.snooze(_owner(request), alert, seconds))

    async def test(self, request: Request, alert: _Id) -> Response:
        """Waits up to 5 s for the first attempts; what is marked TEST changes nothing."""
        found = await self._upstream.alerts.test(_owner(request), alert)
        return _json({"trigger": found.told()})

    async def history(self, request: Request, asked: Annotated[Asking, Query()]) -> Response:
        """Newest first; `next` is what to give as `before` for older ones. `result=failed` finds
        what is to be tried again and what was given up.
        """
        found = await self._upstream.alerts.history(_owner(request), asked.question())
        more = f"{found[-1].fired}-{found[-1].id}" if len(found) == asked.limit else None
        return _json({"triggers": [one.told() for one in found], "next": more})

    async def preview(self, request: Request, wish: _Wish) -> Response:
        """Nothing is kept, and nobody is told."""
        _owner(request)
        return _json(await self._upstream.alerts.preview(self._checked(wish)))

    def _checked(self, wish: dict[str, Any]) -> alarms.Definition:
        definition = alarms.checked(wish)
        if definition.expires is not None and definition.expires <= self._upstream.now():
            message = f"expires: {codec.iso(definition.expires)} is over"
            raise ClientError(422, "invalid", message)
        return self._upstream.alerts.settled(definition)


def _owner(request: Request) -> str:
    return owner_of(visitor_of(request.scope))


def _digest(wish: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(wish, sort_keys=True).encode()).hexdigest()


def _place(before: str | None) -> tuple[int, str] | None:
    if before is None:
        return None
    fired, _, trigger = before.partition("-")
    return int(fired), trigger


def _time(name: str, text: str | None) -> int | None:
    """Microseconds."""
    if text is None:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    try:
        time = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        message = f"{name}: expected a time such as 2027-01-31T08:00:00Z, not {text[:50]!r}"
        raise ClientError(422, "invalid", message) from None
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return int((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)


def _json(
    content: AlertTold | Happened | msgspec.Struct | dict[str, Any], code: int = 200
) -> Response:
    return Response(codec.encode(content), code, media_type="application/json")
