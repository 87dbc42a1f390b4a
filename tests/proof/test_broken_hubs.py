"""What is broken on purpose is found by the random histories, as what is by accident would be."""

from collections.abc import Callable
from typing import Any

import pytest

from proof.conftest import Say
from proof.histories import play
from proof.truth import Violation
from radist.hub import book_room, protocol
from radist.hub.book_room import BookRoom
from radist.hub.hub import Hub, Joined
from radist.hub.room import Message, Room
from radist.hub.session import Delivery, Loss, Session
from radist.model import BookDelta

HISTORIES = 6000
Patch = pytest.MonkeyPatch
VARIANTS: list[Callable[[Patch], None]] = []


def variant(broken: Callable[[Patch], None]) -> Callable[[Patch], None]:
    VARIANTS.append(broken)
    return broken


@variant
def prev_is_always_the_number_before(patch: Patch) -> None:
    made = protocol.delivery

    def delivery(item: Delivery) -> bytes:
        return made(item._replace(prev=item.message.seq - 1, skipped=0))

    patch.setattr(protocol, "delivery", delivery)


@variant
def skipped_is_forgotten(patch: Patch) -> None:
    made = protocol.delivery
    patch.setattr(protocol, "delivery", lambda item: made(item._replace(skipped=0)))


@variant
def listeners_are_registered_after_the_answer(patch: Patch) -> None:
    join, take = Hub.join, Session.take

    def join_late(self: Hub, session: Session, topic: str, *rest: Any) -> Joined:
        joined = join(self, session, topic, *rest)
        session.forget(session.memberships[topic])
        return joined

    def take_all(self: Session, *arguments: Any, **options: Any) -> Any:
        for member in self.memberships.values():
            places = (self._due, self._held, member.room.resting)
            if not any(member in place for place in places):
                member.cursor = member.room.seq
                member.room.resting[member] = None
        return take(self, *arguments, **options)

    patch.setattr(Hub, "join", join_late)
    patch.setattr(Session, "take", take_all)


@variant
def recovery_is_as_good_as_it_gets(patch: Patch) -> None:
    def remembers(self: Room, epoch: str, seq: int) -> str:
        return "" if epoch == self.epoch and seq <= self.seq else "epoch"

    patch.setattr(Room, "remembers", remembers)


@variant
def the_epoch_does_not_matter(patch: Patch) -> None:
    remembers = Room.remembers
    patch.setattr(Room, "remembers", lambda self, _, seq: remembers(self, self.epoch, seq))


@variant
def the_memory_is_off_by_one(patch: Patch) -> None:
    remembers = Room.remembers

    def one_too_many(self: Room, epoch: str, seq: int) -> str:
        return remembers(self, epoch, min(seq + 1, self.seq) if seq <= self.seq else seq)

    patch.setattr(Room, "remembers", one_too_many)


@variant
def nothing_is_ever_recovered(patch: Patch) -> None:
    patch.setattr(Room, "remembers", lambda self, epoch, seq: "retention")


@variant
def recovery_begins_one_too_early(patch: Patch) -> None:
    join = Hub.join

    def join_early(self: Hub, session: Session, topic: str, *rest: Any) -> Joined:
        joined = join(self, session, topic, *rest)
        if joined.recovered and joined.seq:
            member = session.memberships[topic]
            session.forget(member)
            member.cursor = joined.seq - 1
            session.touch(member)
        return joined

    patch.setattr(Hub, "join", join_early)


@variant
def snapshots_are_old(patch: Patch) -> None:
    def snapshot(self: Room) -> Message | None:
        states = [message for message in self.messages if not message.is_notice]
        return None if self.is_log or not states else states[0]

    patch.setattr(Room, "snapshot", snapshot)


@variant
def snapshots_stand_one_too_far(patch: Patch) -> None:
    join = Hub.join

    def join_further(*arguments: Any) -> Joined:
        joined = join(*arguments)
        return joined if joined.recovered else joined._replace(seq=joined.seq + 1)

    patch.setattr(Hub, "join", join_further)


@variant
def tops_are_missing(patch: Patch) -> None:
    patch.setattr(Session, "tops", lambda self: {})


@variant
def every_fifth_message_wakes_nobody(patch: Patch) -> None:
    add = Room.add

    def add_quietly(self: Room, *arguments: Any) -> None:
        resting = self.resting
        if self.seq % 5 == 4:
            self.resting = {}
        add(self, *arguments)
        if self.seq % 5 == 0:
            self.resting = resting

    patch.setattr(Room, "add", add_quietly)


@variant
def a_loss_is_not_told(patch: Patch) -> None:
    take = Session.take

    def take_silently(self: Session, *arguments: Any, **options: Any) -> Any:
        items = take(self, *arguments, **options)
        return [item for item in items if not isinstance(item, Loss)]

    patch.setattr(Session, "take", take_silently)


@variant
def logs_are_conflated(patch: Patch) -> None:
    due = Room.due
    patch.setattr(Room, "run", lambda self, seq, limit: None)
    patch.setattr(Room, "due", lambda self, cursor, every: due(self, cursor, every=every)[-1:])


@variant
def notices_are_passed_over(patch: Patch) -> None:
    due = Room.due

    def due_without(self: Room, cursor: int, *, every: bool) -> list[Message]:
        messages = due(self, cursor, every=every)
        return [m for m in messages if not m.is_notice] or messages[-1:]

    patch.setattr(Room, "due", due_without)


@variant
def what_the_memory_has_run_past_is_gone(patch: Patch) -> None:
    patch.setattr(Room, "beyond", lambda self, cursor: [])


@variant
def merged_deltas_remove_nothing(patch: Patch) -> None:
    merge = book_room._merge

    def merge_what_is_there(deltas: list[BookDelta]) -> BookDelta:
        merged = merge(deltas)
        bids, asks = ([one for one in side if one[1]] for side in (merged.bids, merged.asks))
        place = (merged.exchange, merged.symbol, merged.native, None, merged.time_received)
        return BookDelta(*place, merged.first_id, merged.last_id, None, bids, asks)

    patch.setattr(book_room, "_merge", merge_what_is_there)


@variant
def a_word_on_its_stream_leaves_the_book_behind(patch: Patch) -> None:
    due = BookRoom.due

    def due_without(self: BookRoom, cursor: int, *, every: bool) -> list[Message]:
        self._pictures.clear()
        return due(self, cursor, every=every)

    patch.setattr(BookRoom, "due", due_without)


@variant
def rooms_that_were_held_are_never_told_again(patch: Patch) -> None:
    patch.setattr(Session, "_release", lambda self, now: None)


@variant
def rooms_that_come_back_count_from_one(patch: Patch) -> None:
    give_up = Hub._give_up

    def give_up_all(self: Hub, room: Any) -> None:
        give_up(self, room)
        self._floor = 0

    patch.setattr(Hub, "_give_up", give_up_all)


@variant
def what_nobody_heard_is_recovered(patch: Patch) -> None:
    patch.setattr(Hub, "begin_anew", lambda self, topics: None)


@variant
def states_outlive_what_nobody_heard(patch: Patch) -> None:
    snapshot = Room.snapshot

    def snapshot_of_any_age(self: Room) -> Message | None:
        self._began = 0
        return snapshot(self)

    patch.setattr(Room, "snapshot", snapshot_of_any_age)


@pytest.mark.parametrize("broken", VARIANTS, ids=lambda broken: broken.__name__)
def test_a_broken_hub_is_found_out(
    broken: Callable[[Patch], None], monkeypatch: Patch, say: Say
) -> None:
    broken(monkeypatch)
    for seed in range(HISTORIES):
        try:
            play(seed)
        except Violation as found:
            say(f"after {seed + 1}: {found}")
            return
    pytest.fail(f"{HISTORIES} histories found nothing wrong with it")
