from decimal import Decimal

import pytest

from radist.errors import ClientError
from radist.trading.board import Board
from radist.trading.day import LENGTH
from radist.trading.tokens import Token

NOW = 1_703_520_000_000_000


def token(mint: str, number: int, supply: int = 1000) -> Token:
    figures = (Decimal(supply), Decimal(5), Decimal(0), 0, NOW)
    return Token(mint, number, mint.title(), mint.upper(), "alice", *figures)


@pytest.fixture
def board() -> Board:
    made = Board()
    for number, mint in enumerate(("one", "two", "three"), 1):
        made.begin(token(mint, number), Decimal(number))
    return made


def mints(board: Board, order: str, before: str = "", limit: int = 10) -> list[str]:
    return [listed.token.mint for listed in board.page(order, before, limit, NOW)]


def test_tokens_come_in_any_order_page_by_page(board):
    board.trade(token("one", 1), NOW, Decimal(7), Decimal(9))
    assert mints(board, "newest") == ["three", "two", "one"]
    assert mints(board, "volume") == ["one", "three", "two"]
    assert mints(board, "market_cap") == ["one", "three", "two"]
    assert mints(board, "market_cap", limit=2) == ["one", "three"]
    assert mints(board, "market_cap", before="three") == ["two"]
    assert mints(board, "market_cap", before="two") == []


def test_the_whole_is_the_sum_of_its_parts(board):
    assert board.whole(NOW) == (0, 0, 3, 6000)
    board.trade(token("one", 1), NOW, Decimal(7), Decimal(9))
    board.trade(token("two", 2), NOW, Decimal(1), Decimal("0.5"), 4)
    assert board.whole(NOW) == (8, 5, 3, 9000 + 500 + 3000)
    assert board.whole(NOW + 2 * LENGTH) == (0, 0, 3, 12500)
    assert board.get("one", NOW + 2 * LENGTH).day.volume == 0


def test_what_a_trade_tells_of_24_hours_is_of_these_though_nobody_has_looked(board):
    board.trade(token("one", 1), NOW, Decimal(7), Decimal(9))
    day = board.trade(token("one", 1), NOW + 2 * LENGTH, Decimal(1), Decimal(18)).day
    assert (day.volume, day.trades, day.change) == (1, 1, 100)


def test_a_token_that_is_not_there_is_said(board):
    for ask in (lambda: board.get("four", NOW), lambda: board.page("newest", "four", 1, NOW)):
        with pytest.raises(ClientError, match="no token 'four'") as caught:
            ask()
        assert (caught.value.code, caught.value.reason) == (404, "unknown_token")
