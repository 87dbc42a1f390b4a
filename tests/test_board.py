"""The table of streams, without a terminal."""

import pytest
from msgspec.structs import replace
from rich.console import Console

from radist.board import Board, price_of
from radist.model import Backfilled, Candle, Event, Freshness, Gap, Quote, Trade

PLACE = ("BTC/USDT", "BTCUSDT", 1_000_000, 1_012_000)


def trade(symbol: str, price: float = 1.5, exchange: str = "moon") -> Event:
    return Trade(exchange, symbol, "X", 1_000_000, 1_012_000, "1", price, 2.0, "buy")


def symbols(board: Board, now: float = 0.0) -> list[str]:
    return [row.symbol for row in board.listed(now)]


def drawn(board: Board, now: float = 0.0, height: int = 10) -> str:
    console = Console(width=100, height=height)
    with console.capture() as capture:
        console.print(board.screen(now, height))
    return capture.get()


@pytest.fixture
def board() -> Board:
    made = Board()
    for n, (symbol, price) in enumerate((("B/USDT", 3.0), ("C/USD", 1.0), ("A/USDT", 2.0))):
        made.take(trade(symbol, price), float(n))
    return made


def test_a_row_tells_price_rate_age_gaps_and_lag(board):
    for second in range(10, 20):
        for _ in range(3):
            board.take(trade("A/USDT", 7.25), second + 0.1)
    hole = {"channel": "trade", "cause": "upstream"}
    board.take(Gap("moon", "A/USDT", "X", None, 1, **hole), 19.5)
    board.take(replace(trade("A/USDT", 99.0), backfilled=True), 19.6)
    board.take(Backfilled("moon", "A/USDT", "X", None, 1, **hole, events=1, outcome="filled"), 19.7)
    (line,) = [line for line in drawn(board, 20.1).splitlines() if "A/USDT" in line]
    assert line.split() == ["moon", "trade", "A/USDT", "7.25", "3.0", "1.0", "1", "12"]


def test_the_rate_of_a_stream_that_ended_falls_to_nothing(board):
    assert board.rows["trade.moon.A/USDT"].rate(3.0) == pytest.approx(0.2)
    assert board.rows["trade.moon.A/USDT"].rate(9.0) == 0.0


def test_a_stale_stream_is_marked_until_it_is_fresh_again(board):
    for stale in (True, False):
        told = Freshness("moon", "A/USDT", "X", None, 1, channel="trade", stale=stale)
        board.take(told, 5.0)
        assert ("3.0!" in drawn(board, 5.0)) is stale


def test_keys_choose_the_column_and_the_direction(board):
    assert symbols(board) == ["A/USDT", "B/USDT", "C/USD"]
    board.press("s")
    assert symbols(board) == ["C/USD", "A/USDT", "B/USDT"] and "price▲" in drawn(board)
    board.press("r")
    assert symbols(board) == ["B/USDT", "A/USDT", "C/USD"] and "price▼" in drawn(board)
    board.press("S")
    assert symbols(board) == ["C/USD", "B/USDT", "A/USDT"]


def test_a_filter_shows_what_has_it_anywhere(board):
    for key in "/usdx\x7f" + "t":
        assert board.press(key)
    assert symbols(board) == ["A/USDT", "B/USDT"] and "/usdt█" in drawn(board)
    board.press("\r")
    board.press("r")
    board.press("r")
    assert symbols(board) == ["A/USDT", "B/USDT"]
    board.press("/")
    board.press("escape")
    assert len(symbols(board)) == 3


def test_while_a_filter_is_typed_its_letters_do_nothing_else(board):
    assert all(board.press(key) for key in "/q")
    assert board.wanted == "q"


def test_a_screen_has_no_more_lines_than_there_is_room(board):
    for n in range(50):
        board.take(trade(f"S{n:02}/USDT"), 1.0)
    text = drawn(board, 1.0, 8)
    assert len(text.splitlines()) == 8 and "53 of 53" in text
    board.press("page down")
    assert "S02/USDT" in drawn(board, 1.0, 8) and "A/USDT" not in drawn(board, 1.0, 8)


def test_help_tells_every_key_and_q_ends_it(board):
    assert board.press("h")
    text = drawn(board, 0.0, 30)
    assert all(f"\n{key}" in text for key in ("s S", "r ", "/ ", "q "))
    assert board.press("h") and "A/USDT" in drawn(board)
    assert not board.press("q") and not board.press("\x03")


def test_the_price_of_a_quote_is_in_the_middle_and_of_a_candle_its_close():
    assert price_of(Quote("moon", *PLACE, "1", 1.0, 5.0, 2.0, 5.0)) == 1.5
    candle = Candle(
        *("moon", *PLACE, "1m", 0, 1, 1.0, 4.0, 0.5, 3.0, 9.0, 9.0, 1, False, "provisional")
    )
    assert price_of(candle) == 3.0
    assert price_of(Freshness("moon", *PLACE, channel="trade", stale=True)) is None
