"""The keys by which tokens are proven: one secret, or the public keys of a JWKS.

A key has one algorithm, its own; what a token says about it is compared and never obeyed.
"""

import json
from typing import Any, NamedTuple, Protocol

import jwt

from radist.config import Auth
from radist.errors import ConfigError

LEAST_SECRET = 32
"""Bytes, as many as the signature has."""
_LEAST_RSA = 2048
_ALGORITHMS = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}


class Key(NamedTuple):
    """What proves a signature, and the only algorithm by which it does."""

    algorithm: str
    material: Any

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Key({self.algorithm})"


class Keys(Protocol):
    """Where a token's key is looked up."""

    def find(self, kid: str | None) -> Key | None:
        """The key of this name, or of a token that names none; None if there is none."""

    @property
    def may_come(self) -> bool:
        """Whether a key that is not there yet is being asked for."""


class OneSecret:
    """A secret that whoever signs and whoever believes have in common."""

    may_come = False

    def __init__(self, secret: str) -> None:
        self.key = Key("HS256", _long_enough(secret))

    def find(self, kid: str | None) -> Key:
        """The one that there is: its name does not matter."""
        return self.key


def _long_enough(secret: str) -> bytes:
    material = secret.encode()
    if len(material) < LEAST_SECRET:
        raise ConfigError(
            f"auth.secret: {len(material)} bytes can be guessed; give at least {LEAST_SECRET}"
        )
    return material


def check(auth: Auth) -> None:
    """Raises ConfigError if there are two kinds of keys, of which an attacker would choose one."""
    if auth.secret and auth.jwks:
        raise ConfigError("auth.secret, auth.jwks: set one of them")


def parse_jwks(text: str | bytes) -> dict[str | None, Key]:
    """The keys of a JWKS that can be used, by `kid`; a key alone answers to no name as well.

    Raises ConfigError if there is none. Symmetric keys are not taken: what is public is no secret.
    """
    try:
        listed = json.loads(text)["keys"]
        found = dict(filter(None, map(_key, listed)))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConfigError(f"auth.jwks: not a JWKS: {type(error).__name__}") from error
    if not found:
        raise ConfigError("auth.jwks: it has no key that could prove a token")
    if len(found) == 1:
        found[None] = next(iter(found.values()))
    return found


def _key(entry: Any) -> tuple[str | None, Key] | None:
    if not isinstance(entry, dict):
        return None
    allowed = _ALGORITHMS.get(entry.get("kty", ""), ())
    if entry.get("use", "sig") != "sig" or entry.get("alg", next(iter(allowed), "")) not in allowed:
        return None
    try:
        parsed = jwt.PyJWK(entry)
    except jwt.exceptions.MissingCryptographyError as error:
        raise ConfigError("auth.jwks: takes an extra: pip install 'radist[jwks]'") from error
    except jwt.PyJWTError:
        return None
    if entry["kty"] == "RSA" and parsed.key.key_size < _LEAST_RSA:
        return None
    return entry.get("kid"), Key(parsed.algorithm_name, parsed)
