"""What is missing from streams, as clients are told."""

from msgspec.structs import replace

from radist.model import Backfilled, Gap, Proven


def backfilled(gap: Gap, events: int, outcome: str = "filled", **lost: str) -> Backfilled:
    """What became of a gap, a second later."""
    return Backfilled(
        gap.exchange, gap.symbol, gap.native, gap.time_exchange, gap.time_received + 1_000_000,
        channel=gap.channel, cause=gap.cause, events=events, outcome=outcome,
        from_id=gap.from_id, to_id=gap.to_id, from_time=gap.from_time, to_time=gap.to_time, **lost,
    )  # fmt: skip


async def test_gaps_are_told_newest_first_in_pages(web, upstream, make):
    for _ in range(5):
        upstream.ledger.process(make.gap())
    _, answer = await web.get("/api/v1/gaps?limit=2")
    assert ([g["number"] for g in answer["gaps"]], answer["next"]) == ([5, 4], 4)
    gap = make.gap()
    assert answer["gaps"][0] == {
        "number": 5,
        "exchange": "binance",
        "symbol": "BTC/USDT",
        "native": "BTCUSDT",
        "channel": "trade",
        "interval": "",
        "epoch": 0,
        "cause": "reconnect",
        "from_id": "100",
        "to_id": "104",
        "from_time": gap.from_time,
        "to_time": gap.to_time,
        "time": gap.time_received,
        "state": "open",
        "repaired": None,
        "closed_at": None,
        "how": None,
        "events": 0,
        "lost_from_id": None,
        "lost_to_id": None,
        "lost_from_time": None,
        "lost_to_time": None,
    }
    _, answer = await web.get("/api/v1/gaps?limit=3&before=4")
    assert ([g["number"] for g in answer["gaps"]], answer["next"]) == ([3, 2, 1], None)


async def test_gaps_can_be_asked_for_by_stream_state_and_time(web, upstream, make):
    upstream.ledger.process(make.gap())
    upstream.ledger.process(make.gap("book"))
    upstream.ledger.process(replace(make.gap(), symbol="ETH/USDT", native="ETHUSDT"))
    upstream.ledger.process(make.book())
    since = make.gap().time_received
    for query, numbers in (
        ("", [3, 2, 1]),
        ("channel=book", [2]),
        ("symbol=ethusdt", [3]),
        ("symbol=ETH/USDT&channel=book", []),
        ("exchange=binance&symbol=BTC/USDT", [2, 1]),
        ("state=open", [3, 1]),
        ("state=filled", [2]),
        ("state=lost", []),
        (f"since={since}", [3, 2, 1]),
        (f"since={since + 1}", []),
    ):
        _, answer = await web.get(f"/api/v1/gaps?{query}")
        assert [gap["number"] for gap in answer["gaps"]] == numbers, query


async def test_what_no_hole_can_have_is_refused_and_not_answered_by_none(web):
    status, answer = await web.get("/api/v1/gaps?state=losst")
    assert (status, answer["error"]["reason"]) == (422, "invalid")
    assert answer["error"]["message"].startswith("state: input should be 'open', 'filling'")
    for path in ("gaps", "coverage"):
        for of in ("", "&exchange=binance"):
            status, answer = await web.get(f"/api/v1/{path}?channel=trades{of}")
            assert (status, answer["error"]["reason"]) == (404, "unknown_channel")
            assert "no channel 'trades'" in answer["error"]["message"]


async def test_a_book_that_is_whole_again_is_repaired(web, upstream, make):
    upstream.ledger.process(make.gap("book"))
    upstream.ledger.process(make.book())
    _, answer = await web.get("/api/v1/gaps")
    (gap,) = answer["gaps"]
    time = make.book().time_received
    assert (gap["state"], gap["how"], gap["repaired"]) == ("filled", "snapshot", time)
    _, answer = await web.get("/api/v1/health")
    (one,) = answer["exchanges"]
    assert (one["gaps_found"], one["gaps_repaired"], one["gaps_open"]) == (1, 1, 0)


async def test_it_is_told_what_filled_a_hole_and_what_of_it_is_lost(web, upstream, make):
    first, second = make.gap(), replace(make.gap(), from_id="200", to_id="209")
    for event in (first, second, backfilled(first, 5)):
        upstream.ledger.process(event)
    lost = backfilled(second, 6, "lost", lost_from_id="200", lost_to_id="203")
    upstream.ledger.process(lost)
    _, answer = await web.get("/api/v1/gaps")
    told = [
        (g["state"], g["how"], g["events"], g["repaired"], g["closed_at"], g["lost_to_id"])
        for g in answer["gaps"]
    ]
    now = lost.time_received
    assert told == [("lost", "rest", 6, None, now, "203"), ("filled", "rest", 5, now, now, None)]
    _, answer = await web.get("/api/v1/health")
    (one,) = answer["exchanges"]
    figures = [one[f"gaps_{name}"] for name in ("found", "repaired", "open", "lost")]
    assert figures == [2, 1, 0, 1]


async def test_it_is_told_what_of_each_stream_is_complete(web, upstream, make):
    topic, other = "trade.binance.BTC/USDT", "trade.binance.ETH/USDT"
    upstream.topics = {topic, other, "ticker.binance.BTC/USDT"}
    upstream.proven = {topic: Proven(90, 120, 1, 9), other: Proven(None, None, 3, 7)}
    upstream.ledger.process(make.gap())
    _, answer = await web.get("/api/v1/coverage?symbol=btcusdt&channel=trade")
    assert answer["next"] is None
    gap = make.gap()
    part = {"from_id": "100", "to_id": "104", "from_time": gap.from_time, "to_time": gap.to_time}
    missing = [{"number": 1, "state": "open", **part}]
    place = {"exchange": "binance", "symbol": "BTC/USDT", "channel": "trade", "interval": ""}
    ends = {"first_id": "90", "last_id": "120", "first_time": 1, "last_time": 9}
    counts = {"open": 1, "filled": 0, "lost": 0, "epoch": 0, "complete": False}
    assert answer["streams"] == [{"topic": topic, **place, **ends, **counts, "missing": missing}]
    upstream.ledger.process(backfilled(gap, 5))
    _, answer = await web.get("/api/v1/coverage?exchange=binance&symbol=ETH/USDT")
    (one,) = answer["streams"]
    assert (one["topic"], one["first_id"], one["complete"]) == (other, None, True)
    _, answer = await web.get("/api/v1/coverage?channel=trade&limit=1")
    assert [(s["topic"], s["complete"]) for s in answer["streams"]] == [(topic, True)]
    _, answer = await web.get(f"/api/v1/coverage?channel=trade&after={answer['next']}")
    assert ([s["topic"] for s in answer["streams"]], answer["next"]) == ([other], None)
