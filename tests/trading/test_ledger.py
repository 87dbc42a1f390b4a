from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from radist.trading import ledger
from radist.trading.ledger import Balances, Entry, Overdrawn, Posting, replay, transfer

ALICE, BOB = ledger.user("alice", 1), ledger.user("bob", 1)


def pay(number: int, giver: str, taker: str, amount: object, currency: str = "USDT") -> Entry:
    return Entry(f"e{number}", "paid", number, transfer(giver, taker, currency, Decimal(amount)))


def test_money_comes_from_the_bank_and_goes_from_hand_to_hand():
    balances = replay([pay(1, ledger.BANK, ALICE, 100), pay(2, ALICE, BOB, "0.00000001")])
    assert list(balances) == [
        ("bank", "USDT", Decimal(-100)),
        (ALICE, "USDT", Decimal("99.99999999")),
        (BOB, "USDT", Decimal("0.00000001")),
    ]


def test_nobody_gives_what_they_do_not_have_and_then_nothing_of_an_entry_happens():
    balances = replay([pay(1, ledger.BANK, ALICE, 100)])
    postings = (
        *transfer(ALICE, BOB, "USDT", Decimal(60)),
        *transfer(ALICE, BOB, "BTC", Decimal(1)),
    )
    with pytest.raises(Overdrawn, match="1 BTC are needed, and 0 are there") as caught:
        balances.post(Entry("e2", "swap", 2, postings))
    assert (caught.value.code, caught.value.reason) == (409, "insufficient_funds")
    assert list(balances) == [("bank", "USDT", Decimal(-100)), (ALICE, "USDT", Decimal(100))]


def test_what_comes_back_within_one_entry_is_no_debt():
    there = (*transfer(ALICE, BOB, "USDT", Decimal(5)), *transfer(BOB, ALICE, "USDT", Decimal(5)))
    assert list(replay([Entry("e1", "there and back", 1, there)])) == []


@pytest.mark.parametrize(
    "postings",
    [
        (),
        (Posting(ledger.BANK, "USDT", Decimal(1)),),
        (Posting(ledger.BANK, "USDT", Decimal(-1)), Posting(ALICE, "BTC", Decimal(1))),
        transfer(ledger.BANK, ALICE, "USDT", Decimal(0)),
        transfer(ledger.BANK, ALICE, "USDT", Decimal("1e-9")),
        transfer(ledger.BANK, ALICE, "USDT", Decimal("NaN")),
        transfer(ledger.BANK, ALICE, "USDT", Decimal("Infinity")),
    ],
)
def test_what_does_not_sum_to_zero_in_whole_units_is_no_entry(postings):
    with pytest.raises(ValueError, match="e1"):
        Balances().post(Entry("e1", "odd", 1, postings))


def test_accounts_are_told_apart_whatever_owners_are_called():
    odd = "2:mallory:user"
    assert ledger.owner_of(ledger.user(odd, 1)) == (odd, 1)
    assert ledger.owner_of(ledger.held("alice", 1)) is None
    assert ledger.owner_of(ledger.BANK) is None
    assert not any(map(ledger.may_owe, (ALICE, ledger.held("bank", 1), ledger.reserve("issue"))))
    assert all(map(ledger.may_owe, (ledger.BANK, ledger.MARKET, ledger.issue("abc"))))
    assert not ledger.may_owe(ledger.FEES)
    assert ledger.mint_of(ledger.currency_of("USDT")) == "USDT"
    assert ledger.mint_of("USDT") is None


moves = some.lists(
    some.tuples(
        some.sampled_from([ledger.BANK, ALICE, BOB]),
        some.sampled_from([ALICE, BOB, ledger.FEES]),
        some.sampled_from(["USDT", "BTC"]),
        some.integers(1, 10**12),
    ).filter(lambda move: move[0] != move[1])
)


@given(moves, some.integers(1, 5))
def test_layers_of_balances_have_what_one_has_that_saw_everything(asked, every):
    below, done = Balances(), []
    layer = Balances(below.wallet)
    for number, (giver, taker, currency, amount) in enumerate(asked):
        entry = pay(number, giver, taker, Decimal(amount).scaleb(-8), currency)
        try:
            layer.post(entry)
        except Overdrawn:
            continue
        done.append(entry)
        if number % every == 0:
            below.take(layer)
            layer = Balances(below.wallet)
    below.take(layer)
    assert list(below) == list(replay(done))
    assert all(left >= 0 or ledger.may_owe(account) for account, _, left in below)
    for name in ("USDT", "BTC"):
        assert sum(left for _, currency, left in below if currency == name) == 0
