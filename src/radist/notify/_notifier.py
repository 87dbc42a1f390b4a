"""Takes what is due out of the outbox and has it carried; a lane for each target."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from radist import plugins
from radist.config import Notify
from radist.deliveries import LEASE, Attempt, Delivery, Outbox, Target
from radist.errors import ClientError, ConfigError
from radist.firings import BROWSER
from radist.hub.traffic import Tally
from radist.notify._lane import Lane, Shared
from radist.notify._tools import Tools
from radist.notify.base import Carrier
from radist.notify.webhook import Webhook

log = logging.getLogger(__name__)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_NAMES = "expected letters, digits, - and _, and not browser"
_AT_ONCE = 2000
"""Deliveries in one look into the outbox."""
_TICK = 1.0
"""Seconds between two looks, if nobody calls meanwhile."""


class Notifier:
    """At least once, and with one id for each delivery. What was not noted when the process died is
    sent again.
    """

    def __init__(
        self,
        settings: Notify,
        outbox: Outbox,
        now: Callable[[], int],
        folder: Path,
        *,
        speed: float = 1.0,
    ) -> None:
        """`folder` is where a key is kept, if the settings name none. Raises ConfigError."""
        self._tools = Tools(settings, now, folder, speed)
        self._declared = carriers(settings, self._tools)
        self._lanes: dict[str, Lane] = {}
        self._awake = asyncio.Event()
        self._shared = Shared(outbox, now, self.wake)
        self._tick = max(0.01, _TICK / speed)
        self._keep_at = 0

    @property
    def targets(self) -> list[Target]:
        """Those of the configuration."""
        return [carrier.target for carrier in self._declared.values()]

    def check(self, target: Target) -> None:
        """Whether a user may have it. Raises ClientError(422)."""
        if not _NAME.fullmatch(target.name) or target.name == BROWSER:
            raise ClientError(422, "invalid", f"name: {_NAMES}")
        if target.name in self._declared:
            raise ClientError(422, "invalid", f"name: {target.name} is the operator's")
        try:
            Webhook(self._tools, target, url=target.url)
        except ConfigError as error:
            raise ClientError(422, "invalid", str(error)) from error

    def secret(self, target: Target) -> str:
        """What a webhook's signatures are made by: to be shown to its owner, and kept by nobody."""
        return self._tools.keys.of(target.id)[0]

    def fault(self, target: str) -> str:
        """What is wrong with a target, by its id; empty if nothing is known to be."""
        lane = self._lanes.get(target)
        return lane.told() if lane else ""

    @property
    def resting(self) -> int:
        """Targets that are left alone because they are down."""
        return sum(lane.resting for lane in self._lanes.values())

    @property
    def held(self) -> int:
        """Deliveries in memory."""
        return sum(lane.held for lane in self._lanes.values())

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """Attempts by kind and outcome: delivered, failed (and to be tried again), dead."""
        return self._shared.counts

    @property
    def latency(self) -> Mapping[str, Tally]:
        """Seconds from a delivery's making to its being taken, by kind."""
        return self._shared.latency

    def wake(self) -> None:
        """Something may be due: to be called after a commit."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with self._tools, self._shared.tasks:
            while True:
                self._awake.clear()
                if not await self._look():
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._tick):
                            await self._awake.wait()

    async def _look(self) -> bool:
        """Put what is due into its lanes; tells whether there is probably more."""
        self._lanes = {name: lane for name, lane in self._lanes.items() if not lane.idle}
        without = [name for name, lane in self._lanes.items() if not lane.takes]
        self._shared.settled.clear()
        by_target: dict[Target, list[Delivery]] = {}
        try:
            await self._keep()
            due = await self._shared.outbox.due(self._tools.now(), _AT_ONCE, Lane.most, without)
            for delivery in due:
                by_target.setdefault(delivery.target, []).append(delivery)
            taken = [await self._hand_over(*one) for one in by_target.items()]
        except ClientError as error:
            log.warning("the store is not to be had", extra={"reason": str(error)})
            return False
        return len(due) == _AT_ONCE and any(taken)

    async def _keep(self) -> None:
        """Have to ourselves what we hold, for as long as we hold it."""
        now = self._tools.now()
        if now < self._keep_at:
            return
        held = [name for lane in self._lanes.values() for name in lane.names]
        if held:
            await self._shared.outbox.keep(now, held)
        self._keep_at = now + LEASE // 3

    async def _hand_over(self, target: Target, deliveries: Sequence[Delivery]) -> int:
        lane = self._lanes.get(target.id)
        if lane is None or lane.carrier.target != target:
            try:
                carrier = self._carrier(target)
            except ConfigError as error:
                attempt = Attempt(self._tools.now(), 0, error=str(error))
                for delivery in deliveries:
                    await self._shared.outbox.dead(delivery.id, attempt)
                return len(deliveries)
            if lane is None:
                lane = self._lanes[target.id] = Lane(carrier, self._shared)
            lane.carrier = carrier
        return lane.put(deliveries)

    def _carrier(self, target: Target) -> Carrier:
        if target.source == "api":
            return Webhook(self._tools, target, url=target.url)
        if target.name not in self._declared:
            raise ConfigError(f"there is no target {target.name} in the configuration")
        return self._declared[target.name]


def carriers(settings: Notify, tools: Tools) -> dict[str, Carrier]:
    """Those that the configuration declares, by name. Raises ConfigError."""
    return {name: _declared(name, given, tools) for name, given in settings.targets.items()}


def check(settings: Notify) -> None:
    """Raises ConfigError, if a node could not start with these settings."""
    carriers(settings, Tools(settings, lambda: 0, Path()))


def secret_of(settings: Notify, name: str, folder: Path) -> str:
    """The secret of a webhook that the configuration declares. Raises ConfigError."""
    tools = Tools(settings, lambda: 0, folder)
    carrier = carriers(settings, tools).get(name)
    if not isinstance(carrier, Webhook):
        raise ConfigError(f"there is no webhook notify.targets.{name} in the configuration")
    return tools.keys.of(carrier.target.id)[0]


def _declared(name: str, given: Mapping[str, Any], tools: Tools) -> Carrier:
    where = f"notify.targets.{name}"
    if not _NAME.fullmatch(name) or name == BROWSER:
        raise ConfigError(f"{where}: {_NAMES}")
    options = dict(given)
    kind = options.pop("kind", "")
    if not isinstance(kind, str) or (":" not in kind and kind not in plugins.names("notify")):
        known = ", ".join(plugins.names("notify"))
        raise ConfigError(f"{where}.kind: expected one of {known}, not {kind!r}")
    made = plugins.find("notify", kind)
    assert issubclass(made, Carrier)
    options = plugins.options(made, options, where)
    try:
        return made(tools, Target(name, name, kind), **options)
    except ConfigError as error:
        raise ConfigError(f"{where}.{error}") from error
