"""What the markets of the Binance family share: a table of channels, names, addresses, REST.

A market is a table: each channel with its streams' names, and what becomes of their frames.
"""

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec.structs import replace

from radist.confidence import BookTraits
from radist.errors import ClientError, ExchangeError
from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges._binance import BinanceConversation
from radist.exchanges._binance_books import Books, Snapshots
from radist.exchanges._binance_framing import (
    CombinedConversation,
    Framing,
    RawConversation,
    address,
)
from radist.exchanges._binance_history import PAST, History, Past
from radist.exchanges._binance_payloads import InterestBody, TimeBody
from radist.exchanges._binance_polling import Polling
from radist.exchanges._binance_polls import Poll
from radist.exchanges._binance_states import asked_interest
from radist.exchanges._binance_streams import decode_book
from radist.exchanges._binance_table import OF, SPEED, Offer, Way, grammar
from radist.exchanges._book_stream import PICTURE, BookVenue
from radist.exchanges._bounds import RestUrl, WsUrl
from radist.exchanges._directory import Directory
from radist.exchanges.base import ALL, UNREADABLE, Clock, Connect, Fetch, Outputs, Stream
from radist.model import Instrument, Subscription

_CONVERSATIONS = {
    "subscribe": BinanceConversation,
    "combined": CombinedConversation,
    "raw": RawConversation,
}
NOBODY = Instrument(ALL, "", "", "")
"""What a stream of all symbols is of."""
BANNED_UNTIL = r"banned until (\d{13})\b"
"""What a refusal says in words, on derivatives perhaps without a `Retry-After`."""
_FRESH, _CURIOUS = 3600_000_000, 60_000_000
"""Microseconds until instruments are fetched anew; and where one was heard of that is unknown."""


class BinanceFamily(BookVenue):
    """One market of the family."""

    shares = True
    table: ClassVar[Mapping[str, Offer]]
    polls: ClassVar[Mapping[str, Poll]]
    """By channel: how to ask for what a stream would have brought."""
    pasts: ClassVar[Mapping[str, Past]]
    """By channel: how to ask for what was before."""
    prefix: ClassVar[str]
    """Of REST paths."""
    description: ClassVar[str] = "exchangeInfo"
    description_weight: ClassVar[int] = 1
    book_limit: ClassVar[tuple[int, int]] = (1000, 20)
    """Levels of a book snapshot, and its weight."""
    numbered = frozenset({"trade", "agg_trade"})
    books = BookTraits(whole=False)
    quick_limit: ClassVar[tuple[int, int]] = (100, 5)
    """The same of one that costs little."""
    market: ClassVar[int] = 0
    """The exchange's number for it, `st`, where a stream may carry two markets."""
    retired: ClassVar[Mapping[str, str]] = {}
    """What is no stream (any more), as patterns of names, each with its reason."""

    def __init_subclass__(cls) -> None:
        cls.channels = {
            name: offer.channel(cls.polls[name].endpoint if name in cls.polls else "")
            for name, offer in cls.table.items()
        }

    def __init__(
        self,
        ws_url: WsUrl,
        rest_url: RestUrl,
        streams_per_socket: int | None,
        framing: Framing,
        poll_interval: float = 60.0,
        **words: str,
    ) -> None:
        super().__init__()
        self._framing = framing
        if framing == "raw":
            streams_per_socket = 1
        if streams_per_socket is not None:
            self.limits = replace(self.limits, streams_per_socket=streams_per_socket)
        self.suspects: dict[str, int] = {}
        self.snapshots = Snapshots()
        self.poll_interval = int(poll_interval * 1_000_000)
        self._ws_url = ws_url.rstrip("/")
        self._rest_url = rest_url.rstrip("/")
        self._words = words
        """What stands for `<speed>` and its like in names we ask for."""
        self._others = Directory()
        """Indices and continuous contracts."""
        self._streams: dict[str, Stream] = {}
        self._turns: dict[Subscription, int] = {}
        """Which of its ways a subscription goes: how often it was found mute."""
        self._latest_turn: dict[str, int] = {}
        """The same of the channel's latest mute subscription: whoever comes next goes that way."""
        self._polling = Polling(self, f"{self._rest_url}{self.prefix}")
        self._history = History(self, f"{self._rest_url}{self.prefix}")
        self._learned: int | None = None
        self._curious = False
        """Whether an unknown symbol was heard of."""

    # Names.

    def list_instruments(self) -> Iterable[Fetch]:
        url = f"{self._rest_url}{self.prefix}/{self.description}"
        return (Fetch(url, weight=self.description_weight),)

    def relearn(self, now: int) -> Iterable[Fetch]:
        if self._learned is None:
            self._learned = now
        if now - self._learned < (_CURIOUS if self._curious else _FRESH):
            return ()
        self._learned, self._curious = now, False
        return self.list_instruments()

    @abstractmethod
    def _read(self, body: bytes) -> descriptions.Described:
        """What the description says."""

    def heard(self, of: str, native: str) -> Instrument | None:
        """What a native symbol in a frame stands for; we shall ask about one that is unknown."""
        if of == "symbol":
            found = self.known(native)
            self._curious |= found is None
            return found
        return self._others.native(native) or self._guess_other(of, native)

    def _guess_other(self, of: str, native: str) -> Instrument | None:
        if of == "asset":
            base = native.removesuffix("USD")
            return descriptions.index(base, "USD") if 0 < len(base) < len(native) else None
        if not self.assuming:
            return None
        pair, _, contract = native.partition("_")
        if not (assets := descriptions.cut(pair)):
            return None
        if of == "pair":
            return descriptions.index(*assets)
        nearest = self.guess(pair) or self.guess(f"{pair}_PERP")
        if not (nearest and contract):
            return None
        return descriptions.follow(replace(nearest, contract=contract))

    def find_on(self, channel: str, spelling: str) -> Instrument:
        offer = self.table[channel]
        if offer.of == "symbol" and not (offer.chain and self._is_pair(spelling)):
            return self.find(spelling)
        kind = "continuous" if offer.of == "contract" else "index"
        for other in (spelling, f"{spelling}USD", self._own(offer.of, spelling)):
            if (found := self._others.find(other)) and found.kind == kind:
                return found
        return self._unknown(spelling)

    def _own(self, of: str, spelling: str) -> str:
        """The native name of what is meant by an instrument where none is asked for."""
        if not (instrument := self._tradable.find(spelling)):
            return ""
        if of == "asset":
            return f"{instrument.base}USD"
        if of == "contract":
            return f"{instrument.pair}_{instrument.contract}"
        return instrument.pair

    def _is_pair(self, spelling: str) -> bool:
        return self._tradable.find(spelling) is None and self._others.find(spelling) is not None

    def _unknown(self, spelling: str) -> Instrument:
        if not self.instruments:
            return self.find(spelling)  # says that nothing is known yet
        near = ", ".join(self._others.near(spelling))
        hint = f"; did you mean {near}?" if near else ""
        raise ClientError(404, "unknown_symbol", f"{self.name} has no index {spelling!r}{hint}")

    def instrument(self, symbol: str) -> Instrument:
        """What is traded or has a price under a canonical symbol."""
        return self.instruments.get(symbol) or self._others.by_symbol[symbol]

    def covered(self, subscription: Subscription) -> str | None:
        if self._is_chain(subscription):
            return f"{subscription.symbol}:"
        return super().covered(subscription)

    def _is_chain(self, subscription: Subscription) -> bool:
        """Whether all options of one underlying are meant."""
        known = subscription.symbol == ALL or subscription.symbol in self.instruments
        return bool(self.table[subscription.channel].chain) and not known

    # Streams.

    def _way(self, subscription: Subscription) -> Way:
        ways = self._ways(subscription)
        usual = self._latest_turn.get(subscription.channel, 0)
        return ways[self._turns.setdefault(subscription, usual) % len(ways)]

    def _ways(self, subscription: Subscription) -> tuple[Way, ...]:
        offer = self.table[subscription.channel]
        if subscription.symbol == ALL:
            return offer.every
        if self._is_chain(subscription):
            return offer.chain
        return offer.ways

    def mute(self, subscription: Subscription) -> bool:
        turn = self._turns[subscription] = self._turns.get(subscription, 0) + 1
        self._latest_turn[subscription.channel] = turn
        return len(self._ways(subscription)) > 1

    def route(self, subscription: Subscription) -> str:
        if self.table[subscription.channel].endpoint:
            return self.table["ticker"].ways[0].route
        return self._way(subscription).route

    def stream_name(self, subscription: Subscription) -> str:
        if self.table[subscription.channel].endpoint:
            return super().stream_name(subscription)
        name = self._way(subscription).name
        if "<" not in name:
            return name
        words = self._words | self._words_of(subscription)
        return re.sub(r"<(\w+)>", lambda word: words[word[1]], name)

    def _words_of(self, subscription: Subscription) -> dict[str, str]:
        interval = subscription.interval
        words = {"interval": interval, "depth": interval, "window": interval}
        if subscription.symbol == ALL:
            return words
        of = self.instrument(subscription.symbol)
        native = of.native.lower()
        words |= dict.fromkeys(OF, native) | {"underlying": of.pair.lower() or native}
        return words | {"expiry": native.split("-")[1]} if of.kind == "option" else words

    def stream(self, name: str) -> Stream:
        """The stream of this name. Raises ExchangeError if there is none."""
        if name in self._streams:
            return self._streams[name]
        # The same at another speed has the same past.
        stream = self._streams.setdefault(re.sub(SPEED + "$", "", name), self.fresh(name))
        self._streams[name] = stream
        return stream

    def carrier(self, subscription: Subscription) -> Stream | None:
        asked = self.table[subscription.channel].endpoint
        return None if asked else self.stream(self.stream_name(subscription))

    def fresh(self, name: str) -> Stream:
        """A stream of this name that has heard nothing. Raises ExchangeError if there is none."""
        for pattern, way in _grammar(type(self)):
            if (match := pattern.fullmatch(name)) and (stream := self._made(way, match)):
                return stream
        for retired, reason in self.retired.items():
            if re.fullmatch(retired, name):
                raise ExchangeError(f"{name!r} is no stream: {reason}")
        raise ExchangeError(f"unknown stream {name!r}")

    def _made(self, way: Way, match: re.Match[str]) -> Stream | None:
        words = match.groupdict()
        of = next((word for word in OF if word in words), None)
        instrument = self.heard(of, words[of].upper()) if of else NOBODY
        return way.make(self, instrument, words) if instrument else None

    # Addresses and REST.

    def dial(self, route: str, subscriptions: Iterable[Subscription]) -> Iterable[Fetch | Connect]:
        names = {self.stream_name(s) for s in subscriptions if not self.ask(s)}
        return (Connect(address(self._framing, f"{self._ws_url}/{route}", sorted(names))),)

    def conversation(self, route: str) -> BinanceConversation:
        return _CONVERSATIONS[self._framing](self)

    def ask(self, subscription: Subscription) -> Fetch | None:
        """How to get what no stream carries; None where one does."""
        endpoint = self.table[subscription.channel].endpoint
        if not endpoint:
            return None
        native = self.instruments[subscription.symbol].native
        return Fetch(f"{self._rest_url}{self.prefix}/{endpoint}?symbol={native}")

    def snapshot(self, of: Instrument, *, quick: bool = False) -> Fetch:
        """How to get a book, or `quick` the best of it."""
        limit, weight = self.quick_limit if quick else self.book_limit
        url = f"{self._rest_url}{self.prefix}/depth?symbol={of.native}&limit={limit}"
        return Fetch(url, weight=weight)

    def picture(self, of: Instrument) -> Fetch:
        fetch = self.snapshot(of, quick=True)
        return Fetch(f"{fetch.url}#{PICTURE}", fetch.weight)

    def poll(self, subscriptions: Iterable[Subscription]) -> Iterable[Fetch]:
        return self._polling.questions(subscriptions)

    def has_rest(self, subscription: Subscription) -> bool:
        return self._polling.has(subscription)

    def history(self, of: Subscription, before: int | str | None, limit: int) -> Fetch | None:
        return self._history.question(of, before, limit)

    def clock(self) -> Fetch:
        return Fetch(f"{self._rest_url}{self.prefix}/time")

    def fetched(self, url: str, body: bytes, now: int) -> Outputs:
        parts = urlsplit(url)
        try:
            if parts.fragment.startswith(PAST):
                return tuple(self._history.events(parts.query, parts.fragment, body, now))
            if parts.fragment == PICTURE:
                book = self._book(parse_qs(parts.query).get("symbol"))
                return (book.pictured(decode_book(body), now),)
            if parts.fragment:
                return self._polling.events(parts.query, parts.fragment, body, now)
            match parts.path.rpartition("/")[2]:
                case "time":
                    return (Clock(msgspec.json.decode(body, type=TimeBody).serverTime * 1000),)
                case "exchangeInfo":
                    self._described(self._read(body))
                    return ()
                case "openInterest":
                    return self._interest(body, now)
                case "depth" | "":
                    return self.joined(parse_qs(parts.query).get("symbol"), body, now)
        except UNREADABLE as error:
            message = f"not an answer that we understand ({error}): {body[:200]!r}"
            raise ExchangeError(message) from error
        raise ExchangeError(f"no such question was asked: {url}")

    def joined(self, symbols: list[str] | None, body: bytes, now: int) -> Outputs:
        """A book's snapshot, and the deltas that waited for it."""
        return self._book(symbols).snapshot(decode_book(body), now)

    def failed(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.fragment == PICTURE:
            return
        if parts.fragment:
            self._polling.failed(parts.fragment)
        elif parts.path.endswith("/depth"):
            self._book(parse_qs(parts.query).get("symbol")).failed()

    def _described(self, described: descriptions.Described) -> None:
        """What is listed now; what is listed no more has ended."""
        traded, others = described
        listed = {instrument.symbol for instrument in traded}
        ended = [i for i in self.instruments.values() if i.active and i.symbol not in listed]
        self.learn(replace(i, active=False) for i in ended)
        self.learn(traded)
        self._others.learn(others)

    def taught(
        self, native: str, tell: Callable[[Instrument | None], Instrument | None]
    ) -> Instrument:
        """Take note of what a stream told of a contract, given what was known of it."""
        known = self._tradable.native(native)
        told = tell(known or self.guess(native))
        if told is None:
            raise ExchangeError(f"a contract whose name says nothing: {native!r}")
        self.learn([told])
        if known is None:
            self._curious = True  # of its price steps, for instance
            self._others.learn(descriptions.others([told]))
        return told

    def _interest(self, body: bytes, now: int) -> Outputs:
        answer = msgspec.json.decode(body, type=InterestBody, strict=False)
        if not (instrument := self.heard("symbol", answer.symbol)):
            raise ExchangeError(f"open interest of an unknown symbol {answer.symbol!r}")
        return (asked_interest(self.name, instrument, answer, now),)

    def _book(self, symbols: list[str] | None) -> Books:
        """The book that a REST answer is for; without a symbol, the one whose deltas we hear, or
        that of the only symbol we hear of.
        """
        known = [stream for stream in self._streams.values() if isinstance(stream, Books)]
        chosen = [book for book in known if symbols is None or book.native in symbols]
        heard = {stream.native for stream in self._streams.values() if stream.native}
        if not chosen and len(heard) == 1 and heard <= set(symbols or heard):
            only = self.stream(f"{heard.pop().lower()}@depth")
            chosen = [only] if isinstance(only, Books) else []
        if not chosen:
            raise ExchangeError("an order book of which we hear no deltas")
        return chosen[-1]


@cache
def _grammar(market: type[BinanceFamily]) -> tuple[tuple[re.Pattern[str], Way], ...]:
    return tuple(grammar(market.table.values()))
