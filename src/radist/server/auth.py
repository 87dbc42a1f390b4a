"""Tokens (JWT): made for a user, and believed or not."""

import re
import secrets
from typing import Any

import jwt

from radist.config import Auth
from radist.errors import ClientError, ConfigError
from radist.server.access import Visitor
from radist.server.keys import Key, Keys, OneSecret

LEEWAY = 30.0
"""Seconds by which clocks may differ."""
_TTL = re.compile(r"(\d{1,6})([smhd])", re.ASCII)
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_LONGEST = 8192
_LONGEST_NAME = 128
_END_OF_TIME = 253_402_300_800
"""The year 10000, which no calendar here knows."""
_NOT_OBEYED = frozenset("crit jku jwk x5u x5c b64 zip enc".split())
"""What a header may say to have a token proven in another way than ours."""
_REFUSED = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


class Tokens:
    """Believes what a key of ours has signed, for whom we are."""

    def __init__(self, keys: Keys, auth: Auth) -> None:
        self._keys = keys
        self._issuer = auth.issuer or None
        self._audience = auth.audience or None

    def read(self, token: str, now: float) -> Visitor:
        """Whose token it is. Raises ClientError(401), or 503 while its key is being asked for."""
        if not 0 < len(token) <= _LONGEST:
            raise _bad("too long" if token else "it is empty")
        try:
            header = jwt.get_unverified_header(token)
            return _visitor(self._claims(token, self._key(header)), now)
        except jwt.ExpiredSignatureError as error:
            raise ClientError(401, "expired", "this token is over: show a newer one") from error
        except _REFUSED as error:
            raise _bad(str(error)) from error

    def _key(self, header: dict[str, Any]) -> Key:
        if strange := _NOT_OBEYED & header.keys():
            raise _bad(f"its header has {min(strange)!r}")
        if str(header.get("typ", "JWT")).lower() not in ("jwt", "at+jwt"):
            raise _bad("its typ is not JWT")
        key = self._keys.find(header.get("kid"))
        if key is None:
            if self._keys.may_come:
                raise ClientError(503, "not_ready", "the token's key is being asked for: try again")
            raise _bad("its key is not known")
        if header.get("alg") != key.algorithm:
            raise _bad("its algorithm is not that of the key")
        return key

    def _claims(self, token: str, key: Key) -> dict[str, Any]:
        return jwt.decode(
            token,
            key.material,
            algorithms=[key.algorithm],
            options={
                "require": ["exp", "sub"],
                "verify_aud": self._audience is not None,
                "enforce_minimum_key_length": True,
            },
            audience=self._audience,
            issuer=self._issuer,
            leeway=LEEWAY,
        )


def _visitor(claims: dict[str, Any], now: float) -> Visitor:
    user, scope = claims["sub"], claims.get("scope", "")
    if not _is_name(user):
        raise _bad(f"sub: expected 1 to {_LONGEST_NAME} printable characters")
    if not isinstance(scope, str):
        raise _bad("scope: expected words in one text")
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    _time(claims, "nbf")
    return Visitor(
        admitted=True,
        user=user,
        scopes=frozenset(scope.split()),
        # Clocks may differ: who came in within the leeway stays for as long.
        expires=expires if expires > now else expires + LEEWAY,
        issued=issued,
        token=claims.get("jti", ""),
    )


def _is_name(user: str) -> bool:
    return 0 < len(user) <= _LONGEST_NAME and user.isprintable()


def _time(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name, 0)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (number and 0 <= value < _END_OF_TIME):
        raise _bad(f"{name}: expected seconds")
    return float(value)


def _bad(why: str) -> ClientError:
    return ClientError(401, "bad_token", f"token refused: {why[:200]}")


def seconds(ttl: str) -> float:
    """How long `90s`, `15m`, `12h` or `7d` is. Raises ConfigError."""
    match = _TTL.fullmatch(ttl)
    if match is None or not int(match[1]):
        raise ConfigError(f"--ttl: expected such as 90s, 15m, 12h or 7d, not {ttl!r}")
    return int(match[1]) * _UNITS[match[2]]


def make(auth: Auth, user: str, scopes: list[str], seconds: float, now: float) -> str:
    """A token signed with the secret. Raises ConfigError if there is none."""
    if not auth.secret:
        raise ConfigError("auth.secret: a token takes one, in RADIST_AUTH__SECRET or in --config")
    key = OneSecret(auth.secret).key
    if not _is_name(user):
        raise ConfigError(f"--sub: expected 1 to {_LONGEST_NAME} printable characters")
    claims: dict[str, Any] = {"sub": user, "iat": int(now), "exp": int(now + seconds)}
    claims["jti"] = secrets.token_urlsafe(9)
    if scopes:
        claims["scope"] = " ".join(scopes)
    claims |= {n: v for n, v in (("iss", auth.issuer), ("aud", auth.audience)) if v}
    return jwt.encode(claims, key.material, key.algorithm)
