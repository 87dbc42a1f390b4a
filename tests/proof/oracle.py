"""A client that follows docs/protocol.md to the letter, and finds fault with everything else."""

from typing import Any

from proof.truth import Book, Truth, book_of, changed, check
from radist import topics

LOGS = ("trade",)
STATE = {"global": "market_stats", "token": "price_update"}
"""What snapshots of the platform's rooms are."""


class Seat:
    """What the client knows of one room."""

    def __init__(self) -> None:
        self.position: tuple[str, int] | None = None
        self.asked: int | None = None
        """The request whose answer is awaited: until then the room's frames are of no concern."""
        self.since: tuple[str, int] | None = None
        self.max_hz: float | None = None
        self.joined = False
        self.book: Book | None = None
        self.state: Any = None
        self.untouched = False
        """Whether nothing was published since it recovered."""


class Oracle:
    """`truths` by (epoch, room)."""

    def __init__(self, truths: dict[tuple[str, str], Truth]) -> None:
        self.seats: dict[str, Seat] = {}
        self.heard = 0
        self._truths = truths

    def disconnected(self) -> None:
        """Answers that are awaited will not come."""
        for seat in self.seats.values():
            seat.asked, seat.joined = None, False

    def receive(self, frame: Any) -> None:
        kind = frame["type"]
        if kind == "subscribed":
            self._subscribed(frame)
        elif kind == "unsubscribed":
            self._unsubscribed(frame)
        elif kind == "heartbeat":
            self._heartbeat(frame)
        elif kind == "error":
            self._refused(frame)
        elif kind == "gap" and "from" in frame:
            self._lost(frame)
        else:
            self._event(frame)

    def _awaited(self, frame: Any) -> Seat | None:
        seat = self.seats[frame["room"]]
        if seat.asked != frame["id"]:
            return None
        seat.asked = None
        return seat

    def _refused(self, frame: Any) -> None:
        if seat := self._awaited(frame):
            check(frame["reason"] == "log_room" and seat.max_hz, f"refused: {frame}")
            seat.joined = False

    def _unsubscribed(self, frame: Any) -> None:
        if seat := self._awaited(frame):
            seat.joined = False

    def _subscribed(self, frame: Any) -> None:
        seat = self._awaited(frame)
        if seat is None:
            return
        seat.joined = True
        recovered, epoch, seq = frame.get("recovered"), frame["epoch"], frame["seq"]
        check((recovered is None) == (seat.since is None), "recovered answers since")
        if recovered:
            check(seat.since == (epoch, seq), f"recovered at {epoch} {seq}, not at {seat.since}")
            return
        check(seat.since is None or frame["reason"] in ("epoch", "retention"), "no reason")
        seat.position = (epoch, seq)
        self._begin(frame["room"], seat, frame["snapshot"], seq)

    def _begin(self, room: str, seat: Seat, snapshot: Any, seq: int) -> None:
        truth = self._truths[seat.position[0], room]
        check(truth.first - 1 <= seq <= truth.top, f"begins at {seq}, the top is {truth.top}")
        seat.state, seat.book = snapshot, None
        if room.startswith("book."):
            seat.book = book_of(snapshot) if snapshot else None
            said = truth.at(seq) if seq >= truth.first else None
            check(seat.book == (said.book if said else None), "the snapshot is not the book")
            return
        channel = room.partition(".")[0]
        family = topics.family(room)
        if family == "market":
            expected = None if channel in LOGS else truth.state_at(seq, channel)
        else:
            subject = room.removeprefix("token_") if family == "token" else ""
            expected = truth.state_at(seq, (STATE[family], subject))
        check(snapshot == expected, f"the snapshot at {seq} of {room} is not the state")

    def _event(self, frame: Any) -> None:
        room, seq, prev = frame["room"], frame["seq"], frame["prev"]
        seat = self.seats[room]
        if seat.asked is not None or not seat.joined:
            return
        epoch, at = seat.position
        check(prev == at, f"{room}: prev is {prev}, not {at}")
        check(seq > prev, f"{room}: {seq} comes after {prev}")
        check(frame.get("skipped", 0) == seq - prev - 1, f"{room}: skipped is not {seq - prev - 1}")
        check(frame.get("skipped") != 0, "skipped is 0")
        seat.position = (epoch, seq)
        self.heard += 1
        truth = self._truths[epoch, room]
        if room.startswith("book."):
            self._book(seat, frame, truth)
        else:
            check(frame["data"] == truth.at(seq).data, f"{room}: {seq} is not what was said")
            self._skipped(room, seq, prev, truth)
            if not truth.at(seq).is_notice:
                seat.state = frame["data"]

    def _skipped(self, room: str, seq: int, prev: int, truth: Truth) -> None:
        """Only what newer ones stand for."""
        left_out = truth.between(prev, seq)
        check(not (left_out and room.partition(".")[0] in LOGS), f"{room}: a log has a hole")
        if topics.family(room) != "market":
            for place, said in enumerate(left_out, prev + 1):
                newer = [one.key for one in truth.said[place + 1 - truth.first :]]
                check(said.key is not None and said.key in newer, f"{room}: {place} is missing")

    def _book(self, seat: Seat, frame: Any, truth: Truth) -> None:
        data, seq = frame["data"], frame["seq"]
        if data["type"] == "book_snapshot":
            seat.book = book_of(data)
        elif data["type"] == "gap":
            seat.book = None
        elif data["type"] == "book_delta":
            check(seat.book is not None, f"a delta of no book at {seq}")
            seat.book = changed(seat.book, data)
        check(seat.book == truth.at(seq).book, f"the book at {seq} is another")

    def _lost(self, frame: Any) -> None:
        seat = self.seats[frame["room"]]
        if seat.asked is not None or not seat.joined:
            return
        epoch, at = seat.position
        check(frame["from"] == at + 1 <= frame["to"], f"the loss begins after {at}: {frame}")
        check(not seat.untouched, "what was to be recovered is lost")
        check(frame["room"].partition(".")[0] not in ("ticker", "book"), "no log: nothing is lost")
        seat.position = (epoch, frame["to"])

    def _heartbeat(self, frame: Any) -> None:
        for room, seat in self.seats.items():
            if seat.asked is None and seat.joined:
                check(room in frame["tops"], f"no top of {room}")
                top, at = frame["tops"][room], seat.position[1]
                check(top == at, f"{room}: the top is {top}, but the last was {at}")
