from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec import Raw
from msgspec.structs import replace

from radist.errors import ClientError
from radist.layouts import MOST, Changed
from radist.store.database import Database
from radist.store.layouts import Layouts

EMPTY = Raw(b"{}")


@pytest.fixture
def layouts(store_url: str) -> Iterator[Layouts]:
    database = Database(store_url)
    yield Layouts(database)
    database.close()


def test_what_is_kept_comes_back_as_it_was_after_a_restart_too(layouts, store_url):
    name, content = "<img onerror=x>\\0\0'\\\u202e", Raw('{"é":[1,2.50,"\u2028"]}'.encode())
    made = layouts.add("alice", name, content, 5)
    assert (made.version, made.created, made.updated) == (1, 5, 5)
    database = Database(store_url)
    assert Layouts(database).get("alice", made.id) == made
    database.close()


def test_they_come_in_the_order_of_their_making(layouts):
    made = [layouts.add("alice", name, EMPTY, 5) for name in ("c", "a", "b")]
    layouts.replace("alice", replace(made[0], name="z"), 6)
    assert [layout.name for layout in layouts.all("alice")] == ["z", "a", "b"]


def test_whoever_is_not_the_owner_finds_none(layouts):
    made = layouts.add("alice", "mine", EMPTY, 5)
    assert layouts.all("") == layouts.all("bob") == []
    for attempt in (
        lambda: layouts.get("bob", made.id),
        lambda: layouts.replace("bob", made, 6),
        lambda: layouts.remove("", made.id, None),
    ):
        with pytest.raises(ClientError) as caught:
            attempt()
        assert caught.value.reason == "unknown_layout"
    assert layouts.get("alice", made.id) == made


def test_a_change_is_made_of_the_present_version_only(layouts):
    made = layouts.add("alice", "one", EMPTY, 5)
    changed = layouts.replace("alice", replace(made, name="two"), 7)
    assert (changed.version, changed.created, changed.updated) == (2, 5, 7)
    with pytest.raises(Changed) as caught:
        layouts.replace("alice", replace(made, name="three"), 8)
    assert caught.value.layout == changed
    with pytest.raises(Changed):
        layouts.remove("alice", made.id, 1)
    layouts.remove("alice", made.id, 2)
    with pytest.raises(ClientError, match="no layout"):
        layouts.get("alice", made.id)


def test_of_many_who_change_it_at_once_one_succeeds(layouts):
    made = layouts.add("alice", "one", EMPTY, 5)

    def change(number: int) -> bool:
        try:
            layouts.replace("alice", replace(made, name=str(number)), 6)
        except Changed:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(change, range(16))) == 1
    assert layouts.get("alice", made.id).version == 2


def test_there_may_be_fifty_of_each_user(layouts):
    for number in range(MOST):
        layouts.add("alice", str(number), EMPTY, 5)
    with pytest.raises(ClientError) as caught:
        layouts.add("alice", "one more", EMPTY, 5)
    assert (caught.value.code, caught.value.reason) == (409, "too_many")
    layouts.add("bob", "first", EMPTY, 5)
