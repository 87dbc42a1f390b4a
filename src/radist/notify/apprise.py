"""E-mail, and a hundred services more, by way of https://github.com/caronc/apprise."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ClassVar

from radist.config import Reference
from radist.deliveries import Delivery, Target
from radist.errors import ConfigError, Undeliverable
from radist.notify._tools import Tools
from radist.notify.base import Carrier, body, title, told


class Apprise(Carrier):
    """One of its addresses, such as `mailtos://user:password@example.org?to=me@example.org`: a
    secret, since it has a password in it. It blocks, so it has a thread; and a few seconds more
    than the time that it gives its own connections.
    """

    together: ClassVar[int] = 20
    patience: ClassVar[float] = 20.0

    def __init__(self, tools: Tools, target: Target, /, *, url: Reference) -> None:
        super().__init__(tools, target)
        try:
            import apprise
        except ImportError as error:
            raise ConfigError("kind: apprise needs: pip install 'radist[notify]'") from error
        self._service = apprise.Apprise()
        if not self._service.add(tools.revealed(url, "url")):
            raise ConfigError("url: what it refers to is no address that apprise knows")
        self._name = " and ".join(str(one.service_name) for one in self._service)
        self._plain = apprise.NotifyFormat.TEXT
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"notify {target.name}")

    async def send(self, deliveries: Sequence[Delivery]) -> None:
        several = [told(delivery) for delivery in deliveries]
        # A title becomes a header: it is one line, whatever is in it.
        notify = partial(
            self._service.notify,
            body=body(several),
            title=title(several),
            body_format=self._plain,
            interpret_escapes=False,
        )
        if not await asyncio.get_running_loop().run_in_executor(self._thread, notify):
            raise Undeliverable(f"{self._name} did not take it")
