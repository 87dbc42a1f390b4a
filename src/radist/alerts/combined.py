"""All, or any, of several conditions are met."""

from collections.abc import Sequence
from typing import Any

from radist.alerts.rule import Rule, Sign
from radist.conditions import All, Either
from radist.model import Event, Gap


class Part:
    """A condition of several, and until when it counts as met."""

    __slots__ = ("back", "holds", "met", "rule", "value")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.holds = False
        """Whether it is met now."""
        self.met: int | None = None
        """When it last was."""
        self.back = True
        self.value = 0.0

    def note(self, sign: Sign | None, time: int) -> None:
        """What an event means to it."""
        if sign is None:
            self.met = time if self.holds else self.met
            return
        if sign.met:
            self.met, self.value = time, sign.value
        elif self.holds:
            self.met = time - 1
        self.holds, self.back = sign.met and not sign.back, sign.back

    def counts(self, time: int, within: int) -> bool:
        """Whether it is met, or was so short a while ago."""
        return self.met is not None and time - self.met <= within


class CombinedRule(Rule):
    """Shows every event to each of them. What is met for a moment counts for `within`."""

    __slots__ = ("_all", "_parts", "_within")

    def __init__(self, condition: All | Either, parts: Sequence[Rule]) -> None:
        self._all = isinstance(condition, All)
        self._parts = [Part(rule) for rule in parts]
        self._within = int(condition.within * 1e6) if isinstance(condition, All) else 0

    @property
    def ticks(self) -> bool:
        return any(part.rule.ticks for part in self._parts)

    def look(self, event: Event, time: int) -> Sign | None:
        return self._note([part.rule.look(event, time) for part in self._parts], time)

    def miss(self, gap: Gap, time: int) -> Sign | None:
        return self._note([part.rule.miss(gap, time) for part in self._parts], time)

    def tick(self, now: int) -> Sign | None:
        return self._note([part.rule.tick(now) for part in self._parts], now)

    def _note(self, signs: Sequence[Sign | None], time: int) -> Sign | None:
        price, said = None, False
        for part, sign in zip(self._parts, signs, strict=True):
            part.note(sign, time)
            if sign is not None:
                said, price = True, sign.price if price is None else price
        if not said:
            return None
        counting = [part for part in self._parts if part.counts(time, self._within)]
        met = len(counting) == len(self._parts) if self._all else bool(counting)
        if met:
            lasts = self._all or any(part.holds for part in counting)
            return Sign(True, not lasts, counting[0].value, price)
        backs = [part.back for part in self._parts]
        return Sign(False, any(backs) if self._all else all(backs))

    @property
    def fault(self) -> str:
        faults = [part.rule.fault for part in self._parts]
        return next(filter(None, faults), "") if self._all or all(faults) else ""

    def memory(self) -> Any:
        return [[part.holds, part.met, part.back, part.rule.memory()] for part in self._parts]

    def recall(self, memory: Any) -> None:
        for part, (holds, met, back, inner) in zip(self._parts, memory, strict=True):
            part.holds, part.met, part.back = holds, met, back
            part.rule.recall(inner)
