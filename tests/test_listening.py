import pytest

from radist.listening import Ear, Taste, expression


class Outbox:
    def __init__(self) -> None:
        self.records = []

    def put(self, record) -> None:
        self.records.append(record)


@pytest.mark.parametrize("condition", ["price > `0`", "sort([price, `1`])"])
def test_a_filter_that_makes_no_sense_of_a_message_does_not_hold_of_it(condition):
    ear = Ear("ws://host", outbox := Outbox(), Taste(filter=expression("--filter", condition)))
    ear.text(b'{"price":"1.5"}', 1)
    assert not outbox.records and ear.unwanted == 1


def test_a_key_that_makes_no_sense_of_a_message_is_none():
    ear = Ear("ws://host", outbox := Outbox(), Taste(key=expression("--key", "price > `0`")))
    ear.text(b'{"price":"1.5"}', 1)
    (record,) = outbox.records
    assert not record.key.startswith("ws://host/")
