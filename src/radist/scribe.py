"""Writes down what fires, with what is to be told to whom: many firings in one transaction."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from msgspec import Raw, Struct

from radist import codec
from radist.alarms import Alert, Fired
from radist.deliveries import Target, sealed
from radist.errors import ClientError
from radist.firings import Firing, New, TriggerTold, trigger
from radist.store.opening import Store
from radist.templates import render

log = logging.getLogger(__name__)

MOST = 10_000
"""Firings that wait for the store; what comes while there are so many is lost, and said."""
_USUAL = "{{symbol}} {{condition}}: {{price}}"
_NO_PRICE = "{{symbol}} {{condition}}: {{value}}"
_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
Addresses = Mapping[str, Target]
"""Targets by name."""


class Note(Struct, frozen=True):
    """Something to write down, and what is told once it is."""

    alert: Alert
    firing: Firing
    told: TriggerTold


class Scribe:
    """Whoever fires does not wait; while the store cannot be had everybody's turn comes later. What
    is in the store is told once, whoever wrote it: another node, or we without an answer.
    """

    def __init__(
        self,
        store: Store,
        addresses: Callable[[str], Addresses],
        written: Callable[[Sequence[Note]], None],
    ) -> None:
        """`addresses` is called with an owner, in a thread; `written` with what is in the store."""
        self._store = store
        self._addresses = addresses
        self._written = written
        self._waiting: list[tuple[Alert, Fired, bytes, bool]] = []
        self._some = asyncio.Event()
        self._turn = asyncio.Lock()
        self._told: dict[str, None] = {}
        """The last triggers that were, oldest first."""
        self.lost = 0
        """Firings for which there was no place to wait."""

    def put(self, alert: Alert, fired: Fired, memory: bytes) -> None:
        """To be written soon."""
        if len(self._waiting) >= MOST:
            self.lost += 1
            log.error("a firing is lost: the store is too slow", extra={"alert": alert.id})
            return
        self._waiting.append((alert, fired, memory, False))
        self._some.set()

    async def test(self, alert: Alert, fired: Fired) -> None:
        """To be written now, as a test. Raises ClientError(503): then it is not written later."""
        if len(self._waiting) >= MOST:
            raise ClientError(503, "unavailable", "the store: too much waits for it")
        test = (alert, fired, b"", True)
        self._waiting.append(test)
        try:
            await self.flush()
        finally:
            self._waiting = [one for one in self._waiting if one is not test]

    async def run(self) -> None:
        """Write until cancelled."""
        pause = _PAUSE
        while True:
            await self._some.wait()
            try:
                await self.flush()
                pause = _PAUSE
            except ClientError as error:
                log.warning("alerts wait for the store", extra={"reason": str(error)})
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def flush(self) -> None:
        """Write what waits. Raises ClientError(503): then it waits on."""
        async with self._turn:
            batch, self._waiting = self._waiting, []
            self._some.clear()
            if not batch:
                return
            try:
                notes = await asyncio.to_thread(self._write, batch)
            except BaseException:
                self._waiting = batch + self._waiting
                self._some.set()
                raise
            self._told |= dict.fromkeys(note.firing.id for note in notes)
            for old in list(self._told)[: max(0, len(self._told) - MOST)]:
                del self._told[old]
            self._written(notes)

    def _write(self, batch: Sequence[tuple[Alert, Fired, bytes, bool]]) -> list[Note]:
        owners = {alert.owner for alert, *_ in batch}
        addresses = {owner: self._addresses(owner) for owner in owners}
        notes = [
            noted(alert, fired, memory, addresses[alert.owner], test=test)
            for alert, fired, memory, test in batch
        ]
        there = {firing.id for firing in self._store.outbox.fire([note.firing for note in notes])}
        news = {note.firing.id: note for note in notes if note.firing.id not in self._told}
        if others := news.keys() - there:
            there |= self._store.outbox.written(others)
        return [note for name, note in news.items() if name in there]


def noted(alert: Alert, fired: Fired, memory: bytes, addresses: Addresses, *, test: bool) -> Note:
    """What is written, and told, of a firing."""
    message = render(usual(alert, fired), fields(alert, fired))
    told = trigger(alert, fired, f"TEST {message}" if test else message, test=test)
    content = codec.encode(told)
    payload = sealed("alert", fired.seen, Raw(content))
    firing = Firing(
        id=fired.trigger,
        owner=alert.owner,
        alert=alert.id,
        version=alert.version,
        fired=fired.seen,
        content=content,
        deliveries=tuple(
            _new(fired.trigger, name, addresses.get(name), payload)
            for name in dict.fromkeys(alert.definition.targets)
        ),
        state="done" if fired.done else "active",
        memory=memory,
        test=test,
    )
    return Note(alert, firing, told)


def usual(alert: Alert, fired: Fired) -> str:
    """What an alert says, with variables: what its owner wants, or what is usual."""
    return alert.definition.message or (_NO_PRICE if fired.price is None else _USUAL)


def fields(alert: Alert, fired: Fired | None) -> dict[str, object]:
    """The variables of a message; without a firing, which there are."""
    what = alert.definition
    return {
        "name": what.title,
        "exchange": what.exchange,
        "symbol": what.symbol,
        "native": alert.native,
        "condition": str(what.condition),
        "note": what.note,
        "price": fired.price if fired else None,
        "value": fired.value if fired else None,
        "time": codec.iso(fired.time) if fired else None,
        "fired": codec.iso(fired.seen) if fired else None,
        "late": ("late" if fired.late else "") if fired else None,
    }


def _new(trigger: str, name: str, target: Target | None, payload: bytes) -> New:
    """Its id is the same whenever this trigger is told to this target."""
    place = target.id if target else name
    number = sha256(f"{trigger}/{place}".encode()).hexdigest()[:24]
    error = "" if target else "there is no such target any more"
    return New(f"d_{number}", name, place, target.kind if target else "", payload, error)
