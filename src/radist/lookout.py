"""Rules on the road: shown what the bus brings, they want their topics and say what fires."""

import asyncio
from collections.abc import Callable, Sequence

from radist import codec
from radist.alarms import Alert, Expired, Fired, Memory, topics_of
from radist.alerts.stage import Watch
from radist.errors import ClientError
from radist.hindsight import Begins, Hindsight, Past, counted
from radist.hub.traffic import Tally
from radist.model import Event
from radist.receiver import Receiver

_OWNER = "alerts"
_TICK = 1.0
_LAGS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Lookout:
    """Whatever fires is told at once, before the event goes on: what is to be done about it is the
    listener's affair.
    """

    def __init__(
        self,
        receiver: Receiver,
        now: Callable[[], int],
        fired: Callable[[Fired | Expired, bytes], None],
        learned: Callable[[str], None],
    ) -> None:
        """`learned` is called with an alert that has been shown its past."""
        self.watch = Watch()
        self.hindsight = Hindsight(receiver, now)
        self._receiver = receiver
        self._now = now
        self._fired = fired
        self._learned = learned
        self.lag = Tally(_LAGS)
        """Seconds from an event's receipt to a firing of it, of those that were not late."""
        self._cold: dict[tuple[str, str], list[Begins]] = {}
        """Those that wait for their past, by exchange and symbol."""
        self._awake = asyncio.Event()
        self.warmed = asyncio.Event()
        """Somebody has come to know their past: it need not be fetched again."""
        self._stop: Callable[[], None] | None = None

    def put(self, alert: Alert, memory: Memory | None = None) -> None:
        """An alert that is new, changed, or in another state."""
        what = alert.definition
        if what.exchange not in self._receiver.feeds:
            return
        if self.watch.put(alert, self._now(), memory, waiting=True):
            place = (what.exchange, what.symbol)
            self._cold.setdefault(place, []).append((alert, memory))
        self._awake.set()

    def drop(self, alert: str) -> None:
        """No more of this one."""
        self.watch.drop(alert)
        self._awake.set()

    def fault(self, alert: Alert) -> str:
        """Why an alert cannot be relied on now; empty while it can."""
        if alert.state != "active":
            return ""
        if alert.definition.exchange not in self._receiver.feeds:
            return f"this node does not listen to {alert.definition.exchange}"
        try:
            for topic in topics_of(alert.definition):
                self._receiver.check(topic)
        except ClientError as error:
            return str(error)
        standing = self.watch.standing(alert.id)
        return standing.fault if standing else "is about to begin"

    def memory(self, alert: str) -> bytes:
        """What has to be kept of an alert, to go on with it in another process."""
        memory = self.watch.memory(alert)
        return codec.encode(memory) if memory else b""

    def hear(self, event: Event) -> None:
        """What the bus brings."""
        self.hindsight.hear(event)
        for fired in self.watch.process(event, late=event.backfilled is True):
            self._tell(fired)

    async def run(self) -> None:
        """Want what the rules look at, show them their past, tell them the time."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tick(), name="time for alerts")
            while True:
                await self._awake.wait()
                self._awake.clear()
                self._follow()
                cold, self._cold = self._cold, {}
                for begun in cold.values():
                    tasks.create_task(self._catch_up(begun), name="history")

    def _follow(self) -> None:
        """Listen to the bus only while there is something to look for."""
        self._receiver.want(_OWNER, self.watch.topics)
        if len(self.watch) and self._stop is None:
            self._stop = self._receiver.bus.listen(self.hear)
        elif not len(self.watch) and self._stop is not None:
            self._stop()
            self._stop = None

    async def _catch_up(self, begun: Sequence[Begins]) -> None:
        """Nobody can be asked about a symbol before it is known what the exchange trades."""
        await self._receiver.feeds[begun[0][0].definition.exchange].ready()
        await self.hindsight.of(await self._onward(begun), self._warm)

    async def _onward(self, begun: Sequence[Begins]) -> list[Begins]:
        """Show those who know their last trade, all of one symbol, what came after it page by page,
        and what they have seen is kept: so a life that is cut short gets on, too.
        """
        lasts = {alert.id: counted(alert, memory, self._now()) for alert, memory in begun}
        if first := min((last for last in lasts.values() if last), default=None):
            async for page in self.hindsight.onward(*first):
                for alert, _ in begun:
                    if last := lasts[alert.id]:  # what it has seen would take its rule back there
                        await self._step(alert, [one for one in page if int(one.id) > last[1]])
                self.warmed.set()
        return [
            (alert, (lasts[alert.id] and self.watch.memory(alert.id)) or memory)
            for alert, memory in begun
        ]

    async def _step(self, alert: Alert, page: Sequence[Event]) -> None:
        """What fires and how far it has come are told at once: they are written together."""
        if page and (running := self.watch.waiting(alert)):
            late = await asyncio.to_thread(running.learn, page)
            for fired in self.watch.advanced(running, late):
                self._tell(fired)

    async def _warm(self, alert: Alert, past: Past) -> None:
        """A long past takes a while, and others wait for the loop: it is looked at in a thread."""
        if running := self.watch.waiting(alert):
            late = await asyncio.to_thread(lambda: running.learn(past()))
            for fired in self.watch.learned(running, late):
                self._tell(fired)
            self._learned(alert.id)
        self.warmed.set()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            for told in self.watch.tick(self._now()):
                self._tell(told)

    def _tell(self, told: Fired | Expired) -> None:
        if isinstance(told, Fired) and not told.late:
            self.lag.add(max(0.0, (self._now() - told.seen) / 1e6))
        self._fired(told, self.memory(told.alert))
        if isinstance(told, Expired) or told.done:
            self._awake.set()
