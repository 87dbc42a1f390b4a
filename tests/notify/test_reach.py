"""What a webhook may reach, and what it must not."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from notify.addresses import EVERYBODYS, corpus
from notify.memory import Hours, delivery, hook
from notify.receivers import Receiver
from radist.config import Notify
from radist.errors import ConfigError, Undeliverable
from radist.notify._reach import Reach, Refused, is_everybodys
from radist.notify._tools import Tools
from radist.notify.webhook import Webhook

calls: list[object] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        calls.append(arguments[1])


sys.addaudithook(_audit)


@contextmanager
def connections() -> Iterator[list[object]]:
    """Where sockets of this process were connected to meanwhile, or where that was tried."""
    calls.clear()
    yield calls


class Names(AbstractResolver):
    """A name server that says one thing, then another."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        pass


def tools(tmp_path, port: int, *allow: str) -> Tools:
    return Tools(Notify(allow=allow, ports=(port,)), Hours().now, tmp_path)


async def attempt(having: Tools, url: str) -> str:
    """Why a delivery to an address failed."""
    try:
        carrier = Webhook(having, hook("one", url), url=url)
    except ConfigError as error:
        return str(error)
    with pytest.raises(Undeliverable) as caught:
        await carrier.send([delivery("d_1", carrier.target, 1)])
    assert caught.value.permanent
    return str(caught.value)


async def test_no_address_of_a_hundred_and_more_that_lead_inside_is_connected_to(
    tmp_path, receiver: Receiver
):
    urls = corpus(receiver.port)
    assert len(set(urls)) >= 150
    async with tools(tmp_path, receiver.port) as having:
        # Names that are no numbers lead to where somebody listens.
        having.reach.resolver = Names(["127.0.0.1"])
        with connections() as made:
            for url in urls:
                assert await attempt(having, url)
        assert (made, receiver.heard) == ([], [])


async def test_the_same_listener_is_reached_where_it_is_allowed(tmp_path, receiver: Receiver):
    async with tools(tmp_path, 443, "127.0.0.0/8") as having:
        carrier = Webhook(having, hook("one", receiver.url()), url=receiver.url())
        with connections() as made:
            assert await carrier.send([delivery("d_1", carrier.target, 1)]) == 204
        assert made == [("127.0.0.1", receiver.port)]
    assert receiver.ids() == ["d_1"]


@pytest.mark.parametrize(
    "answers",
    [
        [["127.0.0.1"]],
        [["8.8.8.8", "127.0.0.1"]],
        [["127.0.0.1", "8.8.8.8"]],
        [["2606:4700::1111", "::1"]],
        [["::ffff:169.254.169.254"]],
        [["64:ff9b::7f00:1"]],
        [["fe80::1%lo"]],
    ],
)
async def test_a_name_that_leads_inside_is_refused(tmp_path, receiver, answers):
    async with tools(tmp_path, receiver.port) as having:
        having.reach.resolver = Names(*answers)
        with connections() as made:
            reason = await attempt(having, f"https://rebound.example:{receiver.port}/")
        assert "is not everybody's" in reason
        assert (made, receiver.heard) == ([], [])


async def test_a_name_server_that_changes_its_mind_gains_nothing(tmp_path, receiver):
    async with tools(tmp_path, receiver.port) as having:
        names = having.reach.resolver = Names(["127.0.0.1"])
        names.answers = [["0.0.0.0"], ["127.0.0.1"]]
        with connections() as made:
            for _ in range(3):
                await attempt(having, f"https://rebound.example:{receiver.port}/")
        assert (names.asked, made, receiver.heard) == (3, [], [])


async def test_what_was_looked_at_is_what_is_connected_to(tmp_path, monkeypatch):
    """Of a name that is everybody's first and ours then, only the first answer is ever used."""
    names = Names(["8.8.8.8"], ["127.0.0.1"])
    reach = Reach((), (443,), names)
    (found,) = await reach.resolve("rebound.example", 443)
    info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", (found["host"], 443))
    with reach.socket(info) as made:
        assert made.family == socket.AF_INET
    assert names.asked == 1
    with pytest.raises(Refused):
        reach.socket((*info[:4], ("127.0.0.1", 443)))


async def test_http_is_for_networks_that_are_allowed(tmp_path, receiver: Receiver):
    async with tools(tmp_path, receiver.port, "192.168.7.0/24") as having:
        having.reach.resolver = Names(["8.8.8.8"])
        reach = having.reach.plain
        reach.resolver = having.reach.resolver
        with pytest.raises(Refused, match=r"http is for networks in notify.allow"):
            await reach.resolve("example.org", 80)
        reach.resolver = Names(["192.168.7.9"])
        assert await reach.resolve("example.org", 80)


@pytest.mark.parametrize("text", EVERYBODYS)
def test_the_internet_may_be_reached(text):
    assert is_everybodys(ip_address(text))
    Reach((), (443,)).check(text, 443)
    host = f"[{text}]" if ":" in text else text
    Reach((), (443,)).check_url(f"https://{host}/hook?a=b")


@given(st.ip_addresses())
def test_nothing_is_everybodys_that_python_calls_private(address: IPv4Address | IPv6Address):
    if is_everybodys(address):
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:{}", "64:ff9b::{}"]))
def test_an_address_in_another_is_judged_by_the_inner_one(address, form):
    reach = Reach((), (443,))
    try:
        reach.check(form.format(address), 443)
        refused = False
    except Refused:
        refused = True
    assert refused != is_everybodys(address)


def test_a_network_that_is_none_stops_the_start():
    with pytest.raises(
        ConfigError, match=r"^notify.allow: '10.0.0.1/8' is no network: 10.0.0.1/8 has host"
    ):
        Reach(("10.0.0.1/8",), ())
    with pytest.raises(ConfigError, match=r"^notify.allow: 'lan' is no network"):
        Reach(("lan",), ())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://example.org:22/", "port 22 is not one of 443"),
        ("http://example.org/", "expected https://…: http is for networks in notify.allow"),
        ("https://a:b@example.org/", "no user and no password may be in it"),
        ("https://2130706433/", "not the usual way to write a number"),
        ("https://10.0.0.1/", "10.0.0.1 is not everybody's"),
        ("mailto:me@example.org", "expected https://…"),
        ("https://example.org/" + "x" * 2048, "not an address"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(url, reason):
    with pytest.raises(Refused) as caught:
        Reach((), (443,)).check_url(url)
    assert str(caught.value) == reason
