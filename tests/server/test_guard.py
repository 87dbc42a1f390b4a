import time

import jwt
import pytest

from radist.config import Auth, Config, Http, Limits, WebSocket, load
from radist.errors import ClientError, ConfigError
from radist.server.access import SCOPES
from radist.server.guard import Guard

SECRET = "a secret of this test, and of no node at all"
KEY = Auth(secret=SECRET)


def token(**claims) -> str:
    return jwt.encode({"sub": "alice", "exp": time.time() + 60} | claims, SECRET, "HS256")


def public(http: str = "localhost", websocket: str = "localhost", **auth) -> Config:
    return Config(http=Http(host=http), websocket=WebSocket(host=websocket), auth=Auth(**auth))


def test_without_a_key_whoever_is_here_may_do_everything_but_be_somebody():
    nobody = Guard(Config()).nobody
    assert (nobody.admitted, nobody.user, nobody.scopes) == (True, None, SCOPES)


@pytest.mark.parametrize("host", ["localhost:8000", "LOCALHOST", "127.0.0.1:1", "[::1]:8000"])
def test_without_a_key_this_machine_is_commanded_by_its_own_names(host):
    assert Guard(Config()).visitor("", {"host": host}).scopes == SCOPES


@pytest.mark.parametrize(
    "host",
    ["evil.com:8000", "localhost.evil.com", "127.0.0.1.evil.com", "8.8.8.8", "", "a]b", "[::1"],
)
def test_by_any_other_name_it_is_only_read(host):
    visitor = Guard(Config()).visitor("", {"host": host})
    assert (visitor.admitted, visitor.scopes) == (True, frozenset())


PROXIED = ["x-forwarded-for", "forwarded", "x-real-ip", "via"]


@pytest.mark.parametrize("header", PROXIED)
def test_without_a_key_nobody_comes_in_through_a_proxy_that_was_not_named(header):
    with pytest.raises(ClientError, match=f"through a proxy \\({header}\\).*auth.secret") as caught:
        Guard(Config()).visitor("", {"host": "localhost", header: "203.0.113.9"})
    assert (caught.value.code, caught.value.reason) == (403, "proxied")


@pytest.mark.parametrize("header", PROXIED)
@pytest.mark.parametrize(
    "config",
    [Config(limits=Limits(trusted_proxies=("127.0.0.1",))), Config(auth=Auth(anonymous=True))],
)
def test_through_one_that_was_named_everybody_reads_and_nobody_commands(config, header):
    shown = {"host": "localhost", header: "127.0.0.1"}
    visitor = Guard(config).visitor("", shown)
    assert (visitor.admitted, visitor.scopes) == (True, frozenset())
    assert Guard(config).visitor("", {"host": "localhost"}).scopes == SCOPES


def test_with_a_key_a_proxy_is_no_matter():
    guard = Guard(Config(auth=KEY))
    shown = {"host": "x", "via": "1.1 x", "authorization": f"Bearer {token()}"}
    assert guard.visitor("", shown).user == "alice"


def test_with_a_key_nobody_comes_in_unless_that_is_said():
    assert not Guard(Config(auth=KEY)).nobody.admitted
    nobody = Guard(Config(auth=Auth(secret=SECRET, anonymous=True))).nobody
    assert (nobody.admitted, nobody.scopes) == (True, frozenset())


@pytest.mark.parametrize(
    "config",
    [public("0.0.0.0"), public(websocket="::"), public("192.168.1.2", "0.0.0.0")],
)
def test_a_node_which_others_reach_has_to_ask_who_they_are(config):
    with pytest.raises(ConfigError, match=r"auth\.secret or auth\.jwks, or auth\.anonymous") as e:
        Guard(config)
    assert "\n" not in str(e.value)
    assert "host = " in str(e.value)


def test_it_may_be_meant_that_everybody_reads_but_never_that_everybody_commands():
    nobody = Guard(public("0.0.0.0", anonymous=True)).nobody
    assert (nobody.admitted, nobody.scopes) == (True, frozenset())
    assert not Guard(public("0.0.0.0", secret=SECRET)).nobody.admitted


@pytest.mark.parametrize(
    ("auth", "named"),
    [
        (Auth(secret="short"), "auth.secret"),
        (Auth(secret=SECRET, jwks="keys.json"), "auth.secret, auth.jwks"),
        (Auth(anonymous=False), "auth.anonymous"),
        (Auth(jwks="/nowhere/keys.json"), "auth.jwks"),
        (Auth(jwks="http://example.org/keys"), "auth.jwks"),
        (Auth(jwks="ftp://localhost/keys"), "auth.jwks"),
    ],
)
def test_keys_that_could_not_be_trusted_stop_the_start(auth, named):
    with pytest.raises(ConfigError, match=named):
        Guard(Config(auth=auth))


def test_other_settings_that_make_no_sense_stop_it_too():
    with pytest.raises(ConfigError, match="origins"):
        Guard(Config(origins=("https://example.org/",)))
    with pytest.raises(ConfigError, match="trusted_proxies"):
        Guard(Config(limits=Limits(trusted_proxies=("x",))))


def test_a_secret_is_in_no_message_of_the_configuration():
    with pytest.raises(ConfigError) as caught:
        load(environ={"RADIST_AUTH__SECRTE": SECRET})
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(load(environ={"RADIST_AUTH__SECRET": SECRET}))


def test_a_number_for_a_secret_is_not_repeated(tmp_path):
    file = tmp_path / "radist.toml"
    file.write_text("[auth]\nsecret = 12345678901234567\n")
    with pytest.raises(ConfigError, match=r"auth\.secret: expected a text") as caught:
        load(file)
    assert "1234" not in str(caught.value)


def refused(guard: Guard, query: str = "", bearer: str = "", **headers: str) -> str:
    with pytest.raises(ClientError) as caught:
        guard.visitor(query, headers, bearer)
    assert "eyJ" not in str(caught.value)
    return f"{caught.value.code} {caught.value.reason}"


@pytest.mark.parametrize("place", ["header", "lower case", "sub-protocol"])
def test_a_token_is_read_where_headers_carry_it(place):
    made, guard = token(), Guard(Config(auth=KEY))
    visitor = {
        "header": lambda: guard.visitor("", {"authorization": f"Bearer {made}"}),
        "lower case": lambda: guard.visitor("", {"authorization": f"bearer  {made}"}),
        "sub-protocol": lambda: guard.visitor("", {}, made),
    }[place]()
    assert visitor.user == "alice"


def test_a_token_in_a_url_is_refused_even_a_good_one():
    guard = Guard(Config(auth=KEY))
    made = token()
    for query in (
        f"token={made}",
        f"access_token={made}",
        f"TOKEN={made}",
        f"symbols={made}",
        f"x=1&jwt={made}",
        made,
        made.replace(".", "%2E"),
        "token=",
    ):
        assert refused(guard, query) == "400 token_in_url"
        assert refused(guard, query, authorization=f"Bearer {made}") == "400 token_in_url"


def test_what_is_no_bearer_is_refused():
    guard = Guard(Config(auth=KEY))
    assert refused(guard, authorization="Basic YTpi") == "401 bad_token"
    assert refused(guard, authorization="Bearer") == "401 bad_token"
    assert refused(Guard(Config()), authorization=f"Bearer {token()}") == "401 bad_token"


def test_a_ticket_ends_with_the_token_it_was_given_for():
    guard = Guard(Config(auth=KEY))
    alice = guard.read(token(jti="t1"))
    first, second = (guard.tickets.issue(alice, time.monotonic()) for _ in range(2))
    assert guard.visitor(f"ticket={first}", {}) == alice
    assert refused(guard, f"ticket={first}") == "401 bad_ticket"
    guard.revoked.token("t1")
    assert refused(guard, f"ticket={second}") == "401 revoked"
    assert refused(guard, authorization=f"Bearer {token(jti='t1')}") == "401 revoked"
