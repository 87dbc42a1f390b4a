"""Alerts rehearsed: on their targets, and on what was."""

import asyncio
import secrets
from collections.abc import Callable
from heapq import merge

from radist import codec, templates, topics
from radist.alarms import Alert, Definition, Fired, history_of, topics_of
from radist.alerts.preview import would_have_fired
from radist.alerts.rule import moment
from radist.conditions import leaves
from radist.errors import ClientError
from radist.firings import Happened, Preview
from radist.hindsight import Hindsight
from radist.hub.hub import Hub
from radist.measures import short
from radist.model import Event, Quote, Subscription
from radist.scribe import Scribe, fields, usual
from radist.store.opening import Store

_SPAN = 86_400_000_000
"""How far back a preview looks."""
_MINUTE = 60.0
_MOST_PAGES = 3
_MOST_TIMES = 100
_PATIENCE = 5.0
"""Seconds for which a test waits for what comes of it."""


class Rehearsal:
    """Nothing that is done here changes an alert."""

    def __init__(self, store: Store, hub: Hub, scribe: Scribe, now: Callable[[], int]) -> None:
        self._store = store
        self._hub = hub
        self._scribe = scribe
        self._now = now
        self._waiting: dict[str, asyncio.Event] = {}
        """Tests for whose deliveries somebody waits, by trigger."""

    def heard(self, trigger: str) -> None:
        """Something came of a delivery."""
        if trigger in self._waiting:
            self._waiting[trigger].set()

    async def test(self, alert: Alert) -> Happened:
        """Tell all targets of an alert; what came of it, as far as that is known soon."""
        fired = self._now_fired(alert)
        heard = self._waiting[fired.trigger] = asyncio.Event()
        try:
            await self._scribe.test(alert, fired)
            found = await self._found(alert.owner, fired.trigger)
            try:
                async with asyncio.timeout(_PATIENCE):
                    while any(told.state == "pending" for told in found.deliveries):
                        await heard.wait()
                        heard.clear()
                        found = await self._found(alert.owner, fired.trigger)
            except TimeoutError:
                pass
            return found
        finally:
            del self._waiting[fired.trigger]

    async def _found(self, owner: str, trigger: str) -> Happened:
        found = await asyncio.to_thread(self._store.history.get, owner, trigger)
        if found is None:
            raise ClientError(404, "unknown_trigger", "it is forgotten already")
        return found

    def _now_fired(self, alert: Alert, otherwise: float | None = None) -> Fired:
        """As if it fired now."""
        now, price = self._now(), self._price(alert.definition)
        price = otherwise if price is None else price
        return Fired(
            alert=alert.id,
            trigger=f"t_{secrets.token_hex(12)}",
            time=now,
            seen=now,
            price=price,
            value=price or 0.0,
            late=False,
            done=False,
        )

    def _price(self, what: Definition) -> float | None:
        """The newest that is known, of whatever there is one."""
        for channel in ("trade", "quote", "mark_price", "ticker"):
            topic = topics.topic(what.exchange, Subscription(channel, what.symbol))
            event = self._hub.latest(topic) if what.exchange else None
            if isinstance(event, Quote):
                return (event.bid_price + event.ask_price) / 2
            price = getattr(event, "price", None)
            if isinstance(price, float):
                return price
        return None

    async def preview(self, definition: Definition, hindsight: Hindsight) -> Preview:
        """What an alert would say now, and when it would have said so in the last 24 hours."""
        alert = Alert(id="", owner="", definition=definition)
        now = self._now()
        pasts = history_of(definition)
        found, since = [], now - _SPAN
        for topic, seconds in pasts.items():
            begin = now - _SPAN - int(seconds * 1e6)
            past = await hindsight.back_to(topic, begin, _MOST_PAGES)
            found.append(past.events)
            since = max(since, past.since + now - _SPAN - begin)
        # A long past takes a while, and others wait for the loop.
        events = await asyncio.to_thread(lambda: list(merge(*found, key=moment)))
        times = await asyncio.to_thread(would_have_fired, definition, events, since)
        now_fired = self._now_fired(alert, _last_price(events))
        known = fields(alert, now_fired)
        reason = _reason(definition, since > now - _SPAN, bool(events))
        return Preview(
            message=templates.render(usual(alert, now_fired), known),
            fields=known,
            would_have_fired=len(times),
            times=[codec.iso(time) for time in times[-_MOST_TIMES:]],
            since=codec.iso(since),
            complete=not reason,
            reason=reason,
        )


def _last_price(events: list[Event]) -> float | None:
    last = events[-1] if events else None
    price: float | None = getattr(last, "price", getattr(last, "close", None))
    return price


def _reason(definition: Definition, cut: bool, some: bool) -> str:
    """Why the past does not tell all; empty if it does."""
    streams = {topic.partition(".")[0] for topic in topics_of(definition)}
    told = {topic.partition(".")[0] for topic in history_of(definition)}
    if "candle" in told:  # candles of a minute stand for trades
        told.add("trade")
    if untold := streams - told:
        return f"exchanges tell no history of {', '.join(sorted(untold))}"
    if not some:
        return "the exchange tells no history of this now"
    shortest = min(getattr(each, "window", _MINUTE) for each in leaves(definition.condition))
    if shortest < _MINUTE and "candle" in told:
        return f"a window of {short(shortest)} s is looked at by candles of a minute"
    return "the exchange's history is too long to look at all of it" if cut else ""
