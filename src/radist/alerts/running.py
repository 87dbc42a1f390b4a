"""One alert as it runs: its rule, its policy, and what it remembers."""

from collections import deque
from collections.abc import Iterable, Iterator
from copy import deepcopy

from radist.alarms import Alert, Fired, Memory, trigger_id
from radist.alerts.past import unfolded
from radist.alerts.policy import Policy
from radist.alerts.rule import Rule, Sign, key, moment
from radist.alerts.rules import rule_of
from radist.model import NOTICES, Candle, Event, Freshness, Gap

WAITING = 10_000
"""Events that are kept while it is waited for history; then the oldest are lost."""


class Running:
    """Shown the events of its topics, it says when it fires."""

    __slots__ = (
        *("_before", "_begin", "_doubt", "_known", "_last", "_memory", "_newest", "_ragged"),
        "_waiting",
        *("policy", "rule", "seen"),
    )

    def __init__(self, alert: Alert, now: int, memory: Memory | None, waiting: bool) -> None:
        definition = alert.definition
        self.rule: Rule = rule_of(definition.condition, definition.rearm)
        self.policy = Policy(alert, memory)
        self.seen = now
        """When it was last evaluated, by this machine's clock."""
        if memory is not None and memory.rule is not None:
            self.rule.recall(memory.rule)
        self._memory = memory or Memory(now)
        self._begin = now
        self._last: Event | None = None
        self._ragged = memory is not None
        """Whether something may have happened that was not seen."""
        self._before: Rule | None = None
        """The rule as it was before the last hole."""
        self._doubt = ""
        self._newest = 0
        self._known: set[str] = set()
        """The end of the history that it was shown: when that was, and the events there."""
        self._waiting: deque[Event] | None = deque(maxlen=WAITING) if waiting else None

    @property
    def alert(self) -> Alert:
        """The alert, as it was last told."""
        return self.policy.alert

    @property
    def fault(self) -> str:
        """Why it cannot be evaluated now; empty if it can."""
        if self._waiting is not None:
            return "history is being fetched"
        return self._doubt or self.rule.fault

    @property
    def memory(self) -> Memory:
        """What is to be kept of it; while it waits for history, what was kept last."""
        return self._memory if self._waiting is not None else self._remembered()

    def _remembered(self) -> Memory:
        policy, last = self.policy, self._last
        evaluated, name = self._memory.evaluated, self._memory.last
        if last is not None:
            evaluated, name = moment(last), key(last)
        return Memory(evaluated, name, policy.armed, policy.fired, self.rule.memory())

    def process(self, event: Event, late: bool = False) -> Fired | None:
        """An event of one of its topics; `late` ones fill the last hole."""
        if self._waiting is not None:
            self._waiting.append(event)
            return None
        if late:
            return self._recover(event)
        if event.__class__ in NOTICES:
            return self._notice(event)
        time = moment(event)
        sign = self.rule.look(event, time)
        self._last, self.seen = event, event.time_received
        if sign is None:
            return None
        ragged, self._ragged, self._doubt = self._ragged, False, ""
        if not self.policy.judge(sign, time, event.time_received):
            return None
        if ragged:
            self._before = None  # what fills the hole has nothing more to tell
        return self._fired(sign, time, event.time_received, key(event), ragged)

    def tick(self, now: int) -> Fired | None:
        """Time has come to `now`."""
        if not self.rule.ticks or self._waiting is not None:
            return None
        self.seen = now
        sign = self.rule.tick(now)
        if sign is None or not self.policy.judge(sign, now, now):
            return None
        last = key(self._last) if self._last else str(self._begin)
        return self._fired(sign, now, now, f"after {last}", False)

    @property
    def waits(self) -> bool:
        """Whether it has not been shown what was before."""
        return self._waiting is not None

    def learn(self, history: Iterable[Event]) -> list[Fired]:
        """What was before, in order: it is known from now on, and what of it was not evaluated yet
        fires late. One that waits does so until `catch_up`, and may be shown it in a thread.
        """
        past = list(unfolded(history))
        fresh = self._first_new(past)
        shown = (self._remember(event, number >= fresh) for number, event in enumerate(past))
        found = [fired for fired in shown if fired is not None]
        if past:
            self._newest = moment(past[-1])
            self._known = {key(event) for event in past if moment(event) >= self._newest}
            self._ragged = False
        return found

    def advance(self) -> None:
        """What it has learned so far is not all, but is to be kept."""
        self._memory, self._ragged = self._remembered(), True

    def catch_up(self) -> Iterator[Fired]:
        """What was waiting meanwhile, as far as it is news."""
        waiting, self._waiting = self._waiting or (), None
        for event in waiting:
            is_new = moment(event) >= self._newest and key(event) not in self._known
            if is_new and (fired := self.process(event)) is not None:
                yield fired
        self._known = set()

    def _first_new(self, past: list[Event]) -> int:
        """Where that begins which was not evaluated yet."""
        evaluated, last = self._memory.evaluated, self._memory.last
        for number in range(len(past), 0, -1):
            event = past[number - 1]
            if key(event) == last or (not last and moment(event) <= evaluated):
                return number
            if last and moment(event) < evaluated:
                return number
        return 0

    def _remember(self, event: Event, new: bool) -> Fired | None:
        time = moment(event)
        sign = self.rule.look(event, time)
        if not new:
            return None
        if not isinstance(event, Candle) or self._looks_at(event):
            self._last = event  # a candle that stands for trades does not say which was last
        if sign is None or not self.policy.judge(sign, time, event.time_received):
            return None
        late = time < self._begin  # else it happened while history was fetched
        return self._fired(sign, time, event.time_received, key(event), late)

    def _looks_at(self, candle: Candle) -> bool:
        return (candle.channel, candle.interval) in self.alert.definition.condition.streams

    def _notice(self, event: Event) -> Fired | None:
        time = moment(event)
        if isinstance(event, Freshness):
            self._ragged = self._ragged or event.stale
            self._doubt = f"no news: {event.cause}" if event.stale else ""
        if not isinstance(event, Gap):
            return None
        self._before, self._ragged = deepcopy(self.rule), True
        sign = self.rule.miss(event, time)
        if sign is None or not self.policy.judge(sign, time, event.time_received):
            return None
        return self._fired(sign, time, event.time_received, key(event), False)

    def _recover(self, event: Event) -> Fired | None:
        if self._before is None:
            return None
        time = moment(event)
        sign = self._before.look(event, time)
        if sign is None or not self.policy.judge(sign, time, event.time_received):
            return None
        return self._fired(sign, time, event.time_received, key(event), True)

    def _fired(self, sign: Sign, time: int, seen: int, name: str, late: bool) -> Fired:
        alert = self.alert
        return Fired(
            alert=alert.id,
            trigger=trigger_id(alert.id, alert.version, name),
            time=time,
            seen=seen,
            price=sign.price,
            value=sign.value,
            late=late,
            done=self.policy.done,
        )
