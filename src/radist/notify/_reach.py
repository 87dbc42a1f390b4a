"""Which addresses a webhook may reach: those of everybody, and networks that the operator allows.

Looked at where it counts: each address that a socket is about to be connected to, after names have
led to it. So no spelling of an address and no second answer of a name server gets around it. The
networks are those of https://www.iana.org/assignments/iana-ipv4-special-registry and its sibling.
"""

import re
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from radist.errors import ConfigError
from radist.notify._names import Names

Address = IPv4Address | IPv6Address
_LONGEST = 2048
_LONGEST_NAME = 253
_label = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_name = re.compile(rf"{_label}(\.{_label})*\.?", re.IGNORECASE)
_numeric = re.compile(r"(0x[0-9a-f]*|\d+)\.?$", re.IGNORECASE)
"""The end of a name that some read as a number: 127.1, 0x7f000001, 2130706433."""
_unprintable = re.compile(r"[^\x21-\x7e\u00a1-\U0010ffff]|[\\\u2028\u2029\ufeff]")

_NOT_EVERYBODYS = [
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        "168.63.129.16/32",  # a cloud's own, for its machines alone
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
]
_GLOBAL = IPv6Network("2000::/3")
"""All that was ever given out of IPv6."""
_NAT64 = IPv6Network("64:ff9b::/96")


class Refused(OSError):  # noqa: N818  # what happened, not whose mistake it is
    """An address that must not be reached."""


class Reach(AbstractResolver):
    """Says no to a connection before it is made. `plain` is for http: allowed networks alone."""

    def __init__(
        self, allow: Iterable[str], ports: Iterable[int], resolver: AbstractResolver | None = None
    ) -> None:
        self._allow = [_network(text) for text in allow]
        self._ports = frozenset(ports)
        self.resolver = resolver or Names()

    @property
    def plain(self) -> "Reach":
        """The same for http: nothing but the networks that are allowed."""
        return Reach(map(str, self._allow), (), self.resolver)

    def check_url(self, text: str) -> URL:
        """What can be seen without asking anybody. Raises Refused."""
        if len(text) > _LONGEST or _unprintable.search(text):
            raise Refused("not an address")
        try:
            url = URL(text)
        except ValueError:
            raise Refused("not an address") from None
        if url.scheme not in ("https", "http") or not url.raw_host:
            raise Refused("expected https://…")
        if url.raw_user is not None or url.raw_password is not None:
            raise Refused("no user and no password may be in it")
        if url.scheme == "http" and not self._allow:
            raise Refused("expected https://…: http is for networks in notify.allow")
        self._check_host(url.raw_host, url.port or 0, plain=url.scheme == "http")
        return url

    def _check_host(self, host: str, port: int, *, plain: bool) -> None:
        try:
            address = ip_address(host)
        except ValueError:
            if _numeric.search(host):
                raise Refused("not the usual way to write a number") from None
            if len(host) > _LONGEST_NAME or not _name.fullmatch(host):
                raise Refused("not the name of a host") from None
            if not self._allow and port not in self._ports:
                raise Refused(self._about_ports(port)) from None
            return
        (self.plain if plain else self).check(str(address), port)

    def check(self, host: str, port: int) -> None:
        """An address that names have led to. Raises Refused."""
        address = _inner(ip_address(host))
        if any(address in network for network in self._allow):
            return
        if not self._ports:
            raise Refused(f"http is for networks in notify.allow, and {address} is in none")
        if not is_everybodys(address):
            raise Refused(f"{address} is not everybody's")
        if port not in self._ports:
            raise Refused(self._about_ports(port))

    def _about_ports(self, port: int) -> str:
        return f"port {port} is not one of {', '.join(map(str, sorted(self._ports)))}"

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """As a resolver does, once. One bad address among several is one too many."""
        found = await self.resolver.resolve(host, port, family)
        for one in found:
            self.check(one["host"], port)
        return found

    def socket(self, found: tuple[Any, ...]) -> socket.socket:
        """The last to be asked: a socket for an address that is about to be connected to."""
        family, kind, protocol, _, place = found
        self.check(place[0], place[1])
        return socket.socket(family, kind, protocol)

    async def close(self) -> None:
        """Let go of the resolver."""
        await self.resolver.close()


def is_everybodys(address: Address) -> bool:
    """Whether an address is one of the internet, and no special one."""
    if isinstance(address, IPv6Address) and address not in _GLOBAL:
        return False
    return not any(address in network for network in _NOT_EVERYBODYS)


def _inner(address: Address) -> Address:
    """The address of IPv4 that is written as one of IPv6."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(address.packed[-4:])
    return address


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ConfigError(f"notify.allow: {text!r} is no network: {error}") from error
