"""What one client may cost: how often, how much, how deep. Pure."""

import re
from collections import OrderedDict
from collections.abc import Collection
from ipaddress import ip_address, ip_network

from radist.config import Limits
from radist.errors import ClientError, ConfigError

BURST = 10.0
"""Seconds' worth that may come at once."""
_PATIENCE = 10.0
"""Refusals per second before it is called a flood."""
_WITH_PORT = re.compile(r"\[([^]]*)\](?::\d+)?|([\d.]+):\d+", re.ASCII)
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}:]', re.DOTALL)


class Bucket:
    """So many per second on average; some of them at once."""

    __slots__ = ("_left", "_rate", "_then")

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._left = rate * BURST
        self._then = now

    def take(self, amount: float, now: float) -> bool:
        """Whether there is so much left; if so, it is gone now."""
        self._left = min(self._rate * BURST, self._left + (now - self._then) * self._rate)
        self._then = now
        if amount > self._left:
            return False
        self._left -= amount
        return True

    def wait(self, amount: float) -> float:
        """Seconds from the last time that it was asked until there is so much."""
        return max(0.0, (min(amount, self._rate * BURST) - self._left) / self._rate)


class Allowance:
    """What one connection may say. `now` is in seconds of a clock that does not go back."""

    __slots__ = ("_bytes", "_messages", "_patience", "_subscriptions")

    def __init__(self, limits: Limits, now: float) -> None:
        self._messages = Bucket(limits.messages, now)
        self._bytes = Bucket(limits.bytes, now)
        self._subscriptions = Bucket(limits.subscriptions, now)
        self._patience = Bucket(_PATIENCE, now)

    def check_message(self, size: int, now: float) -> None:
        """Raises ClientError(429): the message is not to be looked at."""
        if not self._messages.take(1, now):
            raise ClientError(429, "too_many_messages", "slow down: this message was not read")
        if not self._bytes.take(size, now):
            raise ClientError(429, "too_many_bytes", "slow down: this message was not read")

    def check_subscriptions(self, rooms: int, now: float) -> None:
        """Raises ClientError(429): none of the rooms is to be entered."""
        if not self._subscriptions.take(rooms, now):
            raise ClientError(429, "too_many_subscriptions", "slow down: no room was entered")

    def is_flood(self, now: float) -> bool:
        """To be asked at each refusal: whether the client has had warnings enough."""
        return not self._patience.take(1, now)


class Callers:
    """How often each address, and each user, asks over HTTP, each address comes into the rooms, and
    each account trades, by name; an empty one is not counted.

    Beyond so many names, whoever has not asked for the longest time is forgotten, and begins anew.
    """

    def __init__(self, limits: Limits, most: int = 10_000) -> None:
        self._limits = limits
        self._most = most
        self._known: OrderedDict[str, tuple[Bucket, Bucket, Bucket]] = OrderedDict()

    def ask(self, name: str, now: float) -> None:
        """Raises ClientError(429): the request is not to be looked at."""
        if name:
            requests, _, _ = self._buckets(name, now)
            _take(requests, 1, now, "too_many_requests", "slow down: this request was not read")

    def enter(self, name: str, rooms: int, now: float) -> None:
        """Raises ClientError(429): none of these rooms, which nobody else keeps coming, is to be
        entered.
        """
        if name and rooms:
            _, entered, _ = self._buckets(name, now)
            _take(entered, rooms, now, "too_many_subscriptions", "slow down: no room was entered")

    def act(self, owner: str, now: float) -> None:
        """Raises ClientError(429): the account is to trade nothing now."""
        _, _, orders = self._buckets(f"account {owner}", now)
        _take(orders, 1, now, "too_many_orders", "slow down: nothing was traded")

    def _buckets(self, name: str, now: float) -> tuple[Bucket, Bucket, Bucket]:
        found = self._known.pop(name, None)
        if found is None:
            limits = self._limits
            rates = (limits.requests, limits.subscriptions, limits.orders)
            requests, subscriptions, orders = (Bucket(rate, now) for rate in rates)
            found = requests, subscriptions, orders
        self._known[name] = found
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return found


def _take(bucket: Bucket, amount: float, now: float, reason: str, message: str) -> None:
    if not bucket.take(amount, now):
        raise ClientError(429, reason, message, bucket.wait(amount))


def shape_fault(text: bytes, limits: Limits) -> str:
    """What is too much about a JSON text before anybody reads it: nesting, or the number of keys.

    Nearly every message is shown to be harmless by counting bytes; only the others are scanned.
    """
    if text.count(b"[") + text.count(b"{") <= limits.depth and text.count(b":") <= limits.keys:
        return ""
    depth = keys = 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in (b"[", b"{"):
            depth += 1
            if depth > limits.depth:
                return f"nested more than {limits.depth} deep"
        elif token in (b"]", b"}"):
            depth -= 1
        elif token == b":":
            keys += 1
            if keys > limits.keys:
                return f"more than {limits.keys} keys"
    return ""


class Proxies:
    """Whose word about a client's address is taken. Raises ConfigError for what is no network."""

    def __init__(self, trusted: Collection[str]) -> None:
        try:
            self._trusted = [ip_network(text, strict=False) for text in trusted]
        except ValueError as error:
            raise ConfigError(f"limits.trusted_proxies: {error}") from error

    def address(self, peer: str, forwarded: str) -> str:
        """The client's address: the last in `X-Forwarded-For` that is none of ours.

        What a client itself has put before that one is hearsay.
        """
        chain = [_bare(part) for part in forwarded.split(",") if part.strip()]
        for claimed in (peer, *reversed(chain)):
            if not self._is_trusted(claimed):
                return claimed
        return peer

    def _is_trusted(self, address: str) -> bool:
        try:
            known = ip_address(address)
        except ValueError:
            return False
        mapped = getattr(known, "ipv4_mapped", None)
        return any((mapped or known) in network for network in self._trusted)


def _bare(claimed: str) -> str:
    """An address without quotes, brackets and a port, with which some proxies write it."""
    text = claimed.strip().strip('"')
    found = _WITH_PORT.fullmatch(text)
    return (found[1] or found[2]) if found else text


def place(address: str) -> str:
    """What counts as one place: an IPv4 address, 64 bits of an IPv6 one; empty for loopback."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    known = getattr(known, "ipv4_mapped", None) or known
    if known.is_loopback:
        return ""
    return str(known) if known.version == 4 else str(ip_network((known, 64), strict=False))
