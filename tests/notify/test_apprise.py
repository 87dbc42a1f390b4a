"""E-mail by apprise, to a real SMTP server; and what is said where apprise is missing."""

import email
import email.policy
import os
import sys
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from notify.memory import Hours, Memory, delivery
from radist.config import Notify
from radist.deliveries import Target
from radist.errors import ConfigError
from radist.notify._notifier import check

# Of a module that apprise asks for.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")

PASSWORD = "hunter2"
MAIL = Target("mail", "mail", "apprise")
SETTINGS = {"mail": {"kind": "apprise", "url": "env:MAIL_URL"}}


class Mailbox:
    """What an SMTP server has taken: who from, who to, and the message."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], email.message.EmailMessage]] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, mail))
        return "250 OK"


@pytest.fixture
def mailbox(free_port, monkeypatch) -> Iterator[Mailbox]:
    there = Mailbox()
    controller = Controller(there, hostname="127.0.0.1", port=free_port)
    controller.start()
    place = f"127.0.0.1:{free_port}"
    monkeypatch.setenv("MAIL_URL", f"mailto://{place}?from=radist@example.org&to=me@example.org")
    yield there
    controller.stop()


@pytest.mark.parametrize("form", ["text", "html"])
async def test_an_alert_comes_by_mail(
    outbox: Memory, running, eventually, mailbox: Mailbox, monkeypatch, form
):
    hours = Hours()
    monkeypatch.setenv("MAIL_URL", f"{os.environ['MAIL_URL']}&format={form}")
    async with running(hours, targets=SETTINGS):
        outbox.add(delivery("BTC above 70k", MAIL, hours.now(), message="1 < 2 <script>\nat €5"))
        await eventually(lambda: outbox.count("delivered"))
    ((sender, to, mail),) = mailbox.mails
    assert (sender, to) == ("radist@example.org", ["me@example.org"])
    assert mail["Subject"] == "BTC above 70k"
    text = mail.get_body((form, "plain")).get_content()
    assert ("<script>" in text, "&lt;script&gt;" in text) == (form == "text", form == "html")
    assert "€5" in text


@pytest.mark.parametrize(
    "end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x00\n", "%0d%0a", "\\r\\n"]
)
async def test_a_name_cannot_become_a_header(outbox, running, eventually, mailbox, end):
    hours = Hours()
    async with running(hours, targets=SETTINGS):
        name = f"quiet{end}Bcc: all@example.org{end}{end}<b>body</b>"
        outbox.add(delivery(name, MAIL, hours.now(), message=f"text{end}.{end}MAIL FROM:<x@y>"))
        await eventually(lambda: outbox.count("delivered"))
    ((_, to, mail),) = mailbox.mails
    assert to == ["me@example.org"]
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("quiet")
    assert "Bcc: all@example.org" in mail["Subject"]


async def test_alerts_that_wait_become_one_mail(outbox, running, eventually, mailbox):
    hours = Hours()
    for n in range(5):
        outbox.add(delivery(f"alert {n}", MAIL, hours.now()))
    async with running(hours, targets=SETTINGS):
        await eventually(lambda: outbox.count("delivered") == 5)
    ((_, _, mail),) = mailbox.mails
    assert mail["Subject"].startswith("5 alerts: alert 0, alert 1")
    text = mail.get_body(("html", "plain")).get_content()
    assert all(f"alert {n}: alert {n} fired" in text for n in range(5))


async def test_a_server_that_is_away_is_tried_again_and_nothing_secret_is_said(
    outbox, running, eventually, free_port, monkeypatch, caplog, capsys
):
    caplog.set_level("DEBUG")
    place = f"me:{PASSWORD}@127.0.0.1:{free_port}"
    monkeypatch.setenv("MAIL_URL", f"mailto://{place}?from=a@example.org&to=me@example.org")
    hours = Hours()
    outbox.add(delivery("alert", MAIL, hours.now()))
    async with running(hours, targets=SETTINGS) as notifier:
        await eventually(lambda: outbox.attempts.get("alert"))
        fault = notifier.fault("mail")
    assert fault == "E-Mail did not take it"
    assert outbox.state["alert"] == "pending"
    for text in (fault, caplog.text, *capsys.readouterr()):
        assert PASSWORD not in text


def test_an_address_that_is_none_is_not_shown(monkeypatch, caplog):
    caplog.set_level("DEBUG")
    monkeypatch.setenv("MAIL_URL", f"nonsense://me:{PASSWORD}@example.org")
    with pytest.raises(ConfigError) as caught:
        check(Notify(targets=SETTINGS))
    wanted = "notify.targets.mail.url: what it refers to is no address that apprise knows"
    assert str(caught.value) == wanted
    assert PASSWORD not in caplog.text


def test_without_apprise_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ConfigError) as caught:
        check(Notify(targets=SETTINGS))
    wanted = "notify.targets.mail.kind: apprise needs: pip install 'radist[notify]'"
    assert str(caught.value) == wanted
