"""Where people are told: the browser, what the operator has declared, webhooks of their own."""

import asyncio
from collections.abc import Callable, Mapping

from radist import plugins
from radist.config import Config
from radist.deliveries import Outbox, Target
from radist.errors import ClientError
from radist.firings import BROWSER, TargetTold
from radist.notify._notifier import Notifier
from radist.store.opening import Store

_KIND = "webhook"
"""What people can make themselves."""
_BUILTIN = Target(BROWSER, BROWSER, BROWSER)


class Targeting:
    """Targets by owner; who delivers to them."""

    def __init__(
        self, config: Config, store: Store, outbox: Outbox, now: Callable[[], int]
    ) -> None:
        """Raises ConfigError."""
        self.notifier = Notifier(config.notify, outbox, now, store.folder)
        self._store = store
        self._now = now

    def of(self, owner: str) -> Mapping[str, Target]:
        """Those of an owner, by name. Blocking. Raises ClientError(503)."""
        made = [] if self._store.is_new else self._store.targets.all(owner)
        return {target.name: target for target in (*made, *self.notifier.targets, _BUILTIN)}

    def kinds(self) -> list[str]:
        """The kinds that there are."""
        return [BROWSER, *plugins.names("notify")]

    async def all(self, owner: str) -> list[TargetTold]:
        """As people are told."""
        found = await asyncio.to_thread(self.of, owner)
        return [self._told(target) for target in reversed(list(found.values()))]

    async def check(self, owner: str, names: tuple[str, ...]) -> None:
        """Raises ClientError(422) if there is no such target."""
        known = await asyncio.to_thread(self.of, owner)
        for number, name in enumerate(names):
            if name not in known:
                there = ", ".join(sorted(known))
                message = f"targets[{number}]: there is no target {name!r}; there is {there}"
                raise ClientError(422, "invalid", message)

    async def add(self, owner: str, name: str, url: str) -> tuple[TargetTold, str]:
        """A webhook, and its secret. Raises ClientError."""
        self.notifier.check(Target("", name, _KIND, url, "api"))
        add = self._store.targets.add
        made = await asyncio.to_thread(add, owner, name, _KIND, url, self._now())
        return self._told(made), self.notifier.secret(made)

    async def remove(self, owner: str, name: str) -> None:
        """Raises ClientError: 404, 409 where it is not the owner's to remove."""
        if name == BROWSER or any(target.name == name for target in self.notifier.targets):
            raise ClientError(409, "read_only", f"{name} is the operator's: it stays")
        await asyncio.to_thread(self._store.targets.remove, owner, name)

    def _told(self, target: Target) -> TargetTold:
        return TargetTold(
            name=target.name,
            kind=target.kind,
            source="builtin" if target is _BUILTIN else target.source,
            url=target.url if target.source == "api" else "",
            fault=self.notifier.fault(target.id),
        )
