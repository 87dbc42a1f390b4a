"""Alerts, wired: what people want to be told, the rules that find it out, and who is told."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from msgspec.structs import replace

from radist import platform, topics
from radist.alarms import Alert, Definition, Expired, Fired, Memory, State, topics_of
from radist.conditions import Missing, field_of
from radist.config import Config
from radist.declared import declared
from radist.errors import ClientError
from radist.firings import AlertTold, Asked, DeliveryTold, Happened, Preview, Question, told, whole
from radist.hub.hub import Hub
from radist.ingest.clock import now_us
from radist.lookout import Lookout
from radist.notify._notifier import Notifier
from radist.post import Post
from radist.receiver import Receiver
from radist.rehearsal import Rehearsal
from radist.scribe import Note, Scribe, fields
from radist.server.alert_metrics import AlertFigures
from radist.store.opening import Store
from radist.targeting import Targeting
from radist.templates import check

log = logging.getLogger(__name__)

_REMEMBER = 3.0
"""Seconds between two times at which is written what rules have to know to go on."""
_FORGET, _COUNT = 3600.0, 15.0
_DAY = 86_400_000_000
_RETRY = 5.0
_BREATH = 100
"""So many alerts are looked through before others have their turn."""
_NOTHING = Missing()
"""What a target that is tried is told of."""
Found = TypeVar("Found")


class Alerting:
    """What has fired is written with its deliveries, and only then told."""

    def __init__(self, config: Config, receiver: Receiver, hub: Hub, store: Store) -> None:
        """Raises ConfigError."""
        self._config = config
        self._receiver = receiver
        self._hub = hub
        self._store = store
        self._now = now_us
        declared(config, self._now())
        self._alerts: dict[str, Alert] = {}
        self.lookout = Lookout(receiver, self._now, self._fired, self._learned)
        self.post = Post(store, self._delivered)
        self.targeting = Targeting(config, store, self.post, self._now)
        self.scribe = Scribe(store, self.targeting.of, self._written)
        self._turn = asyncio.Lock()
        """Those who change alerts come one after another."""
        self._remembered: dict[str, bytes] = {}
        self._fired_now: set[str] = set()
        """Alerts that have fired since somebody last asked what rules remember."""
        self._rehearsal = Rehearsal(store, hub, self.scribe, self._now)
        self._tasks: asyncio.TaskGroup | None = None
        self.counts: Counter[str] = Counter()
        """Firings, and those of them that were late."""
        self._states: Mapping[str, int] = {}

    @property
    def deliveries(self) -> Notifier:
        """Who delivers."""
        return self.targeting.notifier

    @property
    def figures(self) -> AlertFigures:
        """How they are doing."""
        lookout = self.lookout
        return AlertFigures(len(lookout.watch), lookout.lag, self.scribe.lost, self._states)

    async def run(self) -> None:
        """Look out, write and deliver until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            for name, part in (
                ("alerts", self.lookout.run()),
                ("alerts to the store", self.scribe.run()),
                ("deliveries", self.deliveries.run()),
                ("alerts from the store", self._load()),
                ("memory of alerts", self._keep()),
            ):
                tasks.create_task(part, name=name)

    async def close(self) -> None:
        """Write what is known: whoever comes after goes on from there."""
        try:
            await self.scribe.flush()
            await self._remember()
        except ClientError as error:
            log.warning("alerts are not up to date in the store", extra={"reason": str(error)})

    # Loading, and what is done again and again.

    async def _load(self) -> None:
        if not self._store.is_new:
            await self._again(self._recall)
        wanted: dict[str, list[Alert]] = {}
        for alert in declared(self._config, self._now()):
            wanted.setdefault(alert.definition.exchange, []).append(alert)
        async with asyncio.TaskGroup() as tasks:
            for name, alerts in wanted.items():
                tasks.create_task(self._declare(name, alerts), name=f"alerts of {name}")

    async def _again(self, act: Callable[[], Awaitable[None]]) -> None:
        """Until the store can be had."""
        while True:
            try:
                return await act()
            except ClientError as error:
                log.error("no alerts: the store cannot be had", extra={"reason": str(error)})
                await asyncio.sleep(_RETRY)

    async def _recall(self) -> None:
        """All that people have made; those of the configuration come once they can be checked."""
        there = [alert.id for alert in declared(self._config, self._now())]
        async with self._turn:
            await asyncio.to_thread(self._store.alerts.withdraw, there)
            found = await asyncio.to_thread(self._store.alerts.every)
            for number, (alert, memory) in enumerate(found):
                self._alerts[alert.id] = alert
                if alert.source == "api":
                    self._go_on(alert, memory)
                if number % _BREATH == 0:
                    await asyncio.sleep(0)

    async def _declare(self, exchange: str, alerts: list[Alert]) -> None:
        """Those of the configuration, once it is known what an exchange trades."""
        await self._receiver.feeds[exchange].ready()
        settled = [self._as_called_here(alert) for alert in alerts]

        async def declare() -> None:
            async with self._turn:
                found = await asyncio.to_thread(self._store.alerts.declare, settled)
                for alert, memory in found:
                    self._alerts[alert.id] = alert
                    self._go_on(alert, memory)

        await self._again(declare)

    def _go_on(self, alert: Alert, memory: Memory | None) -> None:
        """One of before. What it remembers was not written yet if we were killed right after it was
        made or turned on: since then it has seen nothing.
        """
        self.lookout.put(alert, memory or Memory(alert.updated))

    def _as_called_here(self, alert: Alert) -> Alert:
        try:
            return self._named(replace(alert, definition=self.settled(alert.definition)))
        except ClientError as error:
            fields = {"alert": alert.definition.name, "reason": str(error)}
            log.error("an alert of the configuration cannot be watched", extra=fields)
            return alert

    async def _keep(self) -> None:
        """What rules remember is written every few seconds, what is old is forgotten every hour."""
        forget = count = monotonic()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.lookout.warmed.wait(), _REMEMBER)
            self.lookout.warmed.clear()
            try:
                await self._remember()
                if not self._store.is_new and monotonic() >= count:
                    count = monotonic() + _COUNT
                    self._states = await asyncio.to_thread(self._store.history.states)
                if not self._store.is_new and monotonic() >= forget:
                    forget = monotonic() + _FORGET
                    await asyncio.to_thread(self._forget_history)
            except ClientError as error:
                log.warning("alerts wait for the store", extra={"reason": str(error)})

    async def _remember(self) -> None:
        """What rules have to know to go on, as far as it is news. Nobody changes alerts meanwhile:
        what one remembered before is not what it is to remember after.
        """
        async with self._turn:
            news: dict[str, tuple[int, bytes]] = {}
            self._fired_now.clear()
            for number, alert in enumerate(tuple(self._alerts.values())):
                memory = self.lookout.memory(alert.id)
                if memory and memory != self._remembered.get(alert.id):
                    news[alert.id] = (alert.version, memory)
                if number % _BREATH == 0:
                    await asyncio.sleep(0)  # others wait for the loop
            await self.scribe.flush()  # what they know of is written before it is said to be known
            for name in self._fired_now & news.keys():  # and knows more by now, in the store too
                del news[name]
            rows = [(name, version, memory) for name, (version, memory) in news.items()]
            if rows:
                await asyncio.to_thread(self._store.alerts.remember, rows)
            self._remembered |= {name: memory for name, _, memory in rows}

    def _forget_history(self) -> None:
        settings = self._config.alerting
        before = self._now() - settings.days * _DAY
        if count := self._store.history.forget(before, settings.kept):
            log.info("old triggers are forgotten", extra={"count": count})

    # What happens.

    def _fired(self, what: Fired | Expired, memory: bytes) -> None:
        alert = self._alerts.get(what.alert)
        if alert is None:
            return
        if isinstance(what, Expired):
            assert self._tasks is not None
            self._tasks.create_task(self._expire(alert), name="expiry of an alert")
            return
        self._fired_now.add(alert.id)
        self.scribe.put(alert, what, memory)

    def _learned(self, alert: str) -> None:
        if present := self._alerts.get(alert):
            self._change(present)

    async def _expire(self, alert: Alert) -> None:
        async def expire() -> None:
            async with self._turn:
                over = self._store.alerts.expire
                found = await asyncio.to_thread(over, alert.id, alert.version, self._now())
                if found:
                    self._change(found)

        await self._again(expire)

    def _written(self, notes: Sequence[Note]) -> None:
        """What is in the store is told."""
        for note in notes:
            self._tell(
                "alert", note.alert.owner, {"trigger": whole(note.told, note.firing.deliveries)}
            )
            if not note.firing.test:
                self._count(note)
        self.deliveries.wake()

    def _count(self, note: Note) -> None:
        self.counts["fired"] += 1
        self.counts["late"] += note.told.late
        present = self._alerts.get(note.alert.id)
        if present is None:
            return
        fired = replace(present, fired=present.fired + 1, last_fired=note.firing.fired)
        if present.version == note.firing.version and note.firing.state == "done":
            fired = replace(fired, state="done")
        self._change(fired)

    def _delivered(self, owner: str, trigger: str, how: DeliveryTold) -> None:
        self._tell("alert_delivery", owner, {"trigger": trigger, "delivery": how})
        self._rehearsal.heard(trigger)

    def _change(self, alert: Alert) -> AlertTold:
        """An alert is another now: tell its owner."""
        self._alerts[alert.id] = alert
        shown = self._told(alert)
        self._tell("alert_changed", alert.owner, {"alert": shown})
        return shown

    def _told(self, alert: Alert) -> AlertTold:
        standing = self.lookout.watch.standing(alert.id)
        return told(alert, standing.evaluated if standing else None, self.lookout.fault(alert))

    def _tell(self, kind: str, owner: str, content: dict[str, Any]) -> None:
        self._hub.tell(platform.personal(kind, owner, content, self._now()))

    # What the server asks for.

    def settled(self, definition: Definition) -> Definition:
        """The same with exchange and symbol as they are called here. Raises ClientError: 422 where
        it cannot be watched, 503 while that is not known.
        """
        check(definition.message, fields(Alert(id="", owner="", definition=definition), None))
        name = definition.exchange or self._config.market_exchange
        exchange = _field("exchange", lambda: self._receiver.exchange(name))
        found = _field("symbol", lambda: exchange.find(definition.symbol))
        made = replace(definition, exchange=name, symbol=found.symbol)
        for topic in topics_of(made):
            _, asked = topics.parse(topic)
            where = field_of(made.condition, (asked.channel, asked.interval))
            _field(where, partial(self._receiver.check, topic))
        return made

    def _named(self, alert: Alert) -> Alert:
        what = alert.definition
        found = self._receiver.exchange(what.exchange).find(what.symbol)
        return replace(alert, native=found.native)

    async def all(self, owner: str) -> list[AlertTold]:
        """In the order in which they were made."""
        if self._store.is_new:
            return []
        found = await asyncio.to_thread(self._store.alerts.all, owner)
        return [self._told(alert) for alert in found]

    async def get(self, owner: str, alert: str) -> AlertTold:
        """One of them."""
        return self._told(await asyncio.to_thread(self._store.alerts.get, owner, alert))

    async def add(self, owner: str, definition: Definition, asked: Asked | None) -> AlertTold:
        """A new one, or the one that was made for the same key. Raises ClientError."""
        await self.targeting.check(owner, definition.targets)
        now = self._now()
        name = f"a_{secrets.token_urlsafe(9)}"
        wanted = Alert(id=name, owner=owner, definition=definition, created=now, updated=now)
        async with self._turn:
            add = self._store.alerts.add
            made, new = await asyncio.to_thread(add, self._named(wanted), asked)
            return self._begin(made) if new else self._told(made)

    async def replace(
        self, owner: str, alert: str, version: int, definition: Definition
    ) -> AlertTold:
        """The same with another definition. Raises Changed, ClientError."""
        await self.targeting.check(owner, definition.targets)
        wanted = Alert(id=alert, owner=owner, definition=definition, updated=self._now())
        async with self._turn:
            change = self._store.alerts.replace
            return self._begin(await asyncio.to_thread(change, self._named(wanted), version))

    async def turn(self, owner: str, alert: str, state: State) -> AlertTold:
        """On or off."""
        async with self._turn:
            turn = self._store.alerts.turn
            quiet = {} if state == "active" else {"snoozed_until": None}
            made = await asyncio.to_thread(turn, owner, alert, self._now(), state=state, **quiet)
            return self._begin(made)

    async def snooze(self, owner: str, alert: str, seconds: float) -> AlertTold:
        """Quiet for so long; 0 ends it."""
        now = self._now()
        until = now + int(seconds * 1e6) if seconds else None
        async with self._turn:
            turn = self._store.alerts.turn
            made = await asyncio.to_thread(turn, owner, alert, now, snoozed_until=until)
            return self._begin(made)

    def _begin(self, alert: Alert) -> AlertTold:
        """An alert is as it is now from now on; the store has forgotten what its rule remembers."""
        self._remembered.pop(alert.id, None)
        self.lookout.put(alert)
        return self._change(alert)

    async def remove(self, owner: str, alert: str) -> None:
        """Raises ClientError(409) where it is the operator's."""
        async with self._turn:
            await asyncio.to_thread(self._store.alerts.remove, owner, alert)
            self.lookout.drop(alert)
            self._alerts.pop(alert, None)
            self._remembered.pop(alert, None)
            self._tell("alert_changed", owner, {"deleted": alert})

    async def test(self, owner: str, alert: str) -> Happened:
        """What comes of telling all its targets that this is a test, as far as known soon."""
        return await self._rehearsal.test(
            await asyncio.to_thread(self._store.alerts.get, owner, alert)
        )

    async def history(self, owner: str, question: Question) -> list[Happened]:
        """What was told, newest first."""
        if self._store.is_new:
            return []
        return await asyncio.to_thread(self._store.history.find, owner, question)

    async def preview(self, definition: Definition) -> Preview:
        """What it would say, and when it would have said so."""
        return await self._rehearsal.preview(definition, self.lookout.hindsight)

    async def test_target(self, owner: str, name: str) -> Happened:
        """What comes of telling it that this is a test."""
        await self.targeting.check(owner, (name,))
        message = f"this is how {name} is told"
        what = Definition(
            name=name, symbol="", condition=_NOTHING, targets=(name,), message=message
        )
        return await self._rehearsal.test(Alert(id="", owner=owner, definition=what))


def _field(name: str, find: Callable[[], Found]) -> Found:
    """Raises ClientError(422) that names the field, where something is not to be found."""
    try:
        return find()
    except ClientError as error:
        if error.code != 404:
            raise
        raise ClientError(422, "invalid", f"{name}: {error}") from error
