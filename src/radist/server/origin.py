"""Whose pages may talk to us: browsers let any page send, but say from where it comes."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from radist.errors import ConfigError

LOCAL = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
"""Origins of pages under development, which may read what we serve, too."""
_is_local = re.compile(LOCAL).fullmatch
_is_origin = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?").fullmatch


class Origins:
    """The origins that an operator has listed, each exactly as browsers write it; where none is,
    pages on localhost and those of the host that they talk to.
    """

    def __init__(self, listed: Collection[str] = ()) -> None:
        for origin in listed:
            if not _is_origin(origin) or origin != origin.lower():
                raise ConfigError(f"origins: expected such as https://example.org, not {origin!r}")
        self.listed = frozenset(listed)

    def is_foreign(self, origin: str | None, host: str) -> bool:
        """Whether a page of this origin may not talk to us.

        Programs that are no browsers have no origin.
        """
        if origin is None:
            return False
        return origin not in self.listed if self.listed else is_foreign(origin, host)


def is_foreign(origin: str | None, host: str) -> bool:
    """Whether a page of this origin is neither local nor of the host that it talks to.

    Programs that are no browsers have no origin. Ports do not matter: we have two.
    """
    if origin is None or _is_local(origin):
        return False
    ours = hostname(f"//{host}")
    return ours is None or not _is_origin(origin) or hostname(origin) != ours


def hostname(url: str) -> str | None:
    """The host that a URL names; None if it makes no sense."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
