"""Messages of a Telegram bot: https://core.telegram.org/bots/api#sendmessage

How often a bot may write, by https://core.telegram.org/bots/faq: to one chat once a second, to a
group twenty times a minute, to all together thirty times a second.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from html import escape
from typing import ClassVar

import msgspec
from aiohttp import ClientError
from msgspec import Struct

from radist.config import Reference
from radist.deliveries import Delivery, Target
from radist.errors import ConfigError, Undeliverable
from radist.notify._tools import Tools, unanswered
from radist.notify.base import Carrier, body, title, told

_LONGEST = 4096
_LARGEST = 65_536
_FOR_GOOD = (400, 403)
"""A chat that is not there, or a bot that was shown the door."""


class _Parameters(Struct, frozen=True):
    retry_after: float | None = None


class _Answer(Struct, frozen=True):
    description: str = ""
    parameters: _Parameters = _Parameters()


_decode = msgspec.json.Decoder(_Answer).decode


class Telegram(Carrier):
    """One chat. Alerts that come faster than a chat may be written to become one message."""

    together: ClassVar[int] = 20

    def __init__(
        self,
        tools: Tools,
        target: Target,
        /,
        *,
        chat: str,
        token: Reference,
        base_url: str = "https://api.telegram.org",
    ) -> None:
        super().__init__(tools, target)
        self._token = tools.revealed(token, "token")
        if not base_url.startswith(("https://", "http://")):
            raise ConfigError("base_url: expected https://…")
        if not chat.strip():
            raise ConfigError("chat: is missing")
        self._chat = chat.strip()
        self._url = f"{base_url.rstrip('/')}/bot{self._token}/sendMessage"

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            chat, pace = (self._token, self._chat), self.tools.pace
            await stack.enter_async_context(pace(("second", *chat), 1, 1.0))
            if self._chat.startswith(("-", "@")):  # a group, or what may be one
                await stack.enter_async_context(pace(("minute", *chat), 20, 60.0))
            await stack.enter_async_context(pace(("all", self._token), 30, 1.0))
            yield

    async def send(self, deliveries: Sequence[Delivery]) -> int:
        several = [told(delivery) for delivery in deliveries]
        message = {
            "chat_id": self._chat,
            "text": _text(title(several), body(several)),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        try:
            async with self.tools.session("operator").post(
                self._url, json=message, allow_redirects=False
            ) as response:
                if response.status == 200:
                    return 200
                content = await response.content.read(_LARGEST)
                raise self._refused(response.status, content)
        except (ClientError, OSError) as error:  # whose text has the address, and so the token
            raise Undeliverable(unanswered(error)) from None

    def _refused(self, status: int, content: bytes) -> Undeliverable:
        try:
            answer = _decode(content)
        except msgspec.DecodeError:
            answer = _Answer()
        reason = answer.description.replace(self._token, "…")[:200]
        return Undeliverable(
            f"answered {status}: {reason}" if reason else f"answered {status}",
            status=status,
            permanent=status in _FOR_GOOD,
            retry_after=answer.parameters.retry_after,
        )


def _text(heading: str, content: str) -> str:
    """As long as a message may be: what is shown counts, not how it is escaped."""
    room = _LONGEST - len(heading) - 1
    return f"<b>{escape(heading, quote=False)}</b>\n{escape(content[:room], quote=False)}"
