"""Public keys from a file or a URL, kept and asked for anew: regularly, and when one is missing."""

import asyncio
import logging
import math
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import aiohttp

from radist.errors import ConfigError
from radist.server.access import is_loopback
from radist.server.keys import Key, parse_jwks

log = logging.getLogger(__name__)

_EVERY = 300.0
_AT_MOST_EVERY = 30.0
"""Seconds: unknown keys, which anybody may name, cause no more questions than that."""
_PATIENCE = 10.0
_LARGEST = 262_144


class Jwks:
    """The keys of a source. Raises ConfigError if the source is a file and has none."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._is_url = "://" in source
        self._keys: dict[str | None, Key] = {}
        self._asked = -math.inf
        self._missing = asyncio.Event()
        if self._is_url:
            _check_url(source)
        else:
            self._keys = _read(source)

    @property
    def may_come(self) -> bool:
        """Whether the source has not been asked lately."""
        return monotonic() - self._asked >= _AT_MOST_EVERY

    def find(self, kid: str | None) -> Key | None:
        """The key of this name, at hand; if there is none it is asked for, with measure."""
        key = self._keys.get(kid)
        if key is None and self.may_come:
            self._missing.set()
        return key

    async def run(self) -> None:
        """Keep the keys fresh, for ever."""
        while True:
            await self._refresh()
            self._missing.clear()
            try:
                async with asyncio.timeout(_EVERY):
                    await self._missing.wait()
            except TimeoutError:
                continue

    async def _refresh(self) -> None:
        """What cannot be read changes nothing: the keys at hand go on to be good."""
        try:
            self._keys = parse_jwks(await self._fetch()) if self._is_url else _read(self._source)
        except (ConfigError, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("keys not refreshed", extra={"reason": str(error) or type(error).__name__})
        self._asked = monotonic()

    async def _fetch(self) -> bytes:
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(self._source, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise ConfigError(f"auth.jwks: the answer was {answer.status}")
            text = b""
            async for part in answer.content.iter_any():
                text += part
                if len(text) > _LARGEST:
                    raise ConfigError(f"auth.jwks: the answer is larger than {_LARGEST} bytes")
            return text


def _read(path: str) -> dict[str | None, Key]:
    try:
        return parse_jwks(Path(path).read_bytes())
    except OSError as error:
        raise ConfigError(f"auth.jwks: {path}: {error.strerror}") from error


def _check_url(source: str) -> None:
    """Keys that somebody on the way could exchange prove nothing."""
    url = urlsplit(source)
    if url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname or "")):
        return
    raise ConfigError("auth.jwks: expected a file, https://…, or http:// on this machine")
