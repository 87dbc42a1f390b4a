"""Webhooks, signed as https://www.standardwebhooks.com has it."""

from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import ClassVar

from aiohttp import ClientError

from radist.deliveries import Delivery, Target
from radist.errors import ConfigError, Undeliverable
from radist.notify._reach import Refused
from radist.notify._signing import signature
from radist.notify._tools import Tools, unanswered
from radist.notify.base import Carrier

_GONE = 410
_REDIRECTS = range(300, 400)


class Webhook(Carrier):
    """A POST for each delivery. Of what is answered the status counts, and nothing else is read."""

    at_once: ClassVar[int] = 8

    def __init__(self, tools: Tools, target: Target, /, *, url: str) -> None:
        super().__init__(tools, target)
        try:
            self._url = tools.reach.check_url(url)
        except Refused as error:
            raise ConfigError(f"url: {error}") from error

    async def send(self, deliveries: Sequence[Delivery]) -> int:
        (delivery,) = deliveries
        seconds = self.tools.now() // 1_000_000
        secrets = self.tools.keys.of(self.target.id)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature(secrets, delivery.id, seconds, delivery.payload),
        }
        session = self.tools.session(self._url.scheme)
        try:
            async with session.post(
                self._url, data=delivery.payload, headers=headers, allow_redirects=False
            ) as response:
                return self._judged(response.status, response.headers.get("Retry-After", ""))
        except (ClientError, OSError) as error:
            reason = unanswered(error)
            refused = isinstance(getattr(error, "os_error", None), Refused)
            raise Undeliverable(reason, permanent=refused) from error

    def _judged(self, status: int, retry_after: str) -> int:
        if 200 <= status < 300:
            return status
        wording = f"answered {status}"
        if status in _REDIRECTS:
            wording += ", and redirects are not followed"
        seconds = _seconds(retry_after, self.tools.now())
        raise Undeliverable(wording, status=status, permanent=status == _GONE, retry_after=seconds)


def _seconds(text: str, now: int) -> float | None:
    """Of Retry-After: seconds, or a date."""
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, date.replace(tzinfo=date.tzinfo or UTC).timestamp() - now / 1e6)
