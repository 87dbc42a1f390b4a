"""Who comes in: everything that one node knows about tokens, tickets, origins and limits."""

import re
from collections import Counter
from collections.abc import Mapping
from time import monotonic, time
from urllib.parse import parse_qsl, unquote

from radist.config import Config
from radist.errors import ClientError, ConfigError
from radist.server.access import SCOPES, Visitor, is_loopback
from radist.server.auth import Tokens
from radist.server.jwks import Jwks
from radist.server.keys import Keys, OneSecret, check
from radist.server.limits import Callers, Proxies
from radist.server.origin import Origins, hostname
from radist.server.revoked import Revoked
from radist.server.seats import Seats
from radist.server.tickets import Tickets

_NEVER_IN_URLS = frozenset("token access_token id_token jwt bearer authorization".split())
_OF_PROXIES = ("x-forwarded-for", "forwarded", "x-real-ip", "via")
"""What proxies add to what they pass on."""
_PROXIED = (
    "this came through a proxy ({}), and this node has no key to know strangers by: set "
    "auth.secret or auth.jwks, or name the proxy in limits.trusted_proxies and let everybody read"
)
_looks_like_a_token = re.compile(r"eyJ[\w-]{12,}\.[\w-]+\.").search


class Guard:
    """One for both ports. Raises ConfigError if the node is not to be started like this."""

    def __init__(self, config: Config) -> None:
        auth = config.auth
        check(auth)
        self.limits = config.limits
        self.origins = Origins(config.origins)
        self.proxies = Proxies(config.limits.trusted_proxies)
        self.callers = Callers(config.limits)
        self.seats = Seats(config.limits)
        self.tickets = Tickets()
        self.revoked = Revoked()
        self._keys: Keys | None = None
        if auth.secret:
            self._keys = OneSecret(auth.secret)
        elif auth.jwks:
            self._keys = Jwks(auth.jwks)
        self._tokens = Tokens(self._keys, auth) if self._keys else None
        self.refused: Counter[str] = Counter()
        """Who was not let in, by reason."""
        self.nobody = _nobody(config, has_key=self._keys is not None)
        """Whoever shows nothing."""
        self._may_be_proxied = bool(config.limits.trusted_proxies or auth.anonymous)

    async def run(self) -> None:
        """Keep the keys fresh, if they come from somewhere."""
        if isinstance(self._keys, Jwks):
            await self._keys.run()

    def refuse(self, problem: ClientError) -> ClientError:
        """Count that somebody is not let in; the same again."""
        self.refused[problem.reason] += 1
        return problem

    def read(self, token: str) -> Visitor:
        """Whose token it is. Raises ClientError."""
        if self._tokens is None:
            raise ClientError(401, "bad_token", "this node has no key, and believes no token")
        return self._unless_revoked(self._tokens.read(token, time()))

    def redeem(self, ticket: str) -> Visitor:
        """Whose ticket it is. Raises ClientError."""
        visitor = self._unless_revoked(self.tickets.redeem(ticket, monotonic()))
        if visitor.expires is not None and visitor.expires <= time():
            raise ClientError(401, "expired", "the token of this ticket is over")
        return visitor

    def visitor(self, query: str, headers: Mapping[str, str], bearer: str = "") -> Visitor:
        """Who asks, by their token, in whatever place it may stand, or ticket.

        Raises ClientError.
        """
        asked = dict(parse_qsl(query, keep_blank_values=True))
        if _NEVER_IN_URLS & {n.lower() for n in asked} or _looks_like_a_token(unquote(query)):
            message = "others see what stands in a URL: use Authorization, or get a ticket"
            raise ClientError(400, "token_in_url", message)
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind and kind.lower() != "bearer":
            raise ClientError(401, "bad_token", "Authorization: expected Bearer and a token")
        if kind or bearer:
            return self.read(bearer or token.strip())
        if "ticket" in asked:
            return self.redeem(asked["ticket"])
        return self._nobody_by(headers) if self.nobody.scopes else self.nobody

    def _nobody_by(self, headers: Mapping[str, str]) -> Visitor:
        """Who shows nothing commands a node without a key only by a name that is this machine's: by
        any other, a page of strangers whose name leads here could. Through a proxy everybody comes
        by such a name; so nobody who does commands, and unless that is meant nobody comes in.
        """
        told = next((name for name in _OF_PROXIES if name in headers), "")
        if told and not self._may_be_proxied:
            raise ClientError(403, "proxied", _PROXIED.format(told))
        if told or not is_loopback(hostname(f"//{headers.get('host', '')}") or ""):
            return Visitor(admitted=True)
        return self.nobody

    def _unless_revoked(self, visitor: Visitor) -> Visitor:
        if self.revoked.holds(visitor):
            raise ClientError(401, "revoked", "this token was revoked")
        return visitor


def _nobody(config: Config, *, has_key: bool) -> Visitor:
    """What those may do who show nothing.

    Where there is no key, whoever can reach a node which only this machine can reach may command
    it as well. Raises ConfigError if anybody could reach one that asks nobody who they are.
    """
    anonymous = config.auth.anonymous
    hosts = {"http.host": config.http.host, "websocket.host": config.websocket.host}
    public = [f"{key} = {host!r}" for key, host in hosts.items() if not is_loopback(host)]
    if has_key:
        return Visitor(admitted=anonymous is True)
    if anonymous is False:
        raise ConfigError("auth.anonymous: false lets nobody in without auth.secret or auth.jwks")
    if public and anonymous is None:
        raise ConfigError(
            f"{', '.join(public)}: others can reach this, and nobody is asked who they are; "
            "set auth.secret or auth.jwks, or auth.anonymous = true if that is meant"
        )
    return Visitor(admitted=True, scopes=frozenset() if public else SCOPES)
