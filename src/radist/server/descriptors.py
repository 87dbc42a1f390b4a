"""As many sockets as the system allows, and few words when there are no more."""

import asyncio
import errno
import logging
import sys
from time import monotonic
from typing import Any

log = logging.getLogger(__name__)

_NO_MORE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_SELDOM = 10.0


def allow_many() -> int:
    """Raise this process's limit of open files as far as it may; 0 where there is no such limit."""
    if sys.platform == "win32":
        return 0
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # some systems name a hard limit that they do not give
        return soft
    return hard


class Complaints:
    """An exception handler for the event loop: sockets that cannot be had are said once, not once
    for each of those who wait at the door.
    """

    def __init__(self) -> None:
        self._last = -_SELDOM

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not (isinstance(error, OSError) and error.errno in _NO_MORE):
            loop.default_exception_handler(context)
        elif monotonic() - self._last >= _SELDOM:
            self._last = monotonic()
            log.error("no more sockets: newcomers wait", extra={"limit": "ulimit -n"})
