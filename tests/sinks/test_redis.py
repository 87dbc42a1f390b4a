"""What is particular to streams in Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from radist.errors import SinkError
from radist.listening import outbox
from radist.sinks.base import Record
from radist.sinks.redis import Redis
from sinks.places import Redis as Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.end()


def number(n: int) -> Record:
    return Record(f"number {n}", n, "numbers", b"%d" % n, "json")


def test_a_batch_whose_answer_was_lost_is_not_added_twice_however_it_is_cut(place):
    sink = Redis(place.to)
    sink.open()
    sink.write([number(n) for n in range(3)])
    sink.close()
    sink.open()
    sink.write([number(n) for n in range(5)])
    sink.write([number(5)])
    sink.close()
    assert place.read() == [b"%d" % n for n in range(6)]


async def test_no_more_are_kept_than_are_asked_for(place, tmp_path):
    async with outbox(f"{place.to}?maxlen=100", tmp_path) as out:
        for n in range(1000):
            out.put(number(n))
    kept = place.read()
    assert 100 <= len(kept) < 400 and kept[-1] == b"999"


def test_a_server_that_is_not_there_is_told_without_its_password(place):
    place.end()
    sink = Redis(place.to.replace("://", "://:secret@"))
    with pytest.raises(SinkError) as caught:
        sink.open()
    assert place.to in str(caught.value) and "secret" not in str(caught.value)
