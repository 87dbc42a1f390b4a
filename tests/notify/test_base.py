"""What people read of deliveries."""

from hypothesis import given
from hypothesis import strategies as st

from notify.memory import delivery, hook
from radist.notify.base import Told, body, title, told

TARGET = hook("desk", "https://example.org")


@given(st.lists(st.text(min_size=1), min_size=1, max_size=20))
def test_a_title_is_one_line_whatever_the_names_are(names):
    text = title([Told(name=name) for name in names])
    assert len(text.splitlines()) <= 1
    assert len(text) <= 200 or len(names) == 1


def test_one_message_is_told_as_it_is_and_several_on_a_line_each():
    assert body([Told("a", "one\ntwo")]) == "one\ntwo"
    assert body([Told("a", "one\ntwo"), Told("", "three")]) == "a: one two\nthree"


def test_several_alerts_are_named_once_each():
    assert title([Told("a"), Told("b"), Told("a")]) == "3 alerts: a, b"


def test_of_a_payload_only_what_is_told_has_to_be_there():
    assert told(delivery("a", TARGET, 1, price=1.5, deliveries=[])).name == "a"
