"""Which streams are quiet and which are mute, by what they and their siblings normally do.

A stream that says nothing for much longer than it or its siblings use to is only suspected. Then
REST is asked, less and less often while it knows nothing new. Where REST knows something that the
stream, given time to, still has not told, the stream is mute: acknowledged, and dead.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from radist.model import BookSnapshot, Candle, Event, Quote, Subscription
from radist.topics import LOG_CHANNELS

SECOND = 1_000_000
_SHORTEST = 5 * SECOND
_LONGEST = 600 * SECOND
"""How long a silence may at least and at most last before REST is asked."""
_TIMES = 5
"""So many times longer than usual is suspicious."""
_MEMORY = 60 * SECOND
"""Over how long it is averaged what is usual."""
_CONFIRM = 2 * SECOND
"""What REST knows first, a stream may tell so much later."""
COUNTED = LOG_CHANNELS | {"book"}
"""Channels of which REST's answer, where it yields anything, is what has not come yet."""


class Silence:
    """One stream as far as it says nothing."""

    __slots__ = ("asking", "evidence", "frames", "heard", "known", "moves", "next", "rate", "wait")

    def __init__(self, now: int) -> None:
        self.frames = 0
        self.rate: float | None = None
        """Frames per second, as is usual; None before the first."""
        self.moves = 0
        """How often it was moved to another socket since it was heard."""
        self.begin(now)

    def begin(self, now: int) -> None:
        """From now on it is silent."""
        self.heard = now
        self.known: tuple[object, ...] | None = None
        """What REST knew when it was first asked."""
        self.evidence: int | None = None
        """When REST knew more than the stream had told."""
        self.asking = False
        self.next = 0
        self.wait = SECOND

    def count(self, frames: int | None, now: int, since: int) -> None:
        """Take note of the frames so far; `since` is when they were counted before."""
        if frames is None or frames < self.frames:  # no socket, or another one
            self.frames = 0
            self.begin(now)
        if frames is None:
            return
        more, seconds = frames - self.frames, (now - since) / SECOND
        self.frames += more
        if self.rate is not None and seconds > 0:
            self.rate += (more / seconds - self.rate) * min(1.0, (now - since) / _MEMORY)
        elif more:
            self.rate = more / max((now - self.heard) / SECOND, 1.0)
        if more:
            self.moves = 0
            self.begin(now)

    def patience(self, usual: float | None) -> float:
        """How long it may be silent, given what is usual among its siblings; longer where moving
        it has not helped.
        """
        rate = self.rate if self.rate is not None else usual
        shortest = max(_TIMES * SECOND / rate, _SHORTEST) if rate else _SHORTEST
        return min(shortest * 2.0 ** min(self.moves, 7), _LONGEST)


class Silences:
    """All streams of one exchange. Times are in microseconds."""

    def __init__(self, most: int = 10) -> None:
        """At most so many may be asked about in one second."""
        self._most = most
        self._known: dict[Subscription, Silence] = {}
        self._counted = 0

    def observe(self, now: int, frames: Mapping[Subscription, int | None]) -> list[Subscription]:
        """Take note of the frames of each stream so far, None where it has no socket; whom to ask
        REST about: those asked about least, and of these the most suspicious.
        """
        since, self._counted = self._counted or now, now
        self._known = {s: self._known.get(s) or Silence(now) for s in frames}
        for subscription, silence in self._known.items():
            silence.count(frames[subscription], now, since)
        usual = self._usual()
        suspects = []
        for subscription, silence in self._known.items():
            patience = silence.patience(usual.get(subscription.channel))
            lasts = now - silence.heard
            if lasts >= patience and now >= silence.next and not silence.asking:
                suspects.append((silence.wait, -lasts / patience, subscription))
        chosen = [subscription for *_, subscription in sorted(suspects)[: self._most]]
        for subscription in chosen:
            self._known[subscription].asking = True
        return chosen

    def _usual(self) -> dict[str, float]:
        """Frames per second of the streams of each channel."""
        rates: dict[str, list[float]] = {}
        for subscription, silence in self._known.items():
            if silence.rate is not None:
                rates.setdefault(subscription.channel, []).append(silence.rate)
        return {channel: median(found) for channel, found in rates.items()}

    def answered(self, subscription: Subscription, events: Sequence[Event], now: int) -> None:
        """What REST knows of a stream that was asked about."""
        silence = self._asked(subscription, now)
        if silence is None:
            return
        counted = subscription.channel in COUNTED
        content = () if counted else _essence(events)
        first = silence.known is None
        if counted:
            news = bool(events) and not (first and silence.rate is None)
        else:
            news = not first and bool(content) and content != silence.known
        if first:
            silence.known = content
        if news and silence.evidence is None:
            silence.evidence = now

    def unanswered(self, subscription: Subscription, now: int) -> None:
        """REST did not say."""
        self._asked(subscription, now)

    def _asked(self, subscription: Subscription, now: int) -> Silence | None:
        silence = self._known.get(subscription)
        if silence is None or not silence.asking:
            return None  # heard of meanwhile
        silence.asking = False
        silence.next = now + silence.wait
        silence.wait = min(2 * silence.wait, _LONGEST)
        return silence

    def mute(self, now: int) -> list[Subscription]:
        """Whose silence is proven to be no quiet."""
        return [
            subscription
            for subscription, silence in self._known.items()
            if silence.evidence is not None and now - silence.evidence >= _CONFIRM
        ]

    def suspected(self, subscription: Subscription) -> bool:
        """Whether REST knows more than the stream told."""
        silence = self._known.get(subscription)
        return silence is not None and silence.evidence is not None

    def heard(self, subscription: Subscription) -> int:
        """When a stream was last known to be alive; 0 where nothing is known of it."""
        silence = self._known.get(subscription)
        return silence.heard if silence else 0

    def ever(self, subscriptions: Iterable[Subscription]) -> bool:
        """Whether any of these has ever brought anything."""
        return any(s in self._known and self._known[s].rate is not None for s in subscriptions)

    def moved(self, subscriptions: Iterable[Subscription], now: int) -> None:
        """They are asked for on another socket."""
        for subscription in subscriptions:
            if silence := self._known.get(subscription):
                silence.frames = 0
                silence.moves += 1
                silence.begin(now)


def _essence(events: Sequence[Event]) -> tuple[object, ...]:
    """What of a state, or of all that one stream brings, would not change without the stream
    telling so.

    Statistics move on with time alone, and so does the candle in which nothing was traded.
    """
    latest = {event.symbol: event for event in events}
    return tuple((symbol, found) for symbol in sorted(latest) if (found := _core(latest[symbol])))


def _core(event: Event) -> tuple[object, ...]:
    if isinstance(event, Quote):
        return (event.bid_price, event.bid_quantity, event.ask_price, event.ask_quantity)
    if isinstance(event, Candle):
        return (event.time_open, event.volume, event.close) if event.volume else ()
    if isinstance(event, BookSnapshot):
        return (event.last_id,)
    return (getattr(event, "price", None),)
