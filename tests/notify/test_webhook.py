"""Webhooks at a real server, verified by a library of others."""

import json
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from standardwebhooks import Webhook as Verified
from standardwebhooks.webhooks import WebhookVerificationError

from notify.memory import Hours, delivery, hook
from notify.receivers import Receiver
from notify.test_reach import Names
from radist.config import Notify
from radist.errors import Undeliverable
from radist.notify._tools import Tools
from radist.notify.webhook import Webhook


def now() -> int:
    return time.time_ns() // 1000


def tools(tmp_path: Path, **settings) -> Tools:
    return Tools(Notify(**{"allow": ("127.0.0.0/8",), **settings}), now, tmp_path)


def carrier_of(having: Tools, url: str) -> Webhook:
    return Webhook(having, hook("desk", url), url=url)


async def send(having: Tools, url: str) -> int:
    carrier = carrier_of(having, url)
    return await carrier.send([delivery("d_1", carrier.target, now(), price=1.5)])


async def failure(having: Tools, url: str) -> Undeliverable:
    with pytest.raises(Undeliverable) as caught:
        await send(having, url)
    return caught.value


async def test_a_library_of_others_believes_the_signature(tmp_path, receiver: Receiver):
    async with tools(tmp_path) as having:
        assert await send(having, receiver.url()) == 204
        (heard,) = receiver.heard
        (secret,) = having.keys.of("w_desk")
    told = Verified(secret).verify(heard.body, heard.headers)
    assert told == json.loads(heard.body)
    assert told["data"]["price"] == 1.5
    assert heard.headers["content-type"] == "application/json"
    for forged in (heard.body.replace(b"1.5", b"1.6"), b"", heard.body + b" "):
        with pytest.raises(WebhookVerificationError):
            Verified(secret).verify(forged, heard.headers)


async def test_while_keys_change_both_secrets_are_believed(tmp_path, monkeypatch, receiver):
    monkeypatch.setenv("NEW", "n" * 40)
    monkeypatch.setenv("OLD", "o" * 40)
    async with tools(tmp_path, key="env:NEW", former_key="env:OLD") as having:
        await send(having, receiver.url())
        (heard,) = receiver.heard
        secrets = having.keys.of("w_desk")
    assert len(set(secrets)) == 2
    for secret in secrets:
        assert Verified(secret).verify(heard.body, heard.headers)


async def test_each_attempt_has_the_same_id_and_a_time_of_its_own(tmp_path, receiver):
    receiver.answer = 500
    hours = Hours(speed=1_000_000)
    async with Tools(Notify(allow=("127.0.0.0/8",)), hours.now, tmp_path) as having:
        for _ in range(2):
            await failure(having, receiver.url())
    first, second = (heard.headers for heard in receiver.heard)
    assert first["webhook-id"] == second["webhook-id"] == "d_1"
    assert first["webhook-timestamp"] < second["webhook-timestamp"]
    assert first["webhook-signature"] != second["webhook-signature"]


@pytest.mark.parametrize("status", [300, 302, 307, 400, 404, 410, 429, 500, 503])
async def test_all_but_success_is_failure_and_gone_is_for_good(tmp_path, receiver, status):
    receiver.answer = status
    receiver.headers = {"Location": receiver.url("/elsewhere")}
    async with tools(tmp_path) as having:
        error = await failure(having, receiver.url())
    assert (error.status, error.permanent) == (status, status == 410)
    assert str(error).startswith(f"answered {status}")
    assert [heard.path for heard in receiver.heard] == ["/hook"]


async def test_what_a_target_says_is_told_to_nobody(tmp_path, receiver):
    async def answer(_):
        return web.Response(status=500, reason="hunter2", text="hunter2 " * 100_000)

    receiver.answer = answer
    async with tools(tmp_path) as having:
        error = await failure(having, receiver.url())
    assert str(error) == "answered 500"


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("0", 0), ("-5", None), ("soon", None), ("٣", None)]
)
async def test_retry_after_is_read(tmp_path, receiver, header, seconds):
    receiver.answer, receiver.headers = 429, {"Retry-After": header}
    async with tools(tmp_path) as having:
        assert (await failure(having, receiver.url())).retry_after == seconds


async def test_retry_after_may_be_a_date(tmp_path, receiver):
    date = datetime.fromtimestamp(time.time() + 90, UTC)
    receiver.answer, receiver.headers = 503, {"Retry-After": format_datetime(date, usegmt=True)}
    async with tools(tmp_path) as having:
        seconds = (await failure(having, receiver.url())).retry_after
    assert seconds == pytest.approx(90, abs=3)


async def test_a_port_where_nobody_listens_is_said_without_the_address(tmp_path, free_port):
    async with tools(tmp_path) as having:
        error = await failure(having, f"http://127.0.0.1:{free_port}/secret")
    assert not error.permanent
    assert "secret" not in str(error)
    assert "127.0.0.1" not in str(error)


async def test_no_proxy_of_the_environment_is_used(tmp_path, monkeypatch, receiver, free_port):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port}")
    async with tools(tmp_path) as having:
        assert await send(having, receiver.url()) == 204


def certificate(folder: Path, name: str) -> Path:
    """A certificate for a name, by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.fromtimestamp(time.time() - 3600, UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


async def test_over_tls_the_name_is_asked_for_at_the_address_that_was_looked_at(
    tmp_path, monkeypatch
):
    path = certificate(tmp_path, "hooks.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(path)
    asked: list[str | None] = []
    serving.sni_callback = lambda _, name, __: asked.append(name)
    async with Receiver(serving) as receiver, tools(tmp_path) as having:
        names = having.reach.resolver = Names([str(ip_address("127.0.0.1"))], ["10.0.0.1"])
        url = f"https://hooks.example:{receiver.port}/hook"
        assert await send(having, url) == 204
        (heard,) = receiver.heard
        assert heard.headers["host"] == f"hooks.example:{receiver.port}"
        assert (asked, names.asked) == (["hooks.example"], 1)
        names.answers = [["127.0.0.1"]]
        error = await failure(having, url.replace("hooks.", "other."))
    assert str(error) == "its certificate is not to be believed"
    assert not error.permanent
