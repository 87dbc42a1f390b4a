"""Frames into messages: what RFC 6455 asks of whoever reads them, and picows leaves to its user."""

from picows import WSCloseCode, WSFrame, WSMsgType

from radist.server.passport import Goodbye

_FRAGMENT = 16
"""Bytes that a fragment of a message counts for beside its own: empty ones cost something too."""
_NO_CODE = 1005
"""What stands for the close code where there was none."""
_NEVER_SENT = frozenset({0, 1006})
"""Close codes that only stand for something, but which picows lets pass."""


class Assembly:
    """One client's text messages, whole. What must not be is raised as Goodbye."""

    __slots__ = ("_most", "_parts", "_size", "cost")

    def __init__(self, most: int) -> None:
        self._most = most
        self._parts: list[bytes] = []
        self._size = 0
        """What the parts count for."""
        self.cost = 0
        """What the last message counted for."""

    def add(self, frame: WSFrame) -> bytes | None:
        """The message that this frame completes, if it does."""
        goes_on = frame.msg_type is WSMsgType.CONTINUATION
        if goes_on is not bool(self._parts):
            raise _wrong("nothing to continue" if goes_on else "the last message has no end yet")
        part = frame.get_payload_as_bytes()
        if goes_on or not frame.fin:
            self._parts.append(part)
            self._size += len(part) + _FRAGMENT
        if self._size > self._most:
            raise Goodbye(WSCloseCode.MESSAGE_TOO_BIG.value, "the message is too large")
        if not frame.fin:
            return None
        message = b"".join(self._parts) if goes_on else part
        self.cost = self._size or len(part)
        self._parts, self._size = [], 0
        _check_text(message)
        return message


def check_reserved(frame: WSFrame) -> None:
    """Raises Goodbye if bits are set which only an extension would give a meaning."""
    if frame.rsv1 or frame.rsv2 or frame.rsv3:
        raise _wrong("a reserved bit is set")


def close_code(frame: WSFrame) -> int:
    """With which a client closes. Raises Goodbye if nobody may."""
    payload = frame.get_payload_as_bytes()
    code = int.from_bytes(payload[:2]) if payload else _NO_CODE
    if code in _NEVER_SENT:
        raise _wrong(f"{code} is not to be sent")
    return code


def _check_text(message: bytes) -> None:
    try:
        message.decode()
    except UnicodeDecodeError as error:
        raise Goodbye(WSCloseCode.INVALID_TEXT.value, "not UTF-8") from error


def _wrong(what: str) -> Goodbye:
    return Goodbye(WSCloseCode.PROTOCOL_ERROR.value, what)
