import base64
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from radist.config import Auth
from radist.errors import ClientError, ConfigError
from radist.server import auth
from radist.server.auth import Tokens
from radist.server.keys import Key, OneSecret, parse_jwks

SECRET = "a secret of this test, and of no node at all"
ISSUER, AUDIENCE = "https://issuer.example", "radist"
RSA = rsa.generate_private_key(65537, 2048)
SMALL = rsa.generate_private_key(65537, 1024)
CURVE = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()


def claims(**others):
    now = int(time.time())
    return {"sub": "alice", "iat": now, "exp": now + 600, "iss": ISSUER, "aud": AUDIENCE} | others


def signed(payload, secret=SECRET):
    return jwt.encode(payload, secret, "HS256")


def jwk(key, **others):
    kinds = {rsa.RSAPrivateKey: "RS256", ec.EllipticCurvePrivateKey: "ES256"}
    name = next((name for kind, name in kinds.items() if isinstance(key, kind)), "EdDSA")
    return json.loads(jwt.get_algorithm_by_name(name).to_jwk(key.public_key())) | others


def jwks(*keys):
    return json.dumps({"keys": list(keys)})


JWKS = jwks(jwk(RSA, kid="r"), jwk(CURVE, kid="e"), jwk(ED, kid="o"))
AUTH = Auth(secret=SECRET, issuer=ISSUER, audience=AUDIENCE)


class Published:
    """Keys that are all there."""

    may_come = False

    def __init__(self, text: str) -> None:
        self.keys = parse_jwks(text)

    def find(self, kid: str | None) -> Key | None:
        return self.keys.get(kid)


def read(token: str, settings: Auth = AUTH):
    return Tokens(OneSecret(SECRET), settings).read(token, time.time())


def refused(tokens: Tokens, token: str) -> str:
    with pytest.raises(ClientError) as caught:
        tokens.read(token, time.time())
    assert caught.value.code == 401
    return caught.value.reason


def test_a_token_names_its_user_scopes_and_end():
    now = int(time.time())
    token = signed(claims(scope="admin broadcast", jti="t1", exp=now + 60))
    visitor = read(token)
    assert (visitor.user, visitor.scopes) == ("alice", {"admin", "broadcast"})
    assert (visitor.expires, visitor.token, visitor.issued) == (now + 60, "t1", now)
    assert visitor.admitted


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": 1},
        {"exp": "9999999999"},
        {"sub": ""},
        {"sub": "alice\n"},
        {"scope": ["admin"]},
        {"iss": "https://evil.example"},
        {"aud": "others"},
    ],
)
def test_a_token_that_says_something_wrong_is_refused(wrong):
    tokens = Tokens(OneSecret(SECRET), AUTH)
    reason = "expired" if wrong == {"exp": 1} else "bad_token"
    assert refused(tokens, signed(claims(**wrong))) == reason


def test_a_token_of_another_secret_is_refused():
    assert refused(Tokens(OneSecret(SECRET), AUTH), signed(claims(), "x" * 40)) == "bad_token"


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"), [(RSA, "RS256", "r"), (CURVE, "ES256", "e"), (ED, "EdDSA", "o")]
)
def test_keys_of_every_kind_prove_their_tokens(key, algorithm, kid):
    token = jwt.encode(claims(), key, algorithm, headers={"kid": kid})
    assert Tokens(Published(JWKS), Auth(issuer=ISSUER)).read(token, time.time()).user == "alice"


def test_a_key_alone_needs_no_name():
    token = jwt.encode(claims(), RSA, "RS256")
    assert Tokens(Published(jwks(jwk(RSA, kid="r"))), Auth()).read(token, time.time()).user


def test_a_key_has_the_algorithm_that_it_names():
    keys = Published(jwks(jwk(RSA, kid="r", alg="PS256")))
    assert keys.keys["r"].algorithm == "PS256"
    tokens = Tokens(keys, Auth())
    assert refused(tokens, jwt.encode(claims(), RSA, "RS256", headers={"kid": "r"})) == "bad_token"
    assert tokens.read(jwt.encode(claims(), RSA, "PS256", headers={"kid": "r"}), time.time()).user


@pytest.mark.parametrize(
    "entry",
    [
        jwk(SMALL, kid="r"),
        jwk(RSA, kid="r", use="enc"),
        jwk(RSA, kid="r", alg="HS256"),
        jwk(RSA, kid="r", alg="none"),
        {"kty": "oct", "k": "c2VjcmV0", "kid": "r"},
        {"kty": "RSA", "kid": "r"},
        {"kid": "r"},
        {},
    ],
)
def test_a_key_that_could_not_be_trusted_is_left_out(entry):
    assert set(parse_jwks(jwks(entry, jwk(CURVE, kid="e")))) == {"e", None}
    with pytest.raises(ConfigError, match="no key"):
        parse_jwks(jwks(entry))


@pytest.mark.parametrize("typ", [123, None, ["JWT"], {"JWT": 1}])
def test_a_header_that_makes_no_sense_is_refused_like_others(typ):
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": typ}).encode()).decode()
    _, body, signature = signed(claims()).split(".")
    tokens = Tokens(OneSecret(SECRET), Auth(secret=SECRET))
    assert refused(tokens, f"{head.rstrip('=')}.{body}.{signature}") == "bad_token"


@pytest.mark.parametrize("text", ["", "[]", "7", '{"keys":7}', '{"keys":[7]}', "[" * 9999])
def test_what_is_no_jwks_says_so(text):
    with pytest.raises(ConfigError, match=r"auth\.jwks"):
        parse_jwks(text)


def test_without_issuer_and_audience_they_do_not_matter():
    assert read(signed(claims(iss="x", aud=["y"])), Auth(secret=SECRET)).user == "alice"


def test_clocks_may_differ_by_half_a_minute():
    now = int(time.time())
    late = read(signed(claims(exp=now - 20)))
    assert late.expires == now - 20 + auth.LEEWAY
    assert read(signed(claims(nbf=now + 20, iat=now + 20))).user == "alice"


@pytest.mark.parametrize("secret", ["", "x", "x" * 31])
def test_a_secret_that_can_be_guessed_is_none(secret):
    with pytest.raises(ConfigError, match=r"auth\.secret") as caught:
        OneSecret(secret)
    assert not secret or secret * 2 not in str(caught.value)


def test_what_is_made_is_believed():
    token = auth.make(AUTH, "bob", ["broadcast"], 60, time.time())
    visitor = read(token)
    assert (visitor.user, visitor.scopes) == ("bob", {"broadcast"})
    assert visitor.token
    assert visitor.expires == pytest.approx(time.time() + 60, abs=2)


def test_nothing_is_made_without_a_secret_or_a_name():
    with pytest.raises(ConfigError, match=r"auth\.secret"):
        auth.make(Auth(), "bob", [], 60, 0)
    with pytest.raises(ConfigError, match="--sub"):
        auth.make(AUTH, "", [], 60, 0)


@pytest.mark.parametrize(
    ("ttl", "seconds"), [("90s", 90), ("15m", 900), ("12h", 43_200), ("7d", 604_800)]
)
def test_how_long_a_token_holds_is_written_as_people_say_it(ttl, seconds):
    assert auth.seconds(ttl) == seconds


@pytest.mark.parametrize("ttl", ["", "0s", "5", "h", "-1h", "1.5h", "1w", "1h ", "٣h"])
def test_what_is_no_time_is_refused(ttl):
    with pytest.raises(ConfigError, match="--ttl"):
        auth.seconds(ttl)


def test_keys_do_not_show_what_they_are_made_of():
    key = OneSecret(SECRET).key
    shown = [repr(key), repr(AUTH), str(AUTH), f"{AUTH}"]
    assert not [text for text in shown if "secret of" in text]
