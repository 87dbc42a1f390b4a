from radist.market.incidents import DAY, SECOND, Incidents
from radist.model import Event, Freshness, Gap
from radist.pipeline import Pipeline

NOW = 1_703_520_000 * SECOND


def place(symbol: str = "BTC/USDT", time: int = NOW) -> tuple:
    return ("binance", symbol, symbol.replace("/", ""), time, time)


def gap(time: int = NOW, symbol: str = "BTC/USDT", channel: str = "trade") -> Gap:
    return Gap(*place(symbol, time), channel=channel, cause="reconnect", from_id="1", to_id="4")


def freshness(symbol: str, cause: str, time: int = NOW) -> Freshness:
    return Freshness(*place(symbol, time), channel="trade", stale=bool(cause), cause=cause)


def told(incidents: Incidents) -> list[tuple]:
    return [(i.kind, i.symbol, i.begin - NOW, i.end and i.end - NOW) for i in incidents.recent()]


def through(incidents: Incidents, *events: Event) -> None:
    pipeline = Pipeline([incidents])
    for event in events:
        assert list(pipeline.process(event)) == [event]


def test_holes_that_are_found_together_are_one_incident():
    incidents = Incidents(10)
    later = NOW + 3 * SECOND
    through(incidents, gap(), gap(later, "ETH/USDT"), gap(later + 11 * SECOND))
    assert told(incidents) == [
        ("gap", "BTC/USDT", 14 * SECOND, 14 * SECOND),
        ("gap", None, 0, 3 * SECOND),
    ]
    assert [i.streams for i in incidents.recent()] == [1, 2]


def test_streams_that_are_stale_for_one_cause_are_one_incident_until_all_are_fresh():
    incidents = Incidents(10)
    through(incidents, freshness("BTC/USDT", "mute"), freshness("ETH/USDT", "mute", NOW + 1))
    through(incidents, freshness("BTC/USDT", "", NOW + 2))
    assert told(incidents) == [("stale", None, 0, None)]
    through(incidents, freshness("ETH/USDT", "", NOW + 3))
    assert told(incidents) == [("stale", None, 0, 3)]
    through(incidents, freshness("BTC/USDT", "mute", NOW + 4))
    assert told(incidents)[0] == ("stale", "BTC/USDT", 4, None)


def test_streams_that_nobody_wants_any_more_are_not_stale():
    incidents = Incidents(10)
    through(incidents, freshness("BTC/USDT", "mute"), freshness("ETH/USDT", "mute"))
    incidents.let_go({"trade.binance.BTC/USDT", "ticker.binance.BTC/USDT"}, NOW + 1)
    assert told(incidents) == [("stale", None, 0, None)]
    incidents.let_go({"trade.binance.ETH/USDT"}, NOW + 2)
    assert told(incidents) == [("stale", None, 0, 2)]


def test_another_cause_is_another_incident():
    incidents = Incidents(10)
    through(incidents, freshness("BTC/USDT", "mute"))
    through(incidents, freshness("BTC/USDT", "disconnected", NOW + 5))
    assert told(incidents) == [("stale", "BTC/USDT", 5, None), ("stale", "BTC/USDT", 0, 5)]


def test_a_socket_that_is_back_soon_was_a_reconnect_and_one_that_is_not_an_outage():
    incidents = Incidents(10)
    incidents.back("binance", "first", NOW)
    assert (told(incidents), incidents.reconnects("binance", 0)) == ([], 0)
    incidents.lost("binance", "first", "closed", NOW)
    incidents.lost("binance", "first", "refused", NOW + 1)
    assert told(incidents) == [("outage", None, 0, None)]
    assert incidents.recent()[0].detail == "refused"
    incidents.back("binance", "first", NOW + 2 * SECOND)
    incidents.lost("binance", "other", "closed", NOW + 5 * SECOND)
    incidents.back("binance", "other", NOW + 65 * SECOND)
    assert [(i.kind, i.end - i.begin) for i in incidents.recent()] == [
        ("outage", 60 * SECOND),
        ("reconnect", 2 * SECOND),
    ]
    assert incidents.reconnects("binance", NOW) == 2
    assert incidents.reconnects("binance", NOW + 3 * SECOND) == 1
    assert incidents.reconnects("elsewhere", 0) == 0


def test_what_is_wanted_no_more_is_no_outage_any_longer():
    incidents = Incidents(10)
    incidents.lost("binance", "first", "closed", NOW)
    incidents.given_up("binance", "first", NOW + 9)
    incidents.given_up("binance", "first", NOW + 10)
    assert told(incidents) == [("outage", None, 0, 9)]
    assert incidents.reconnects("binance", 0) == 0


def test_a_clock_that_differs_is_one_incident_until_it_agrees():
    incidents = Incidents(10)
    incidents.clock("binance", None, NOW)
    incidents.clock("binance", 1_250_000, NOW + 1)
    incidents.clock("okx", -700_000, NOW + 2)
    incidents.clock("binance", -3_000_000, NOW + 3)
    incidents.clock("binance", None, NOW + 4)
    assert told(incidents) == [("clock", None, 2, None), ("clock", None, 1, 4)]
    details = ["ours is 0.7 s ahead", "ours is 3.0 s ahead"]
    assert [i.detail for i in incidents.recent()] == details


def test_after_a_day_it_is_forgotten_unless_it_lasts():
    incidents = Incidents(10)
    through(incidents, gap())
    incidents.lost("binance", "first", "closed", NOW + 1)
    assert list(incidents.tick(NOW + DAY - 1)) == []
    assert len(told(incidents)) == 2
    incidents.tick(NOW + DAY)
    incidents.tick(NOW + 2 * DAY)
    assert told(incidents) == [("outage", None, 1, None)]


def test_what_lasts_does_not_keep_what_is_over():
    incidents = Incidents(10)
    incidents.lost("binance", "first", "closed", NOW)
    through(incidents, gap(NOW + 1))
    incidents.tick(NOW + DAY + 1)
    assert told(incidents) == [("outage", None, 0, None)]


def test_no_more_incidents_are_kept_than_asked_for():
    incidents = Incidents(3)
    through(incidents, *(gap(NOW + n * 60 * SECOND) for n in range(5)))
    assert [i.number for i in incidents.recent()] == [5, 4, 3]
