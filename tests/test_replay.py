from pathlib import Path

import pytest

from radist.config import Config
from radist.model import BookDelta, BookSnapshot, Event, Gap, Trade
from radist.recording import open_recording
from radist.replay import Replay
from radist.venues import make_exchange

HEADER = '#radist 1 {"exchange":"binance"}\n'


def trade(number: int, symbol: str = "BTCUSDT") -> str:
    payload = f'{{"e":"trade","s":"{symbol}","t":{number},"p":"1.5","q":"2","T":9,"m":true}}'
    return f'{{"stream":"{symbol.lower()}@trade","data":{payload}}}'


@pytest.fixture
def play(tmp_path: Path):
    """Replays the lines of a recording: what came of it, and how it went."""

    def run(*lines: str) -> tuple[list[Event], Replay]:
        path = tmp_path / "recording"
        path.write_text(HEADER + "".join(f"{line}\n" for line in lines))
        with open_recording(path) as recording:
            replay = Replay(recording, make_exchange(Config(), "binance"))
            return list(replay), replay

    return run


def test_a_frame_is_heard_at_the_time_it_was_received(play):
    (event,), replay = play(f"1723075200123456789 {trade(1)}")
    assert isinstance(event, Trade) and event.time_received == 1723075200123456
    assert (replay.frames, replay.broken, replay.unknown, replay.complaints) == (1, 0, 0, [])


def test_a_symbol_is_read_from_its_spelling(play):
    events, _ = play(f"1 {trade(1, 'DOGEUSDT')}", f"2 {trade(1, 'ETHBTC')}")
    assert [event.symbol for event in events] == ["DOGE/USDT", "ETH/BTC"]


def test_a_broken_line_is_named_and_all_others_are_replayed(play):
    events, replay = play(f"1 {trade(1)}", "nonsense", f"3 {trade(2)}", "4", f"5 {trade(3)}")
    assert [event.id for event in events] == ["1", "2", "3"]
    assert (replay.frames, replay.broken) == (3, 2)
    assert [complaint.partition(":")[0] for complaint in replay.complaints] == ["line 3", "line 5"]


def test_a_frame_that_makes_no_sense_is_counted_and_all_others_are_replayed(play):
    events, replay = play(f"1 {trade(1)}", '2 {"x":1}', "3 %AP8=", f"4 {trade(2)}")
    assert [event.id for event in events] == ["1", "2"]
    assert (replay.frames, replay.unknown, len(replay.complaints)) == (4, 2, 2)


def test_of_many_complaints_the_first_are_kept(play):
    _, replay = play(*["nonsense"] * 50)
    assert replay.broken == 50 and len(replay.complaints) == 10


def test_a_hole_in_the_recording_is_a_gap(play):
    events, _ = play(f"1 {trade(1)}", f"2 {trade(5)}")
    assert isinstance(events[1], Gap)
    assert (events[1].from_id, events[1].to_id) == ("2", "4")


def test_acknowledgements_and_instruments_are_no_events(play):
    url = "https://api.test/api/v3/exchangeInfo"
    row = '{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT"}'
    events, replay = play('1 {"result":null,"id":1}', f'2 @{url} {{"symbols":[{row}]}}')
    assert events == [] and (replay.frames, replay.unknown) == (2, 0)


def test_a_book_that_was_fetched_is_an_event_among_the_frames(play):
    delta = '{"e":"depthUpdate","E":2,"s":"BTCUSDT","U":7,"u":8,"b":[],"a":[]}'
    book = '{"lastUpdateId":7,"bids":[["1","2"]],"asks":[]}'
    events, _ = play(
        f'1 {{"stream":"btcusdt@depth@100ms","data":{delta}}}',
        f"2 @https://api.test/api/v3/depth?symbol=BTCUSDT {book}",
    )
    assert [type(event) for event in events] == [BookSnapshot, BookDelta]
    assert events[0].time_received == 0


def test_a_real_recording_is_understood_to_the_last_frame(captures: Path):
    path = captures / "binance/hftbacktest/spot_btcusdt_20240808.gz"
    with open_recording(path) as recording:
        replay = Replay(recording, make_exchange(Config(), "binance"))
        trades = [event for event in replay if isinstance(event, Trade)]
    ids = [int(event.id) for event in trades]
    assert len(ids) == 9_757
    assert ids == list(range(ids[0], ids[0] + 9_757))
    assert (replay.broken, replay.unknown, replay.complaints) == (0, 0, [])
