"""Rooms of tokens and users: what newcomers, the slow and those who come back are given."""

import json
from typing import Any

from radist import platform
from radist.hub.hub import QUIET, Hub, Position
from radist.hub.session import Loss, Session

NOW = 1_703_520_000_000_000


def tell(hub: Hub, kind: str, now: int = NOW, **content: Any) -> dict[str, Position]:
    return hub.tell(platform.event(kind, content, now))


def price(hub: Hub, amount: int, mint: str = "a", now: int = NOW) -> None:
    tell(hub, "price_update", now, token_mint=mint, price=amount)


def trade(hub: Hub, amount: int, mint: str = "a") -> None:
    tell(hub, "new_trade", token_mint=mint, trade_type="buy", amount=amount)


def heard(session: Session, *, every: bool = True, now: int = 0) -> list[tuple[str, int, str]]:
    told = []
    for item in session.take(1_000_000, every=every, now=now):
        assert not isinstance(item, Loss)
        content = json.loads(item.message.data)
        amount = content.get("price") or content.get("amount") or ""
        told.append((item.room.topic, item.message.seq, amount))
    return told


def test_a_trade_is_told_to_its_token_s_room_and_to_everybody(hub, session):
    hub.join(session, "token_a")
    hub.join(session, "global")
    hub.join(session, "token_b")
    at = tell(hub, "new_trade", token_mint="a", trade_type="sell", amount=2)
    assert at == {"token_a": Position("e1", 1), "global": Position("e1", 1)}
    assert heard(session) == [("token_a", 1, "2"), ("global", 1, "2")]


def test_what_is_told_twice_is_encoded_once(hub):
    trade(hub, 1)
    [here], [there] = hub.rooms["token_a"].messages, hub.rooms["global"].messages
    assert here.data is there.data


def test_a_portfolio_is_told_to_its_owner_alone(hub):
    assert tell(hub, "portfolio_update", user_id="alice") == {"user_alice": Position("e1", 1)}


def test_newcomers_are_given_the_newest_state_of_the_room(hub, session):
    for amount in (1, 2):
        price(hub, amount)
    trade(hub, 9)
    tell(hub, "market_stats", tokens=5)
    tell(hub, "portfolio_update", user_id="alice", cash=7)
    states = {}
    for room in ("token_a", "global", "user_alice", "token_b"):
        joined = hub.join(session, room)
        states[room] = joined.snapshot and json.loads(joined.snapshot.data)
    assert states["token_a"]["price"] == "2"
    assert states["global"]["tokens"] == 5
    assert states["user_alice"]["cash"] == "7"
    assert states["token_b"] is None


def test_the_slow_get_every_trade_and_of_each_token_the_newest_price(hub, session):
    hub.join(session, "global")
    for amount in (1, 2, 3):
        price(hub, amount, "a")
        trade(hub, amount)
        price(hub, amount * 10, "b")
    told = [(seq, amount) for _, seq, amount in heard(session, every=False)]
    assert told == [(2, "1"), (5, "2"), (7, "3"), (8, "3"), (9, "30")]


def test_whoever_keeps_up_gets_all_of_it(hub, session):
    hub.join(session, "global")
    for amount in (1, 2, 3):
        price(hub, amount)
    assert [seq for _, seq, _ in heard(session)] == [1, 2, 3]


def test_what_the_memory_has_run_past_is_a_loss_and_no_skip(session):
    hub = Hub("e1", 1000)
    hub.join(session, "global")
    for amount in range(20):
        trade(hub, amount)
    first, *_ = session.take(1_000_000, every=False)
    oldest = hub.rooms["global"].messages[0].seq
    assert first == Loss(hub.rooms["global"], 1, oldest - 1)


def test_whoever_wants_few_messages_gets_few_prices_and_every_trade(hub, session):
    hub.join(session, "token_a", max_hz=1)
    price(hub, 1)
    assert heard(session, now=0) == [("token_a", 1, "1")]
    for amount in (2, 3):
        price(hub, amount)
        trade(hub, amount)
    price(hub, 4)
    assert heard(session, now=999_999) == []
    told = [(seq, amount) for _, seq, amount in heard(session, now=1_000_000)]
    assert told == [(3, "2"), (5, "3"), (6, "4")]


def test_a_portfolio_comes_as_often_as_its_owner_likes(hub, session):
    hub.join(session, "user_alice", max_hz=2)
    for cash in range(9):
        tell(hub, "portfolio_update", user_id="alice", cash=cash)
    [(_, seq, _)] = heard(session, now=0)
    assert seq == 9


def test_rooms_of_markets_and_of_the_platform_forget_each_in_their_way(hub, session):
    price(hub, 1)
    price(hub, 2)
    hub.forget(NOW)
    hub.give_up(NOW)
    assert hub.join(session, "token_a", Position("e1", 0)).recovered


def test_a_room_that_nobody_hears_is_given_up_after_a_while(hub, session):
    price(hub, 1, "a")
    price(hub, 1, "b", now=NOW + 1)
    hub.join(session, "token_c")
    hub.give_up(NOW + QUIET)
    assert set(hub.rooms) == {"token_b", "token_c", "global"}
    hub.give_up(NOW + 2 * QUIET)
    assert set(hub.rooms) == {"token_c", "global"}


def test_a_room_that_is_heard_stays(hub, session):
    hub.join(session, "token_a")
    price(hub, 1)
    hub.give_up(NOW + 9 * QUIET)
    assert "token_a" in hub.rooms


def test_those_quiet_longest_go_first_when_all_remember_too_much():
    hub = Hub("e1", 1600)
    for number in range(400):
        price(hub, number, f"{number % 200}")
    hub.give_up(NOW)
    left = [room for name, room in hub.rooms.items() if name != "global"]
    assert 0 < sum(room.size for room in left) <= 16 * 1600
    assert {room.topic for room in left} == {f"token_{n}" for n in range(200 - len(left), 200)}


def test_no_position_is_used_twice_when_a_room_comes_back(hub, session):
    for amount in range(5):
        price(hub, amount)
    hub.give_up(NOW + QUIET)
    assert "token_a" not in hub.rooms
    for amount in (10, 11):
        price(hub, amount)
    for seq in range(5):
        answer = hub.join(session, "token_a", Position("e1", seq))
        assert (answer.recovered, answer.reason) == (False, "retention")
    assert hub.join(session, "token_a", Position("e1", 5)).recovered
    assert heard(session) == [("token_a", 6, "10"), ("token_a", 7, "11")]


def test_rooms_that_are_only_looked_into_leave_nothing_behind(hub, session):
    for number in range(50):
        hub.join(session, f"token_{number}")
        hub.leave(session, f"token_{number}")
    assert hub.rooms == {}
    price(hub, 1, "x")
    hub.join(session, "token_x")
    hub.quit(session)
    assert set(hub.rooms) == {"token_x", "global"}
