"""Tokens that must not be believed, each with what is wrong with it."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

SECRET = "a secret of this test, and of no node at all"
OTHER = "another secret, as long, and as unknown here"
ISSUER, AUDIENCE = "https://issuer.example", "radist"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**others: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {"sub": "alice", "iat": now, "exp": now + 600, "iss": ISSUER, "aud": AUDIENCE}
    return {name: value for name, value in (good | others).items() if value is not None}


def signed(payload: Any, header: dict[str, Any] | None = None, secret: str = SECRET) -> str:
    """HS256, whatever the header says."""
    said = {"alg": "HS256", "typ": "JWT"} | (header or {})
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    parts = f"{b64(json.dumps(said).encode())}.{b64(body)}"
    return f"{parts}.{b64(hmac.new(secret.encode(), parts.encode(), hashlib.sha256).digest())}"


RSA = rsa.generate_private_key(65537, 2048)
SMALL = rsa.generate_private_key(65537, 1024)
STRANGE = rsa.generate_private_key(65537, 2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()


def jwk(key: Any, **others: Any) -> dict[str, Any]:
    """The public half."""
    kinds = {rsa.RSAPrivateKey: "RS256", ec.EllipticCurvePrivateKey: "ES256"}
    name = next((name for kind, name in kinds.items() if isinstance(key, kind)), "EdDSA")
    algorithm = jwt.get_algorithm_by_name(name)
    return json.loads(algorithm.to_jwk(key.public_key())) | others


def jwks(*keys: dict[str, Any]) -> str:
    return json.dumps({"keys": list(keys)})


JWKS = jwks(jwk(RSA, kid="r"), jwk(CURVE, kid="e"), jwk(ED, kid="o"))


def pem(key: Any) -> str:
    form, kind = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(form, kind).decode()


def of_a_secret() -> Iterator[tuple[str, str]]:
    """Against a node with a secret, an issuer and an audience."""
    yield from wrong_signatures()
    yield from wrong_headers()
    yield from wrong_claims()
    yield from no_tokens()


def wrong_signatures() -> Iterator[tuple[str, str]]:
    head, body, signature = signed(claims()).split(".")
    for alg in ("none", "None", "NONE", "nOnE", "", "HS384", "HS512", "RS256", "ES256", "hs256"):
        yield f"alg {alg!r}", signed(claims(), {"alg": alg})
    for alg in ("none", "None"):
        unsigned = f"{b64(json.dumps({'alg': alg, 'typ': 'JWT'}).encode())}.{body}."
        yield f"unsigned, alg {alg}", unsigned
    yield "no alg", signed(claims(), {"alg": None})
    yield "a list of algs", signed(claims(), {"alg": ["HS256"]})
    yield "another secret", signed(claims(), secret=OTHER)
    yield "an empty secret", signed(claims(), secret="")
    yield "no signature", f"{head}.{body}."
    yield "half a signature", f"{head}.{body}.{signature[:20]}"
    other = b64(json.dumps(claims(sub="bob")).encode())
    yield "the signature of another body", f"{head}.{other}.{signature}"
    yield "HS512 with our secret", jwt.encode(claims(), SECRET.ljust(64), "HS512")


def wrong_headers() -> Iterator[tuple[str, str]]:
    for name, value in (
        ("crit", ["exp"]),
        ("crit", []),
        ("jku", "https://evil.example/keys"),
        ("x5u", "https://evil.example/cert"),
        ("jwk", {"kty": "oct", "k": b64(OTHER.encode())}),
        ("x5c", ["MII"]),
        ("b64", False),
        ("zip", "DEF"),
        ("enc", "A128GCM"),
        ("typ", "JWE"),
        ("typ", "dpop+jwt"),
        ("kid", 7),
    ):
        yield f"header {name} = {value!r}", signed(claims(), {name: value})
    yield (
        "jwk of its own key",
        signed(claims(), {"jwk": {"kty": "oct", "k": b64(OTHER.encode())}}, secret=OTHER),
    )


def wrong_claims() -> Iterator[tuple[str, str]]:
    now = int(time.time())
    for name, value in (
        ("exp", None),
        ("exp", now - 60),
        ("exp", 0),
        ("exp", "9999999999"),
        ("exp", True),
        ("exp", float("inf")),
        ("exp", float("nan")),
        ("exp", 1e300),
        ("exp", [now + 600]),
        ("exp", {}),
        ("nbf", now + 3600),
        ("nbf", "tomorrow"),
        ("iat", now + 3600),
        ("iat", "now"),
        ("sub", None),
        ("sub", ""),
        ("sub", 7),
        ("sub", ["alice"]),
        ("sub", "x" * 129),
        ("sub", "alice\n"),
        ("sub", "ali\u202ece"),
        ("sub", "\ud800"),
        ("scope", ["admin"]),
        ("scope", {"admin": True}),
        ("iss", None),
        ("iss", "https://evil.example"),
        ("iss", [ISSUER]),
        ("aud", None),
        ("aud", "others"),
        ("aud", ["others"]),
        ("aud", {"radist": 1}),
        ("jti", 7),
    ):
        yield f"{name} = {value!r}", signed(claims(**{name: value}))


def no_tokens() -> Iterator[tuple[str, str]]:
    good = signed(claims())
    head, body, signature = good.split(".")
    yield "a list for a body", signed([claims()])
    yield "a text for a body", signed("alice")
    yield "no JSON for a body", signed(b"\xff\xfe")
    yield "a deep body", signed(b"[" * 3000)
    yield "a deep header", f"{b64(b'[' * 3000)}.{body}.{signature}"
    yield "nothing", ""
    yield "dots", ".."
    yield "many dots", "." * 100
    yield "one part", head
    yield "five parts", f"{good}.{body}.{signature}"
    yield "a space inside", f"{head} .{body}.{signature}"
    yield "umlauts", "ä.ö.ü"
    yield "too long", signed(claims(x="y" * 9000))


def of_a_jwks() -> Iterator[tuple[str, str]]:
    """Against a node with public keys of three kinds."""
    yield "signed by a stranger's key", jwt.encode(claims(), STRANGE, "RS256", headers={"kid": "r"})
    yield "no kid among several keys", jwt.encode(claims(), RSA, "RS256")
    yield "an unknown kid", jwt.encode(claims(), RSA, "RS256", headers={"kid": "x"})
    yield "a kid of another kind", jwt.encode(claims(), RSA, "RS256", headers={"kid": "e"})
    yield (
        "another algorithm of the same key",
        jwt.encode(claims(), RSA, "PS256", headers={"kid": "r"}),
    )
    yield "RS512 of the same key", jwt.encode(claims(), RSA, "RS512", headers={"kid": "r"})
    for name, secret in (("PEM", pem(RSA)), ("JWK", json.dumps(jwk(RSA))), ("nothing", "")):
        yield f"HS256 with the public key as {name}", signed(claims(), {"kid": "r"}, secret)
    head = b64(json.dumps({"alg": "none", "kid": "r"}).encode())
    yield "none with a kid", f"{head}.{b64(json.dumps(claims()).encode())}."
    yield (
        "its own jwk",
        jwt.encode(claims(), STRANGE, "RS256", headers={"kid": "r", "jwk": jwk(STRANGE)}),
    )
    yield (
        "its own jku",
        jwt.encode(claims(), STRANGE, "RS256", headers={"kid": "r", "jku": "http://127.0.0.1/x"}),
    )
    old = claims(exp=int(time.time()) - 31)
    yield "expired", jwt.encode(old, RSA, "RS256", headers={"kid": "r"})
    yield "a path for a kid", jwt.encode(claims(), RSA, "RS256", headers={"kid": "../../dev/null"})
