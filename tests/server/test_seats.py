import time

import pytest

from radist.config import Limits
from radist.errors import ClientError
from radist.server.access import Visitor
from radist.server.revoked import Revoked
from radist.server.seats import Seat, Seats

LIMITS = Limits(per_address=2, per_user=2)
NOBODY = Visitor(admitted=True)


class Guest:
    """A seat, and how it was ended."""

    made = 0

    def __init__(self, address="203.0.113.9", user=None, **shown) -> None:
        Guest.made += 1
        self.ends = []
        visitor = Visitor(admitted=True, user=user, **shown)
        end = lambda code, _: self.ends.append(code)  # noqa: E731
        self.seat = Seat(f"websocket-{Guest.made}", address, visitor, 0, end)


def take(seats: Seats, guest: Guest) -> bool:
    try:
        seats.take(guest.seat, time.time())
    except ClientError as problem:
        assert problem.code == 429
        return False
    return True


async def test_an_address_has_so_many_seats_and_gets_them_back():
    seats = Seats(LIMITS)
    guests = [Guest() for _ in range(3)]
    assert [take(seats, guest) for guest in guests] == [True, True, False]
    assert take(seats, Guest("203.0.113.10"))
    seats.leave(guests[2].seat)  # never sat down: takes nobody's seat away
    assert not take(seats, Guest())
    seats.leave(guests[0].seat)
    seats.leave(guests[0].seat)
    assert [take(seats, Guest()), take(seats, Guest())] == [True, False]


async def test_an_ipv6_customer_is_one_address():
    seats = Seats(LIMITS)
    taken = [take(seats, Guest(f"2001:db8::{number}")) for number in range(3)]
    assert taken == [True, True, False]


async def test_loopback_is_not_counted():
    seats = Seats(LIMITS)
    assert all(take(seats, Guest("127.0.0.1")) for _ in range(1000))


async def test_a_user_has_so_many_seats_wherever_they_are():
    seats = Seats(LIMITS)
    guests = [Guest(f"203.0.113.{number}", "alice") for number in range(3)]
    assert [take(seats, guest) for guest in guests] == [True, True, False]
    newcomer = Guest("203.0.113.7")
    assert take(seats, newcomer)
    with pytest.raises(ClientError):
        seats.change(newcomer.seat, guests[0].seat.visitor, time.time())
    seats.leave(guests[0].seat)
    seats.change(newcomer.seat, guests[1].seat.visitor, time.time())
    assert not take(seats, Guest("203.0.113.8", "alice"))


async def test_a_seat_ends_with_its_token_unless_there_is_a_newer_one(eventually):
    seats, now = Seats(LIMITS), time.time()
    short, long = Guest(user="a", expires=now + 0.05), Guest(user="b", expires=now + 0.05)
    assert take(seats, short)
    assert take(seats, long)
    seats.change(long.seat, Visitor(admitted=True, user="b", expires=now + 60), now)
    start = time.monotonic()
    await eventually(lambda: short.ends)
    assert time.monotonic() - start < 2
    assert short.ends == [3005]
    assert long.ends == []
    seats.leave(long.seat)
    assert long.seat.timer is None


async def test_an_admin_ends_one_connection():
    seats, guest = Seats(LIMITS), Guest()
    assert take(seats, guest)
    assert [seat.session for seat in seats] == [guest.seat.session]
    assert seats.cut(guest.seat.session)
    assert not seats.cut("websocket-none")
    assert guest.ends == [3503]


async def test_what_revoked_tokens_opened_is_ended():
    seats, revoked = Seats(Limits()), Revoked()
    old, new = Guest(user="a", issued=50.0, token="t1"), Guest(user="a", issued=150.0, token="t2")
    other = Guest(user="b", issued=50.0, token="t3")
    nobody = Guest()
    for guest in (old, new, other, nobody):
        assert take(seats, guest)
    revoked.user("a", 100.0)
    assert seats.cut_where(revoked.holds) == 1
    assert (old.ends, new.ends, other.ends, nobody.ends) == ([3500], [], [], [])
    revoked.token("t3")
    seats.leave(old.seat)
    assert seats.cut_where(revoked.holds) == 1
    assert other.ends == [3500]


def test_a_user_is_not_let_in_again_by_an_earlier_revocation(monkeypatch):
    revoked = Revoked()
    revoked.user("a", 100.0)
    revoked.user("a", 50.0)
    assert revoked.holds(Visitor(admitted=True, user="a", issued=75.0))
    assert revoked.holds(Visitor(admitted=True, user="a"))
    monkeypatch.setattr("radist.server.revoked.MOST", 1)
    with pytest.raises(ClientError, match="exchange the key"):
        revoked.token("x")
