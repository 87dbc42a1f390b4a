"""Whose pages may command us: browsers let any page send, but say from where it comes."""

import re
from urllib.parse import urlsplit

LOCAL = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
"""Origins of pages under development, which may read what we serve, too."""
_is_local = re.compile(LOCAL).fullmatch


def is_foreign(origin: str | None, host: str) -> bool:
    """Whether a page of this origin is neither local nor of the host that it talks to.

    Programs that are no browsers have no origin. Ports do not matter: we have two.
    """
    if origin is None or _is_local(origin):
        return False
    ours = _name(f"//{host}")
    return ours is None or _name(origin) != ours


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
