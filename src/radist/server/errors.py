"""What went wrong, as JSON: the client's mistakes with reasons, our own without details."""

from collections.abc import Sequence
from http import HTTPStatus
from math import ceil
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from radist.errors import ClientError

RETRY_AFTER = "1"
"""Seconds after which to come again, whatever is not ready."""
_COME_AGAIN = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS})


def problem(error: ClientError) -> Response:
    """The one form in which errors are told."""
    headers = {}
    content = {"code": error.code, "reason": error.reason, "message": str(error)}
    if error.code in _COME_AGAIN:
        wait = float(RETRY_AFTER) if error.retry_after is None else error.retry_after
        headers["Retry-After"] = str(max(1, ceil(wait)))  # a header has whole seconds only
        content["retry_after_ms"] = ceil(wait * 1000)
    elif error.code == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": content}, error.code, headers)


def _client_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ClientError)
    return problem(error)


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = "; ".join(map(_sentence, error.errors()[:3]))
    return problem(ClientError(422, "invalid", faults))


def _sentence(fault: dict[str, Any]) -> str:
    """One mistake: the field first, then what was expected, then what came."""
    field = _field(fault["loc"])
    if fault["type"] == "json_invalid":
        return f"body: not JSON: {fault['ctx']['error']} at character {fault['loc'][-1]}"
    if field == "body" and isinstance(fault.get("input"), bytes):
        return "body: say Content-Type: application/json, else it is not read as such"
    message = fault["msg"][:1].lower() + fault["msg"][1:]
    if fault["type"] == "string_type" and isinstance(fault["input"], int | float):
        return f'{field}: expected text in quotation marks, as in "{fault["input"]}"'
    if fault["type"] in ("missing", "extra_forbidden"):
        return f"{field}: {message}"
    return f"{field}: {message}, not {str(fault['input'])[:100]!r}"


def _field(place: Sequence[str | int]) -> str:
    return ".".join(map(str, place[1:])) or str(place[0])


def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    message = error.detail if error.detail != phrase else phrase.lower()
    reason = phrase.lower().replace(" ", "_")
    answer = problem(ClientError(error.status_code, reason, message))
    answer.headers.update(error.headers or {})
    return answer


def _unexpected(_: Request, __: Exception) -> Response:
    return problem(ClientError(500, "internal", "that is a mistake of ours; the log tells more"))


def install(app: FastAPI) -> None:
    """Answer every error in our form."""
    app.add_exception_handler(ClientError, _client_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
