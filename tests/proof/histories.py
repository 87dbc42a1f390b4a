"""Random histories of a hub: publishers, clients, disconnects, restarts, and memories that are too
small. One seed is one history.
"""

import json
from collections import deque
from random import Random
from typing import Any

from proof.oracle import Oracle, Seat
from proof.truth import Truth, check, remembered
from radist import platform
from radist.hub import protocol
from radist.hub.crowd import Pace
from radist.hub.hub import Hub
from radist.hub.protocol import Since, Subscribe, Unsubscribe
from radist.hub.session import Delivery, Loss, Session
from radist.model import NOTICES, BookDelta, BookSnapshot, Event, Freshness, Gap, Ticker, Trade
from radist.server.access import Visitor
from radist.server.desk import Desk

TRADES, TICKERS, BOOK = "trade.there.A/B", "ticker.there.A/B", "book.there.A/B"
GLOBAL, TOKEN = "global", "token_a"
ROOMS = (TRADES, TICKERS, BOOK, GLOBAL, TOKEN)
PLACE = ("there", "A/B", "AB", 1, 1)
EVERYBODY = Visitor(admitted=True)
SECOND = 1_000_000


class Upstream:
    """What a desk asks of a node."""

    version, simulated = "0", True

    def now(self) -> int:
        return 0

    def check(self, topic: str) -> str:
        return topic


class Line:
    """A connection: the server's end, and the frames that are on their way."""

    def __init__(self, hub: Hub, name: str, pace: Pace | None) -> None:
        self.hub = hub
        self._pace = pace
        """With whom it is written to while it keeps up."""
        self.desk = Desk(Upstream(), hub)
        self.session = Session(name, lambda: None)
        self.way: deque[bytes] = deque()
        self.behind = self.closed = False
        self.session.outlet = self
        self.session.keep(pace)
        hub.enter(self.session)

    def write(self, run: Any) -> None:
        """What a whole crowd is given."""
        for message in run.messages:
            self.way.append(protocol.delivery(Delivery(run.room, message, message.seq - 1, 0)))

    def abort(self) -> None:
        raise AssertionError("nothing breaks here")

    def lag(self) -> None:
        """The client does not keep up any more."""
        self.behind = True
        self.session.keep(None)

    def ask(self, request: Any) -> None:
        self.way.extend(self.desk.answer(self.session, request, EVERYBODY))

    def flush(self, limit: int, now: int) -> None:
        """As the server does it: what is due; if something is lost, that, and the end."""
        items = self.session.take(limit, every=not self.behind, now=now)
        if not items and self.behind:
            self.behind = False
            self.session.keep(self._pace)
        losses = [item for item in items if isinstance(item, Loss)]
        if losses:
            self.way.extend(map(protocol.loss, losses))
            self.close()
            return
        for item in items:
            self._check_notices(item)
            self.way.append(protocol.delivery(item))

    def _check_notices(self, item: Any) -> None:
        """What is remembered and told of a stream must not be passed over."""
        passed = range(item.prev + 1, item.message.seq)
        for message in item.room.messages if passed else ():
            notice = message.seq in passed and isinstance(message.event, NOTICES)
            check(not notice, f"{item.room.topic}: a notice was passed over")

    def flush_all(self, now: int) -> None:
        while not self.closed and (self.session._due or self.session._held):
            before = len(self.way)
            self.flush(1_000_000, now)
            if len(self.way) == before:
                break

    def beat(self, now: int) -> None:
        self.session.catch_up()
        self.flush_all(now)
        if not self.closed:
            self.way.append(self.desk.heartbeat(self.session))

    def close(self) -> None:
        self.closed = True
        self.hub.quit(self.session)


class Client:
    """An oracle, and the connection that it has at the moment."""

    def __init__(self, world: "World", name: str, rooms: list[str]) -> None:
        self.world = world
        self.name = name
        self.rooms = rooms
        self.oracle = Oracle(world.truths)
        self.line: Line | None = None
        self._asked = 0

    def connect(self) -> None:
        chance, pace = self.world.chance, self.world.pace
        pace = pace if chance.random() < 0.6 else None
        self.line = Line(self.world.hub, f"{self.name}-{chance.random()}", pace)
        for room in self.rooms:
            self.subscribe(room)

    def subscribe(self, room: str) -> None:
        assert self.line
        chance, seat = self.world.chance, self.oracle.seats.setdefault(room, Seat())
        self._asked += 1
        seat.asked = self._asked
        seat.since = seat.position if chance.random() < 0.9 else None
        paced = chance.random() < (0.05 if room in (TRADES, GLOBAL, TOKEN) else 0.4)
        seat.max_hz = chance.choice((0.5, 3.0, 50.0)) if paced else None
        self.world.forget_given_up(room)
        since: dict[str, Since] | str = {}
        if seat.since:
            since = {room: Since(*seat.since)}
            if chance.random() < 0.2:
                since = protocol.Cursor(seat.since[0], {room: seat.since[1]}).text()
        self.line.ask(Subscribe(id=self._asked, rooms=[room], since=since, max_hz=seat.max_hz))
        self._check_recovery(room, seat)

    def _check_recovery(self, room: str, seat: Seat) -> None:
        """Recovered if and only if all of it is there."""
        assert self.line
        answer = json.loads(self.line.way[-1])
        seat.untouched = bool(answer.get("recovered"))
        if seat.since is None or answer["type"] == "error":
            return
        (epoch, seq), hub = seat.since, self.world.hub
        top = self.world.truths[self.world.epoch, room].top
        all_there = set(range(seq + 1, top + 1)) <= set(remembered(hub, room))
        whole = epoch == self.world.epoch and seq <= top and all_there
        check(answer["recovered"] == whole, f"{room}: recovered since {seq} is not {whole}")

    def unsubscribe(self, room: str) -> None:
        assert self.line
        self._asked += 1
        if room in self.oracle.seats and room in self.line.session.memberships:
            self.oracle.seats[room].asked = self._asked
            self.line.ask(Unsubscribe(id=self._asked, rooms=[room]))

    def hear(self, most: int) -> None:
        """Read so many of the frames that have arrived."""
        while self.line and self.line.way and most:
            self.oracle.receive(json.loads(self.line.way.popleft()))
            most -= 1
        if self.line and self.line.closed and not self.line.way:
            self.lose()

    def lose(self) -> None:
        """The connection breaks, and what was on its way is lost."""
        if self.line:
            if self.world.chance.random() < 0.5 or self.line.closed:
                self.line.close()
            else:
                self.world.zombies.append(self.line)
        self.line = None
        self.oracle.disconnected()


class World:
    """One history."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = 0
        self.truths: dict[tuple[str, str], Truth] = {}
        self.room_bytes = self.chance.choice((300, 1500, 6000, 200_000))
        self.rooms = self.chance.sample(ROOMS, self.chance.randint(2, 3))
        self.zombies: list[Line] = []
        self._lives = self._number = 0
        self._used: set[tuple[str, str, int]] = set()
        self._start()
        count = self.chance.randint(1, 3)
        self.clients = [Client(self, f"c{n}", self._some_rooms()) for n in range(count)]

    def _some_rooms(self) -> list[str]:
        return self.chance.sample(self.rooms, self.chance.randint(1, len(self.rooms)))

    def _start(self) -> None:
        self._lives += 1
        self.epoch = f"e{self._lives}"
        self.hub = Hub(self.epoch, self.room_bytes)
        self.pace = Pace(lambda: None)
        self._live_book = False
        for room in self.rooms:
            self.truths[self.epoch, room] = Truth(1)

    # What happens.

    def step(self) -> None:
        chance = self.chance
        self.now += chance.choice((0, 1000, 100_000, SECOND))
        act = chance.choices(
            (self.publish, self.burst, self.move, self.serve, self.hear, self.trouble),
            (30, 10, 15, 20, 25, 8),
        )[0]
        act()

    def publish(self) -> None:
        room = self.chance.choice(self.rooms)
        self._number += 1
        if room in (GLOBAL, TOKEN):
            self._tell(self._platform_event())
        else:
            event = self._market_event(room)
            self._record(room, event)
            self.hub.publish(event)

    def _tell(self, event: platform.PlatformEvent) -> None:
        for room in event.rooms:
            if room in self.rooms:
                self._record(room, event)
        self.hub.tell(event)

    def _record(self, room: str, event: Event | platform.PlatformEvent) -> None:
        self.forget_given_up(room)
        truth = self.truths[self.epoch, room]
        truth.add(event)
        place = (self.epoch, room, truth.top)
        check(place not in self._used, f"{room}: {truth.top} is used twice")
        self._used.add(place)
        for client in self.clients:
            if room in client.oracle.seats:
                client.oracle.seats[room].untouched = False

    def forget_given_up(self, room: str) -> None:
        """A room that was given up begins anew, after all positions that there were."""
        if room in (GLOBAL, TOKEN) and room not in self.hub.rooms:
            older = self.truths[self.epoch, room]
            if older.said:
                self.truths[self.epoch, room] = Truth(self.hub._floor + 1, older)
            else:
                older.first = self.hub._floor + 1

    def burst(self) -> None:
        for _ in range(self.chance.randint(2, 12)):
            self.publish()

    def _platform_event(self) -> platform.PlatformEvent:
        number, mint = self._number, self.chance.choice("aab")
        kind = self.chance.choice(("price_update", "new_trade", "market_stats"))
        content: dict[str, Any] = {"token_mint": mint, "price": number}
        if kind == "new_trade":
            content |= {"trade_type": "buy", "amount": number}
        if kind == "market_stats":
            content = {"tokens": number}
        return platform.event(kind, content, self.now)

    def _market_event(self, room: str) -> Event:
        channel, chance = room.partition(".")[0], self.chance
        if chance.random() < 0.12:
            if channel == "book":
                self._live_book = False
            return Gap(*PLACE, channel=channel, cause=str(self._number))
        if chance.random() < 0.06:
            return Freshness(*PLACE, channel=channel, stale=chance.random() < 0.5)
        if channel == "trade":
            return Trade(*PLACE, str(self._number), 1.0, 1.0, "buy")
        if channel == "ticker":
            return Ticker(*PLACE, float(self._number), 1.0, 2.0, 0.5, 10.0, 20.0)
        return self._book_event()

    def _book_event(self) -> Event:
        chance, number = self.chance, self._number
        bids = [(float(chance.randint(1, 4)), float(chance.randint(0, 2)))]
        asks = [(float(chance.randint(5, 8)), float(chance.randint(0, 2)))]
        if self._live_book and chance.random() < 0.9:
            return BookDelta(*PLACE, number, number, None, bids, asks)
        self._live_book = True
        whole = ([level for level in side if level[1]] for side in (bids, asks))
        return BookSnapshot(*PLACE, number, *whole)

    def move(self) -> None:
        """The server writes to all who keep up."""
        for crowd in self.pace.take():
            if run := crowd.advance():
                for line in crowd.members.values():
                    line.write(run)

    def serve(self) -> None:
        """The server writes to somebody, who may be slow."""
        client = self.chance.choice(self.clients)
        if client.line is None or client.line.closed:
            return
        if self.chance.random() < 0.2:
            client.line.lag()
        if self.chance.random() < 0.2:
            client.line.beat(self.now)
        else:
            client.line.flush(self.chance.choice((1, 200, 2000, 65_536)), self.now)

    def hear(self) -> None:
        client = self.chance.choice(self.clients)
        if client.line is None:
            client.connect()
        client.hear(self.chance.randint(1, 20))

    def trouble(self) -> None:
        client = self.chance.choice(self.clients)
        kind = self.chance.random()
        if kind < 0.4:
            client.lose()
        elif kind < 0.5:
            self.restart()
        elif kind < 0.58:
            self.hub.forget(self.now + self.chance.choice((0, 700 * SECOND)))
        elif kind < 0.66:
            self.hub.give_up(self.now + self.chance.choice((0, 700 * SECOND)))
        elif kind < 0.72:
            self.let_go(self.chance.choice(self.rooms))
        elif kind < 0.8 and self.zombies:
            self.zombies.pop().close()
        elif client.line and not client.line.closed:
            room = self.chance.choice(client.rooms)
            self.chance.choice((client.subscribe, client.unsubscribe))(room)

    def let_go(self, room: str) -> None:
        """Nobody listens, so it is not asked for any more: what happens then, nobody hears."""
        heard = any(client.line and room in client.rooms for client in self.clients)
        if heard or room in (GLOBAL, TOKEN) or room not in self.hub.rooms:
            return
        if not self.hub.rooms[room].members:
            older = self.truths[self.epoch, room]
            self.truths[self.epoch, room] = Truth(older.top + 2, older)
            self._live_book &= room != BOOK
            self.hub.begin_anew([room])

    def restart(self) -> None:
        for client in self.clients:
            client.line = None
            client.oracle.disconnected()
        self.zombies.clear()
        self._start()

    # How it ends.

    def finish(self) -> None:
        """Everybody comes back and is given all: then they know what there is to know."""
        for client in self.clients:
            for _ in range(50):  # who is closed as too slow comes again
                if client.line is None or client.line.closed:
                    client.lose()
                    client.connect()
                    client.hear(10_000)
                for room in client.rooms:
                    if not client.oracle.seats[room].joined:
                        client.subscribe(room)
                self.now += 3 * SECOND
                assert client.line
                client.line.beat(self.now)
                client.hear(10_000)
                if self._is_whole(client):
                    break
            check(self._is_whole(client), "a client never became whole")
            self._check_end(client)

    def _is_whole(self, client: Client) -> bool:
        seats = client.oracle.seats
        return (
            client.line is not None
            and all(
                seats[room].position == (self.epoch, self.truths[self.epoch, room].top)
                for room in client.rooms
                if seats[room].joined
            )
            and all(seats[room].joined for room in client.rooms)
        )

    def _check_end(self, client: Client) -> None:
        for room in client.rooms:
            seat, truth = client.oracle.seats[room], self.truths[self.epoch, room]
            if room == TICKERS:
                check(seat.state == truth.state_at(truth.top, "ticker"), "not the newest state")
            if room == BOOK and truth.said:
                check(seat.book == truth.at(truth.top).book, "not the book")


def play(seed: int) -> int:
    """One history; how many events clients heard in it. Raises Violation."""
    world = World(seed)
    for _ in range(world.chance.randint(10, 70)):
        world.step()
    world.finish()
    return sum(client.oracle.heard for client in world.clients)
