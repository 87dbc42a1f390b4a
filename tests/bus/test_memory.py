from radist.bus.memory import Memory
from radist.model import Event, Trade


def trade(number: int) -> Event:
    return Trade("moon", "BTC/USDT", "BTCUSDT", 1, 2, str(number), 1.5, 2.5, "buy")


def test_every_listener_hears_every_event_in_order():
    bus = Memory()
    one: list[Event] = []
    two: list[Event] = []
    bus.listen(one.append)
    bus.listen(two.append)
    events = [trade(n) for n in range(5)]
    for event in events:
        bus.publish(event)
    assert one == two == events


def test_who_stops_hears_no_more_and_the_others_go_on():
    bus = Memory()
    one: list[Event] = []
    two: list[Event] = []
    stop = bus.listen(one.append)
    bus.listen(two.append)
    bus.publish(trade(1))
    stop()
    stop()
    bus.publish(trade(2))
    assert (len(one), len(two)) == (1, 2)


def test_a_listener_may_stop_while_it_is_told():
    bus = Memory()
    heard: list[Event] = []
    stops = []

    def once(event: Event) -> None:
        heard.append(event)
        stops[0]()

    stops.append(bus.listen(once))
    after: list[Event] = []
    bus.listen(after.append)
    bus.publish(trade(1))
    bus.publish(trade(2))
    assert (len(heard), len(after)) == (1, 2)


def test_one_that_breaks_hurts_nobody_else_and_is_told_once(caplog):
    bus = Memory()
    heard: list[Event] = []

    def broken(event: Event) -> None:
        raise ZeroDivisionError

    bus.listen(broken)
    bus.listen(heard.append)
    for number in range(3):
        bus.publish(trade(number))
    assert len(heard) == 3
    [record] = caplog.records
    assert record.listener.endswith("broken")
    assert record.exc_info[0] is ZeroDivisionError
