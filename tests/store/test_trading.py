from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import text

from radist.errors import ClientError
from radist.store import trading_tables as kept
from radist.store.database import Database
from radist.store.deal import Deal, Opening
from radist.store.trading import Clash, Trading
from radist.trading import ledger
from radist.trading.ledger import Entry, Overdrawn, replay, transfer

OPENING = Opening("USDT", Decimal(1000))
NOW = 1_703_520_000_000_000


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    made = Database(store_url)
    yield made
    made.close()


@pytest.fixture
def trading(database: Database) -> Trading:
    return Trading(database)


def pay(giver: str, taker: str, amount: object, name: str = "") -> object:
    """A work: one owner pays another."""

    def work(deal: Deal) -> Decimal:
        source, target = deal.account(giver), deal.account(taker)
        postings = transfer(source.free, target.free, "USDT", Decimal(str(amount)))
        deal.post(Entry(name or f"pay:{deal.next('payment')}", "paid", deal.now, postings))
        deal.tell("paid", {"from": giver})
        return deal.balance(source.free, "USDT")

    return work


def commit(trading: Trading, *works: object) -> list[object]:
    return trading.commit(works, OPENING, NOW).results


def test_an_account_is_opened_with_paper_money_once(trading):
    accounts = commit(trading, *[lambda deal: deal.account("alice")] * 2)
    accounts += commit(trading, lambda deal: deal.account("alice"))
    assert {(account.run, account.cash, account.opened) for account in accounts} == {(1, 1000, NOW)}
    assert list(trading.balances()) == [("bank", "USDT", -1000), ("user:1:alice", "USDT", 1000)]


def test_works_of_one_commit_see_what_those_before_them_did(trading):
    assert commit(trading, pay("alice", "bob", 1), pay("alice", "bob", 2)) == [999, 997]
    assert commit(trading, pay("bob", "alice", "1003")) == [0]


def test_who_fails_changes_nothing_and_keeps_nobody_from_succeeding(trading):
    def half(deal: Deal) -> None:
        pay("alice", "bob", 5)(deal)
        deal.put(kept.counters, {"name": "lost", "value": 1})
        raise ClientError(409, "no", "no")

    results = commit(
        trading, pay("alice", "bob", 1), half, pay("bob", "alice", 2000), pay("bob", "alice", 2)
    )
    assert [type(result) for result in results] == [Decimal, ClientError, Overdrawn, Decimal]
    assert results[3] == 999
    assert trading.count("counters") == 3
    assert [told.kind for told in trading.untold()] == ["paid", "paid"]


def test_the_journal_is_what_happened_and_gives_the_balances(trading):
    commit(trading, *[pay("alice", "bob", amount) for amount in (1, "0.00000001", 12)])
    commit(trading, pay("bob", "carol", "1013.00000001"))
    entries = list(trading.entries())
    assert [entry.kind for entry in entries] == ["opened"] * 2 + ["paid"] * 3 + ["opened", "paid"]
    assert list(replay(entries)) == list(trading.balances())


def test_what_is_to_be_told_is_kept_in_order_until_it_was_told(trading):
    told = trading.commit([pay("alice", "bob", 1), pay("bob", "alice", 2)], OPENING, NOW).told
    assert [message.content for message in told] == [{"from": "alice"}, {"from": "bob"}]
    assert trading.untold() == told
    more = trading.commit([pay("carol", "bob", 1)], OPENING, NOW, told[0].number).told
    assert trading.untold() == [told[1], *more]
    assert more[0].number > told[1].number
    trading.forget_told(more[0].number)
    assert trading.untold() == []
    last = trading.commit([pay("carol", "bob", 1)], OPENING, NOW).told
    assert last[0].number > more[0].number


def test_the_same_entry_is_never_posted_twice(trading):
    commit(trading, pay("alice", "bob", 1, "fill:1"))
    with pytest.raises(Clash):
        commit(trading, pay("alice", "bob", 1, "fill:2"), pay("alice", "bob", 1, "fill:1"))
    with pytest.raises(Clash) as caught:
        commit(trading, pay("alice", "bob", 1, "fill:1"))
    assert (caught.value.code, caught.value.reason) == (409, "exists")
    assert commit(trading, pay("alice", "bob", 0.5)) == [Decimal("998.5")]


def test_the_database_itself_refuses_what_is_below_zero(trading, database):
    commit(trading, pay("alice", "bob", 1))
    wrong = "UPDATE balances SET amount = '-1' WHERE account = '{}'"
    with database.begin() as connection:
        connection.execute(text(wrong.format("bank")))
    with pytest.raises(ClientError, match="the store: "), database.begin() as connection:
        connection.execute(text(wrong.format("user:1:alice")))


def test_rows_of_a_group_come_together_with_what_was_changed(trading):
    def hold(symbol: str, quantity: int) -> object:
        def work(deal: Deal) -> list[str]:
            place = {"owner": "alice", "run": 1, "exchange": "token", "symbol": symbol}
            amounts = {"quantity": Decimal(quantity), "cost": Decimal(1), "realised": Decimal(0)}
            deal.put(kept.positions, place | {"native": symbol} | amounts)
            found = deal.positions(deal.account("alice"))
            return [f"{symbol} {row['quantity']}" for (_, symbol), row in found.items()]

        return work

    assert commit(trading, hold("one", 1), hold("two", 2))[1] == ["one 1", "two 2"]
    assert commit(trading, hold("two", 5), hold("three", 3))[1] == ["one 1", "two 5", "three 3"]


def test_answers_are_forgotten_when_they_are_old(trading):
    def answer(key: str, created: int) -> object:
        row = {"owner": "alice", "key": key, "asked": "", "answer": "{}", "created": created}
        return lambda deal: deal.put(kept.trading_answers, row)

    commit(trading, answer("old", NOW - 1), answer("new", NOW))
    trading.forget_answers(NOW)
    assert trading.count("trading_answers") == 1


def test_holders_come_by_what_they_have_and_not_by_how_it_is_written(trading):
    name = ledger.currency_of("abc")

    def give(owner: str, amount: str) -> object:
        def work(deal: Deal) -> None:
            postings = transfer(
                ledger.issue("abc"), deal.account(owner).free, name, Decimal(amount)
            )
            deal.post(Entry(f"give:{owner}", "given", NOW, postings))

        return work

    commit(trading, give("alice", "9"), give("bob", "10"), give("carol", "1.5"))
    assert trading.holders("abc", 2) == [("bob", 1, Decimal(10)), ("alice", 1, Decimal(9))]
    assert trading.holders("other", 2) == []
