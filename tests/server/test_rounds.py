"""Clients are written to in rounds, and one that cannot be written to harms nobody."""

import pytest

from radist.hub.session import Session
from radist.hub.window import Window
from radist.server.rounds import Rounds

TRADES, TICKERS = "trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"


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


@pytest.fixture
async def waiting(hub) -> Rounds:
    return Rounds(Window(), hub.traffic, waits=True)


def enter(hub, rounds: Rounds, number: int, *topics: str, broken: bool = False) -> Outlet:
    outlet = Outlet(broken=broken)
    session = Session(f"test-{number}", lambda: None)
    session.outlet = outlet
    session.keep(rounds.pace)
    hub.enter(session)
    for topic in topics:
        hub.join(session, topic)
    return outlet


async def test_a_client_that_cannot_be_written_to_is_dropped_and_the_others_are_told(
    hub, make, waiting, eventually, caplog
):
    outlets = [enter(hub, waiting, n, TRADES, broken=n in (0, 2, 3)) for n in range(5)]
    hub.publish(make.trade(1))
    await eventually(lambda: outlets[4].written)
    assert [outlet.aborted for outlet in outlets] == [True, False, True, True, False]
    assert [len(outlet.written) for outlet in outlets] == [0, 1, 0, 0, 1]
    assert [record.message for record in caplog.records] == ["a client was dropped"] * 3


async def test_what_is_new_in_several_rooms_is_one_write(hub, make, waiting, eventually):
    both, one = enter(hub, waiting, 1, TRADES, TICKERS), enter(hub, waiting, 2, TICKERS)
    hub.publish(make.trade(1))
    hub.publish(make.ticker(2.0))
    hub.publish(make.ticker(3.0))
    await eventually(lambda: both.written and one.written)
    [joined], [tickers] = both.written, one.written
    assert joined.endswith(tickers)
    assert (joined.count(b'"type":"trade","room"'), tickers.count(b'"room"')) == (1, 2)
    assert (hub.traffic.events, hub.traffic.bytes) == (5, len(joined) + len(tickers))


async def test_what_writing_took_and_brought_together_is_told_to_the_window(
    hub, make, waiting, eventually, monkeypatch
):
    told = []
    monkeypatch.setattr(Window, "wrote", lambda _, *of_a_round: told.append(of_a_round))
    outlet = enter(hub, waiting, 1, TRADES)
    for number in range(1, 4):
        hub.publish(make.trade(number))
    await eventually(lambda: outlet.written)
    [(start, end, together)] = told
    assert start <= end
    assert together == 3
