"""Clients are written to in rounds, and one that cannot be written to harms nobody."""

from radist.hub.crowd import Pace
from radist.hub.session import Session
from radist.hub.traffic import Traffic
from radist.hub.window import Window
from radist.server import rounds

TRADES = "trade.binance.BTC/USDT"


class Outlet:
    """A client's transport that breaks when it is told to."""

    def __init__(self, *, broken: bool) -> None:
        self.broken = broken
        self.written: list[bytes] = []
        self.aborted = False

    def write(self, data: bytes) -> None:
        if self.broken:
            raise RuntimeError("closed")
        self.written.append(data)

    def abort(self) -> None:
        self.aborted = True


def enter(hub, pace: Pace, number: int, *, broken: bool) -> Outlet:
    outlet = Outlet(broken=broken)
    session = Session(f"test-{number}", lambda: None)
    session.outlet = outlet
    session.keep(pace)
    hub.enter(session)
    hub.join(session, TRADES)
    return outlet


def test_a_client_that_cannot_be_written_to_is_dropped_and_the_others_are_told(hub, make, caplog):
    pace, traffic = Pace(lambda: None), Traffic()
    outlets = [enter(hub, pace, n, broken=n in (0, 2, 3)) for n in range(5)]
    hub.publish(make.trade(1))
    [crowd] = pace.take()
    assert rounds._move(crowd, traffic) == 5
    assert (traffic.events, traffic.bytes) == (5, 5 * len(outlets[1].written[0]))
    assert [outlet.aborted for outlet in outlets] == [True, False, True, True, False]
    assert [len(outlet.written) for outlet in outlets] == [0, 1, 0, 0, 1]
    assert [record.message for record in caplog.records] == ["a client was dropped"] * 3


async def test_what_many_writes_took_is_told_to_the_window(hub, make, eventually):
    window = Window()
    waiting = rounds.Rounds(window, hub.traffic, waits=True)
    outlets = [enter(hub, waiting.pace, n, broken=False) for n in range(rounds._FEW + 1)]
    hub.publish(make.trade(1))
    await eventually(lambda: window._rested_at > 0)
    assert all(outlet.written for outlet in outlets)


async def test_few_writes_leave_nothing_to_wait_for(hub, make, eventually):
    window = Window()
    waiting = rounds.Rounds(window, hub.traffic, waits=True)
    outlet = enter(hub, waiting.pace, 1, broken=False)
    hub.publish(make.trade(1))
    await eventually(lambda: len(outlet.written) == 1)
    assert window._rested_at == 0
