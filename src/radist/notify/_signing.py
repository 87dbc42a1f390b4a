"""Signatures of webhooks (https://www.standardwebhooks.com), and what they are made by."""

import hmac
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path

from radist.config import Notify, revealed
from radist.errors import ConfigError

_SHORTEST = 32
"""Bytes of a key."""
_PREFIX = "whsec_"


class Keys:
    """The node's own, of which each target's secret is made: none of those is kept anywhere."""

    def __init__(self, settings: Notify, folder: Path, environ: Mapping[str, str]) -> None:
        """Without a key in the settings there is one in `folder`, made when it is first needed."""
        self._path = folder / "notify.key"
        self._keys = [
            _long_enough(revealed(reference, f"notify.{name}", environ), name)
            for name in ("key", "former_key")
            if (reference := getattr(settings, name))
        ]
        if settings.former_key and not settings.key:
            raise ConfigError("notify.former_key: is of no use without notify.key")

    def of(self, target: str) -> list[str]:
        """The secrets of a target, the present one first: `whsec_…`."""
        if not self._keys:
            self._keys = [_own(self._path)]
        return [derived(key, target) for key in self._keys]


def derived(key: bytes, target: str) -> str:
    """The secret of one target."""
    made = hmac.digest(key, b"radist webhook\0" + target.encode(), "sha256")
    return _PREFIX + b64encode(made).decode()


def signature(secrets: Sequence[str], identity: str, time: int, content: bytes) -> str:
    """Of a message, by each of the secrets. `time` is in seconds."""
    signed = b"%s.%d.%s" % (identity.encode(), time, content)
    made = (hmac.digest(b64decode(one.removeprefix(_PREFIX)), signed, "sha256") for one in secrets)
    return " ".join(f"v1,{b64encode(one).decode()}" for one in made)


def _long_enough(key: str, name: str) -> bytes:
    if len(key.encode()) < _SHORTEST:
        raise ConfigError(f"notify.{name}: expected at least {_SHORTEST} bytes")
    return key.encode()


def _own(path: Path) -> bytes:
    """A key that nobody has set: made once, for nobody else to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(48).encode()
    beside = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made)
    try:
        os.link(beside, path)  # whole or not at all, and never over another's
    except FileExistsError:
        return path.read_bytes()
    finally:
        beside.unlink()
    return made
