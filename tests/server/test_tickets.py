import pytest

from radist.errors import ClientError
from radist.server import tickets
from radist.server.access import Visitor
from radist.server.tickets import LIFETIME, Tickets

ALICE = Visitor(admitted=True, user="alice")


def refused(box: Tickets, ticket: str, now: float) -> bool:
    with pytest.raises(ClientError) as caught:
        box.redeem(ticket, now)
    return caught.value.code == 401


def test_a_ticket_is_good_once():
    box = Tickets()
    ticket = box.issue(ALICE, 0.0)
    assert box.redeem(ticket, 1.0) == ALICE
    assert refused(box, ticket, 1.0)


def test_a_ticket_is_good_for_a_minute():
    box = Tickets()
    early, late = box.issue(ALICE, 0.0), box.issue(ALICE, 0.0)
    assert box.redeem(early, LIFETIME - 0.1) == ALICE
    assert refused(box, late, LIFETIME)


@pytest.mark.parametrize("ticket", ["", "x", "*", "None"])
def test_what_was_never_issued_is_refused(ticket):
    box = Tickets()
    box.issue(ALICE, 0.0)
    assert refused(box, ticket, 0.0)


def test_nobody_can_hoard_tickets(monkeypatch):
    box = Tickets()
    for _ in range(100):
        box.issue(ALICE, 0.0)
    with pytest.raises(ClientError, match="100"):
        box.issue(ALICE, 0.0)
    assert box.issue(Visitor(admitted=True, user="bob"), 0.0)
    assert box.issue(ALICE, LIFETIME)
    monkeypatch.setattr(tickets, "MOST", 1)
    with pytest.raises(ClientError) as caught:
        box.issue(ALICE, LIFETIME)
    assert caught.value.code == 503
