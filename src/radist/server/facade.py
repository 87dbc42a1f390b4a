"""Telling the rooms from Python: in the process of a node, and from any other."""

import asyncio
import os
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from typing import Any, Self

import aiohttp

from radist.errors import ClientError

Content = Mapping[str, Any]
Publish = Callable[[str, Content], Any]

_PATH = "/api/v1/websocket/broadcast"
_DEFAULT_URL = "http://localhost:8000"
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_ATTEMPTS, _PAUSE = 4, 0.25
"""How often it is tried, and seconds before the second time; twice as many each time after."""


class Notifier(ABC):
    """Tells the rooms what happened. Each method answers with the positions in the rooms that were
    told, and raises ClientError where the content is not right or nobody can be told.
    """

    async def notify_new_trade(self, trade: Content) -> Any:
        """`token_mint`, `trade_type` and `amount`, at least: to the token's room and `global`."""
        return await self._notify("new_trade", trade)

    async def notify_price_update(self, update: Content) -> Any:
        """`token_mint` and `price`, at least: to the token's room and `global`."""
        return await self._notify("price_update", update)

    async def notify_token_created(self, token: Content) -> Any:
        """`token_mint`, at least: to `global`."""
        return await self._notify("token_created", token)

    async def notify_portfolio_update(self, update: Content) -> Any:
        """`user_id`, at least: to the room of this user."""
        return await self._notify("portfolio_update", update)

    async def notify_market_stats(self, stats: Content) -> Any:
        """To `global`."""
        return await self._notify("market_stats", stats)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    @abstractmethod
    async def _notify(self, kind: str, content: Content) -> Any:
        """Tell it."""


class Here(Notifier):
    """In the process of a node, from its own thread or another."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._loop = asyncio.get_running_loop()

    async def _notify(self, kind: str, content: Content) -> Any:
        if asyncio.get_running_loop() is self._loop:
            return self._publish(kind, content)
        there = asyncio.run_coroutine_threadsafe(self._notify(kind, content), self._loop)
        return await asyncio.wrap_future(there)


class There(Notifier):
    """In any other process, over HTTP. Entered as a context it keeps its connection."""

    def __init__(self, url: str, api_key: str) -> None:
        self._url = url.rstrip("/") + _PATH
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._session: aiohttp.ClientSession | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._session = await self._stack.enter_async_context(self._connect())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._session = None
        await self._stack.aclose()

    def _connect(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(timeout=_TIMEOUT)

    async def _notify(self, kind: str, content: Content) -> Any:
        if self._session is not None:
            return await self._insist(self._session, kind, content)
        async with self._connect() as session:
            return await self._insist(session, kind, content)

    async def _insist(self, session: aiohttp.ClientSession, kind: str, content: Content) -> Any:
        """However often it is tried, the rooms are told once: by the key."""
        headers = self._headers | {"Idempotency-Key": secrets.token_hex(16)}
        pause = _PAUSE
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._post(session, {"type": kind, "data": content}, headers)
            except ClientError as problem:
                if problem.code != 503 or attempt == _ATTEMPTS:
                    raise
            await asyncio.sleep(pause)
            pause *= 2
        raise AssertionError("not to be reached")

    async def _post(
        self, session: aiohttp.ClientSession, body: Content, headers: dict[str, str]
    ) -> Any:
        try:
            async with session.post(self._url, json=body, headers=headers) as response:
                answer = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            message = f"{self._url}: {str(error) or 'no answer'}"
            raise ClientError(503, "unreachable", message) from error
        if response.status == 200:
            return answer
        raise _problem(self._url, response.status, answer)


def _problem(url: str, status: int, answer: Any) -> ClientError:
    """What a node says was wrong; whatever stands between may say it in any other form."""
    match answer:
        case {"error": {"reason": str(reason), "message": str(message)}}:
            return ClientError(status, reason, message)
    return ClientError(status, "unexpected", f"{url}: answered {status}, and not as a node does")


_here: list[Here] = []
"""The nodes that run in this process."""


@contextmanager
def here(publish: Publish) -> Iterator[None]:
    """While a node runs it is the one that this process tells."""
    notifier = Here(publish)
    _here.append(notifier)
    try:
        yield
    finally:
        _here.remove(notifier)


def get_websocket_manager(url: str = "", api_key: str = "") -> Notifier:
    """Who tells the rooms: the node of this process if there is one and no other is named, else
    the node at `url` or `RADIST_URL` (http://localhost:8000), with `api_key` or `RADIST_API_KEY`,
    a token with the scope `broadcast`.
    """
    url = url or os.environ.get("RADIST_URL", "")
    if _here and not url:
        return _here[-1]
    return There(url or _DEFAULT_URL, api_key or os.environ.get("RADIST_API_KEY", ""))
