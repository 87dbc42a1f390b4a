"""The built page, and JSON for every address under /api that is none."""

import re
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from radist.server.instruments import etag, is_known
from radist.server.upstream import Upstream

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_PLACES = frozenset("s multi alerts trade health dev".split())
"""How addresses begin that only the page's own scripts tell apart."""
_SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""Compressed copies that the build has put beside its files, the smaller kind first."""
_LOGO = "'sha256-3pRED1tOXas1FXFoPb9TGCjmYe9XQsmO9OV23khV2nY='"
"""The style that the charts' library makes for its logo."""
_is_host = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]").fullmatch
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Radist</title>
<h1>Radist is running</h1>
<p>Its page is not built: run <code>make web</code>, then start Radist again.</p>
<p><a href="/api/ws/status">Status</a> · <a href="/openapi.json">API</a></p></html>"""


class Page:
    """Answers what no route did: a file of the page, or its index where the name is the page's."""

    def __init__(self, folder: Path | None, upstream: Upstream) -> None:
        self._folder = folder.resolve() if folder else None
        self._upstream = upstream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise HTTPException(404)
        path: str = scope["path"]
        if path == "/api" or path.startswith("/api/"):
            raise HTTPException(404, f"there is no {path}; what there is, /openapi.json shows")
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        await self._answer(path.lstrip("/"), Headers(scope=scope))(scope, receive, send)

    def _answer(self, path: str, asked: Headers) -> Response:
        headers = {
            "Cache-Control": _ASK_AGAIN,
            "Content-Security-Policy": self._policy(asked.get("host", "")),
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }
        index = self._folder / "index.html" if self._folder else None
        if self._folder is None or index is None or not index.is_file():
            return HTMLResponse(_NOT_BUILT, headers=headers)
        if (file := _inside(self._folder, path)) is not None:
            # The build puts a hash of the content into the names under assets/.
            if path.startswith("assets/"):
                headers["Cache-Control"] = _FOR_EVER
            return _file(file, headers, asked)
        if "." in path.rpartition("/")[2] and path.partition("/")[0] not in _PLACES:
            raise HTTPException(404, f"the page has no file /{path}")
        return _file(index, headers, asked)

    def _policy(self, host: str) -> str:
        """What the page may load, and whom it may talk to: this node, at both of its ports."""
        name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
        rooms = f"{name}:{self._upstream.ports[1]}" if _is_host(name) else ""
        doors = f" ws://{rooms} wss://{rooms}" if rooms else ""
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                f"style-src 'self' {_LOGO}",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                f"connect-src 'self'{doors}",
                "manifest-src 'self'",
                "worker-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )


def _file(file: Path, headers: dict[str, str], asked: Headers) -> Response:
    """It, or a compressed copy of it, or that the client has it."""
    kind = guess_type(file.name)[0] or "application/octet-stream"
    headers["Vary"] = "Accept-Encoding"
    coding, sent = next(
        (
            (coding, copy)
            for coding, suffix in _SUFFIXES.items()
            if _accepts(asked.get("accept-encoding", ""), coding)
            if (copy := file.with_name(file.name + suffix)).is_file()
        ),
        ("", file),
    )
    if coding:
        headers["Content-Encoding"] = coding
    status = sent.stat()
    headers["ETag"] = _tag(sent, status.st_mtime_ns, status.st_size)
    if is_known(headers["ETag"], asked.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return FileResponse(sent, headers=headers, media_type=kind)


@lru_cache(maxsize=256)
def _tag(file: Path, changed: int, size: int) -> str:
    """By the content: packages may give all files one date."""
    return etag(file.read_bytes())


def _accepts(told: str, coding: str) -> bool:
    """Whether a client has said so, and not with a weight of zero."""
    for part in told.split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == coding:
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return False


def _inside(folder: Path, path: str) -> Path | None:
    """The file of this path, unless the path leads out of the folder."""
    try:
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError):  # too long, or a NUL in it
        return None
