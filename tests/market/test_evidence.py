"""What speaks for a book: quotes at the same update, REST, and what happens where they differ."""

import pytest

from radist.confidence import BookTraits
from radist.market.evidence import CONTRADICTED, Evidence
from radist.model import BookDelta, BookSnapshot, Event, Gap, Level, Quote

SECOND = 1_000_000
NOW = 1_703_520_000 * SECOND
BIDS, ASKS = [(9.0, 1.0), (8.0, 2.0)], [(11.0, 1.0), (12.0, 2.0)]
PLACE = ("there", "A/B")


class Setting:
    """Evidence, and the quotes that it is given: newest first."""

    def __init__(self, **options: object) -> None:
        self.quotes: list[Quote] = []
        self.evidence = Evidence(lambda *_: self.quotes, **options)
        self.now = NOW
        self.begin()

    def _place(self, symbol: str = "A/B") -> tuple:
        return ("there", symbol, "AB", None, self.now)

    def begin(self, last_id: int = 1, bids: list[Level] = BIDS, asks: list[Level] = ASKS) -> list:
        return self.take(BookSnapshot(*self._place(), last_id, bids, asks))

    def change(self, last_id: int, bids: list[Level], asks: list[Level] | None = None) -> list:
        delta = BookDelta(*self._place(), last_id, last_id, last_id - 1, bids, asks or [])
        return self.take(delta)

    def take(self, event: Event) -> list[Event]:
        return list(self.evidence.process(event))

    def quote(self, number: int | str, *best: float) -> None:
        self.quotes.insert(0, Quote(*self._place(), str(number), *best))

    def picture(self, last_id: int, bids: list[Level], asks: list[Level] = ASKS) -> list[Event]:
        picture = BookSnapshot(*self._place(), last_id, bids, asks, source="rest")
        return list(self.evidence.answered(PLACE, picture, self.now))

    @property
    def confidence(self):
        return self.evidence.confidence(*PLACE)

    @property
    def live(self) -> bool:
        return self.evidence.book(*PLACE).live


@pytest.fixture
def s() -> Setting:
    return Setting()


def test_a_book_is_proven_by_a_quote_of_the_very_same_update(s: Setting) -> None:
    assert s.confidence.verdict == "unproven"
    s.quote(2, 9.0, 3.0, 11.0, 1.0)
    assert s.change(2, [(9.0, 3.0)]) == []
    assert (s.confidence.verdict, s.confidence.compared) == ("proven", 1)
    assert (s.confidence.time_agreed, s.confidence.time_snapshot) == (NOW, NOW)
    assert s.change(3, [(9.0, 4.0)]) == []
    assert s.confidence.compared == 1


def test_quotes_may_come_later_than_the_change_or_earlier(s: Setting) -> None:
    s.quote(3, 9.5, 1.0, 11.0, 1.0)  # ahead of the book
    s.change(2, [(9.0, 3.0)])
    s.quote(2, 9.0, 3.0, 11.0, 1.0)  # behind what is known now
    s.change(3, [(9.5, 1.0)])
    assert s.confidence.compared == 2


def test_a_quote_that_differs_ends_the_book_before_anything_else_is_told(s: Setting) -> None:
    s.quote(2, 9.0, 3.5, 11.0, 1.0)
    (gap,) = s.change(2, [(9.0, 3.0)])
    assert isinstance(gap, Gap) and (gap.channel, gap.cause) == ("book", CONTRADICTED)
    assert gap.from_time == NOW and not s.live
    assert s.confidence.verdict == "doubtful" and "quoted at 2" in s.confidence.reason
    assert s.change(3, [(9.0, 1.0)]) == [] and not s.live
    assert s.evidence.due(NOW) == [PLACE] and s.evidence.due(NOW) == []
    s.quotes.clear()
    s.begin(9)
    assert s.live and s.confidence.verdict == "unproven"


def test_a_size_that_differs_is_a_contradiction_too_and_of_other_books_nothing_is_said(
    s: Setting,
) -> None:
    s.take(BookSnapshot(*s._place("C/D"), 1, BIDS, ASKS))
    s.quote(2, 9.0, 1.0, 11.0, 1.25)
    assert s.change(2, [])
    assert s.evidence.book("there", "C/D").live
    assert s.evidence.due(NOW) == [PLACE]
    assert s.evidence.verdicts("there") == {"doubtful": 1, "unproven": 1}


def test_a_crossed_book_is_lost_without_any_quote(s: Setting) -> None:
    (gap,) = s.change(2, [(11.0, 1.0)])
    assert gap.cause == CONTRADICTED and s.confidence.reason.startswith("crossed")


def test_an_exchange_that_contradicts_itself_for_ever_has_its_books_as_doubtful(
    s: Setting,
) -> None:
    for number, wait in ((2, 0), (3, 2), (4, 4)):
        s.quote(number, 1.0, 1.0, 11.0, 1.0)
        assert s.change(number, []) and not s.live
        assert not wait or s.evidence.due(s.now + (wait - 1) * SECOND) == []
        assert s.evidence.due(s.now + wait * SECOND) == [PLACE]
        s.quotes.clear()
        s.begin(number)
    s.quote(5, 1.0, 1.0, 11.0, 1.0)
    assert s.change(5, []) == [] and s.live
    assert s.confidence.verdict == "doubtful" and "quoted at 5" in s.confidence.reason
    s.quote(6, 9.0, 1.0, 11.0, 1.0)
    s.change(6, [])
    assert (s.confidence.verdict, s.confidence.reason) == ("proven", "")
    s.quote(7, 1.0, 1.0, 11.0, 1.0)
    assert s.change(7, []) and s.evidence.due(s.now) == [PLACE]


def test_a_book_that_is_crossed_again_and_again_is_never_told(s: Setting) -> None:
    for number in range(2, 40):
        assert s.change(number, [(11.0, 1.0)]) and not s.live
        assert s.evidence.due(s.now + 64 * SECOND) == [PLACE]
        s.begin(number)


def test_quotes_without_numbers_prove_nothing(s: Setting) -> None:
    s.quote("", 1.0, 1.0, 2.0, 1.0)
    assert s.change(2, []) == [] and s.confidence.compared == 0


def test_what_agreed_long_ago_proves_nothing_of_now(s: Setting) -> None:
    s.quote(2, 9.0, 1.0, 11.0, 1.0)
    s.change(2, [])
    s.now += 61 * SECOND
    assert s.confidence.verdict == "proven"  # nothing has changed since
    s.change(3, [(8.0, 1.0)])
    assert s.confidence.verdict == "unproven"


def test_rest_proves_a_book_that_has_gone_on_by_what_did_not_change(s: Setting) -> None:
    s.evidence.asked(PLACE, s.now)
    s.change(2, [(9.0, 3.0)])
    s.change(3, [(8.5, 1.0)])
    assert s.picture(2, [(9.0, 3.0), (8.0, 2.0)]) == []
    assert (s.confidence.audited, s.confidence.verdict) == (1, "proven")


def test_rest_that_is_ahead_waits_for_the_book(s: Setting) -> None:
    s.evidence.asked(PLACE, s.now)
    assert s.picture(3, [(9.0, 3.0), (8.0, 2.0)]) == []
    assert s.confidence.audited == 0
    s.change(3, [(9.0, 3.0)])
    assert s.confidence.audited == 1


def test_rest_that_differs_ends_the_book(s: Setting) -> None:
    s.evidence.asked(PLACE, s.now)
    (gap,) = s.picture(1, [(9.0, 1.0), (8.0, 2.5)])
    assert gap.cause == CONTRADICTED and not s.live
    assert s.confidence.reason == "bid 8.0: 2.0 here, 2.5 by REST at 1"


def test_a_level_that_only_one_of_them_has_is_a_difference(s: Setting) -> None:
    s.evidence.asked(PLACE, s.now)
    assert s.picture(1, [(9.0, 1.0), (8.5, 1.0), (8.0, 2.0)])


@pytest.mark.parametrize("last_id", [0, 99])
def test_a_picture_of_another_time_says_nothing(s: Setting, last_id: int) -> None:
    s.evidence.asked(PLACE, s.now)
    assert s.picture(last_id, [(1.0, 1.0)]) == []
    s.now += 61 * SECOND
    assert s.change(2, []) == [] and s.live
    assert s.confidence.audited == 0 and s.evidence.counts["there", "audit nothing"] == 1


def test_a_level_that_came_and_went_amid_one_change_is_no_contradiction(s: Setting) -> None:
    for _ in range(2):  # each time another level
        s.evidence.asked(PLACE, s.now)
        last_id = s.evidence.book(*PLACE).last_id
        s.take(BookDelta(*s._place(), last_id + 1, last_id + 4, last_id, [(9.0, last_id)], []))
        assert s.picture(last_id + 2, [(9.0, 1.0), (8.5 - last_id / 100, 1.0), (8.0, 2.0)]) == []
        assert s.evidence.to_audit("there", NOW) == (PLACE if last_id == 1 else None)
    assert s.live and s.confidence.audited == 0


def test_a_level_that_differs_amid_two_changes_is_wrong(s: Setting) -> None:
    for last_id in (1, 5):
        s.evidence.asked(PLACE, s.now)
        s.take(BookDelta(*s._place(), last_id + 1, last_id + 4, last_id, [(9.0, last_id)], []))
        found = s.picture(last_id + 2, [(9.0, 1.0), (8.0, 2.5)])
    assert [gap.cause for gap in found] == [CONTRADICTED]
    assert "bid 8.0: 2.0 here, 2.5 by REST" in s.confidence.reason


def test_books_are_audited_in_turn(s: Setting) -> None:
    s.take(BookSnapshot(*s._place("C/D"), 1, BIDS, ASKS))
    first = s.evidence.to_audit("there", NOW)
    s.evidence.asked(first, NOW)
    second = s.evidence.to_audit("there", NOW)
    s.evidence.asked(second, NOW)
    assert {first, second} == {PLACE, ("there", "C/D")}
    assert s.evidence.to_audit("there", NOW) is None
    assert s.evidence.to_audit("there", NOW + 1) is not None
    assert s.evidence.to_audit("elsewhere", NOW + 1) is None


def test_what_lies_deeper_than_a_snapshot_is_not_known() -> None:
    s = Setting(traits=lambda exchange: BookTraits(whole=False))
    bids = [(1000.0 - step, 1.0) for step in range(100)]
    asks = [(1001.0 + step, 1.0) for step in range(40)]  # fewer than were asked for: that is all
    s.begin(1, bids, asks)
    assert (s.confidence.bids, s.confidence.asks) == (100, 40)
    assert s.evidence.thin("there") == [PLACE]
    s.change(2, [(500.0, 1.0), (1000.0, 0.0)], [(5000.0, 1.0)])
    assert (s.confidence.bids, s.confidence.asks) == (99, 41)
    s.begin(3, [(1000.0 - step, 1.0) for step in range(300)], bids and asks)
    assert (s.confidence.bids, s.evidence.thin("there")) == (300, [PLACE])
    whole = Setting()
    whole.begin(1, bids, asks)
    whole.change(2, [(500.0, 1.0)])
    assert (whole.confidence.bids, whole.evidence.thin("there")) == (101, [])


def test_pictures_on_a_channel_of_their_own_are_no_books(s: Setting) -> None:
    s.take(BookSnapshot(*s._place(), 5, [(20.0, 1.0)], [(10.0, 1.0)], depth=5))
    assert s.live and s.evidence.book(*PLACE).last_id == 1


def test_a_book_that_was_let_go_begins_without_evidence(s: Setting) -> None:
    s.quote(2, 9.0, 1.0, 11.0, 1.0)
    s.change(2, [])
    s.evidence.let_go(["quote.there.A/B", "book.there.A/B"])
    assert s.confidence.compared == 0 and s.confidence.time_snapshot is None
    assert not s.live and s.evidence.to_audit("there", NOW) is None


def test_where_a_number_may_have_several_quotes_one_of_them_has_to_agree() -> None:
    s = Setting(traits=lambda exchange: BookTraits(apart=False))
    s.quote(2, 9.0, 5.0, 11.0, 1.0)
    assert s.change(2, [(9.0, 3.0)]) == []  # it may be the first of several
    s.quote(2, 9.0, 3.0, 11.0, 1.0)
    s.quote(2, 9.0, 4.0, 11.0, 1.0)
    assert s.change(3, [(8.0, 1.0)]) == [] and s.confidence.compared == 1
    s.quote(4, 9.0, 5.0, 11.0, 1.0)
    assert s.change(4, [(9.0, 3.0)]) == []
    s.quote(6, 9.0, 1.0, 11.0, 1.0)
    assert s.change(5, [(9.0, 1.0)])  # it was the last
