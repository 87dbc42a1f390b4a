"""A bot API with the limits that Telegram has, on a clock of the test."""

from collections import defaultdict
from collections.abc import Callable
from html import unescape

import msgspec
from aiohttp import web

from notify.receivers import Heard, Receiver

LONGEST = 4096


class Telegrams(Receiver):
    """Says 429 to who writes too fast, and 400 to what is no message."""

    def __init__(self, now: Callable[[], int], token: str = "123:abc") -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.refused = 0
        self.patience: float | None = None
        """Says 429 once, and so many seconds."""
        self._now = now
        self._path = f"/bot{token}/sendMessage"
        self._times: dict[str, list[int]] = defaultdict(list)
        self.answer = self._take

    async def _take(self, heard: Heard) -> web.StreamResponse:
        if heard.path != self._path:
            return _said(401, description="Unauthorized")
        message = msgspec.json.decode(heard.body)
        chat, text = message["chat_id"], message["text"]
        if chat == "gone":
            return _said(403, description="Forbidden: bot was blocked by the user")
        shown = unescape(text.replace("<b>", "").replace("</b>", ""))
        if not text or len(shown) > LONGEST or message["parse_mode"] != "HTML":
            return _said(400, description="Bad Request: message is too long")
        if wait := self._wait(chat):
            self.refused += 1
            return _said(429, description="Too Many Requests", parameters={"retry_after": wait})
        self.texts.append((chat, text))
        return _said(200, result={})

    def _wait(self, chat: str) -> float:
        if self.patience is not None:
            wait, self.patience = self.patience, None
            return wait
        limits = [(chat, 1, 1.0), ("", 30, 1.0)]
        if chat.startswith("-"):
            limits.append((f"{chat} a minute", 20, 60.0))
        now = self._now()
        for who, most, seconds in limits:
            times = self._times[who] = [t for t in self._times[who] if now - t < seconds * 1e6]
            if len(times) >= most:
                return 1.0
        for who, _, _ in limits:
            self._times[who].append(now)
        return 0.0


def _said(status: int, **content: object) -> web.StreamResponse:
    body = msgspec.json.encode({"ok": status == 200, "error_code": status, **content})
    return web.Response(status=status, body=body, content_type="application/json")
