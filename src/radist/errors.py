"""Every exception, by whose fault it is.

RadistError
├── ConfigError          the operator's: stop at the start, name the key
├── ExchangeError        the exchange's: `.terminal` tells that the connection is of no more use
├── SinkError            the storage's
├── Undeliverable        the target's of an alert: `.permanent` tells that trying again is of no use
├── ClientError(code)    the client's: code is an HTTP status, reason a word for programs
├── Lagging              a consumer's that is slower than the market
└── RecordingError       a file that is no recording
"""


class RadistError(Exception):
    """Anything that Radist raises on purpose."""


class ConfigError(RadistError):
    """The operator's mistake: a key, a value, a file, a port."""


class ExchangeError(RadistError):
    """The exchange said something that makes no sense, or cannot be reached."""

    def __init__(self, message: str, *, terminal: bool = False) -> None:
        super().__init__(message)
        self.terminal = terminal


class SinkError(RadistError):
    """Storage did not take what it was given."""


class Undeliverable(RadistError):  # noqa: N818  # what happened, not whose mistake it is
    """A target did not take what it was sent; the message has no word of what it said. `status` is
    that of HTTP, `retry_after` in seconds.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        permanent: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.permanent = permanent
        self.retry_after = retry_after


class ClientError(RadistError):
    """The client's mistake: `code` as in HTTP, `reason` for programs, the message for people;
    `retry_after` seconds, where it is known, the same would be none.
    """

    def __init__(
        self, code: int, reason: str, message: str, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.retry_after = retry_after


class Lagging(RadistError):  # noqa: N818  # what happened, not whose mistake it is
    """A consumer was so slow that events were lost for it, and only for it."""


class RecordingError(RadistError):
    """A file that is not a recording, or is broken."""
