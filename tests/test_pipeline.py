from collections.abc import Iterable

from radist.model import Event, Quote, Trade
from radist.pipeline import Pipeline

TRADE = Trade("moon", "BTC/USDT", "BTCUSDT", 1, 2, "7", 1.5, 2.5, "buy")


def quote(name: str) -> Quote:
    return Quote("moon", "BTC/USDT", "BTCUSDT", 1, 2, name, 1.0, 1.0, 2.0, 1.0)


class Echo:
    """Makes a quote of every event it sees, and one of every tick."""

    kinds = (Trade, Quote)

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: list[str] = []

    def process(self, event: Event) -> Iterable[Event]:
        self.seen.append(event.id)
        yield quote(f"{event.id}{self.name}")

    def tick(self, now: int) -> Iterable[Event]:
        yield quote(f"{now}{self.name}")


def test_without_stages_an_event_comes_out_as_it_is():
    assert list(Pipeline().process(TRADE)) == [TRADE]
    assert list(Pipeline().tick(5)) == []


def test_an_event_comes_first_and_what_follows_from_it_after():
    assert [e.id for e in Pipeline([Echo("a")]).process(TRADE)] == ["7", "7a"]


def test_a_stage_sees_what_those_before_it_made():
    first, second = Echo("a"), Echo("b")
    made = Pipeline([first, second]).process(TRADE)
    assert first.seen == ["7"]
    assert second.seen == ["7", "7a"]
    assert [e.id for e in made] == ["7", "7a", "7b", "7ab"]


def test_what_time_makes_of_a_stage_goes_through_those_after_it():
    first, second = Echo("a"), Echo("b")
    made = Pipeline([first, second]).tick(5)
    assert first.seen == [] and second.seen == ["5a"]
    assert sorted(e.id for e in made) == ["5a", "5ab", "5b"]


def test_a_stage_is_shown_only_what_it_looks_at():
    narrow = Echo("a")
    narrow.kinds = (Quote,)
    assert list(Pipeline([narrow]).process(TRADE)) == [TRADE]
    assert [e.id for e in Pipeline([Echo("b"), narrow]).process(TRADE)] == ["7", "7b", "7ba"]
