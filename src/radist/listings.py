"""The board of all tokens, made of the store when it is first needed, or was spoilt."""

from typing import TYPE_CHECKING

from radist.dealing import Dealing
from radist.trading import day, money
from radist.trading.board import Board

if TYPE_CHECKING:
    from radist.store.opening import Store


class Listings:
    """To be asked by whoever holds the lock of the writer: works do."""

    def __init__(self, dealing: Dealing, store: "Store") -> None:
        self._dealing = dealing
        self._store = store
        self._now = dealing.now
        self._board: Board | None = None
        dealing.undone.append(self._spoil)

    def board(self) -> Board:
        """All tokens, as they are with what works have done so far."""
        if self._board is None:
            self._board = self._load()
        return self._board

    def _spoil(self) -> None:
        self._board = None

    def _load(self) -> Board:
        board, since = Board(), self._now() - day.LENGTH
        currency, trading = self._dealing.currency, self._store.trading
        minutes = trading.minutes(since)
        traded = {minute["mint"] for minute in minutes}
        tokens = {}
        for token, reserve in trading.tokens():
            tokens[token.mint] = token
            price = token.curve(reserve, currency).price
            if token.mint in traded:
                price = trading.price_before(token.mint, since) or token.first_price
            board.begin(token, price, reserve.get(currency, money.ZERO))
        for minute in minutes:
            what = (minute["volume"], minute["close"], minute["trades"])
            board.trade(tokens[minute["mint"]], minute["opened"], *what)
        return board
