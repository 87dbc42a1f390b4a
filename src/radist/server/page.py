"""The built page, and JSON for every address under /api that is none."""

from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Radist</title>
<h1>Radist is running</h1>
<p>Its page is not built: run <code>make web</code>, then start Radist again.</p>
<p><a href="/api/ws/status">Status</a> · <a href="/openapi.json">API</a></p></html>"""


class Page:
    """Answers what no route did: a file of the page, or its index where the name is the page's."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.resolve() if folder else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise HTTPException(404)
        path: str = scope["path"]
        if path == "/api" or path.startswith("/api/"):
            raise HTTPException(404, f"there is no {path}; what there is, /openapi.json shows")
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        await self._answer(path.lstrip("/"))(scope, receive, send)

    def _answer(self, path: str) -> Response:
        headers = {"Cache-Control": _ASK_AGAIN, "X-Content-Type-Options": "nosniff"}
        index = self._folder / "index.html" if self._folder else None
        if self._folder is None or index is None or not index.is_file():
            return HTMLResponse(_NOT_BUILT, headers=headers)
        if (file := _inside(self._folder, path)) is not None:
            # The build puts a hash of the content into the names under assets/.
            hashed = path.startswith("assets/")
            return FileResponse(
                file, headers=headers | {"Cache-Control": _FOR_EVER if hashed else _ASK_AGAIN}
            )
        if "." in path.rpartition("/")[2]:
            raise HTTPException(404, f"the page has no file /{path}")
        return FileResponse(index, headers=headers)


def _inside(folder: Path, path: str) -> Path | None:
    """The file of this path, unless the path leads out of the folder."""
    try:
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError):  # too long, or a NUL in it
        return None
