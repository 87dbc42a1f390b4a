"""What OKX's REST tells of the past."""

import msgspec
import pytest

from radist.errors import ClientError, ExchangeError
from radist.exchanges.okx import Okx
from radist.model import Instrument, Subscription

MINUTE = 60_000
CANDLES = Subscription("candle", "BTC/USDT", "1m")
TRADES = Subscription("trade", "BTC/USDT")


@pytest.fixture
def okx() -> Okx:
    exchange = Okx(rest_url="http://rest")
    exchange.learn([Instrument("BTC/USDT", "BTC-USDT", "BTC", "USDT")])
    return exchange


def answer(okx, fetch, *rows: object) -> list:
    body = msgspec.json.encode({"code": "0", "msg": "", "data": rows})
    return list(okx.fetched(fetch.url, body, 5))


def row(minute: int, confirm: str = "1") -> list[str]:
    return [str(minute * MINUTE), "5", "6", "4", "5.5", "10", "10", "50", confirm]


def trade(number: int) -> dict:
    row = {"instId": "BTC-USDT", "tradeId": str(number), "px": "10.5", "sz": "2", "side": "buy"}
    return row | {"ts": str(1000 + number), "source": "0"}


def test_the_newest_candles_end_with_the_open_one(okx):
    fetch = okx.history(CANDLES, None, 1000)
    asked = "http://rest/api/v5/market/candles?instId=BTC-USDT&limit=300&bar=1m"
    assert fetch.url.partition("#")[0] == asked
    found = answer(okx, fetch, row(3, "0"), row(2), row(1))
    assert [(c.time_open // 60_000_000, c.is_closed) for c in found] == [
        (1, True),
        (2, True),
        (3, False),
    ]
    assert {(c.source, c.interval, c.trades) for c in found} == {("rest", "1m", None)}


def test_older_candles_are_asked_for_elsewhere(okx):
    fetch = okx.history(CANDLES, 180_000_000, 2)
    asked = "market/history-candles?instId=BTC-USDT&limit=2&bar=1m&after=180000#"
    assert asked in fetch.url
    assert [c.is_closed for c in answer(okx, fetch, row(2), row(1))] == [True, True]
    assert answer(okx, fetch) == []


def test_history_is_no_news_for_the_stream(okx):
    answer(okx, okx.history(CANDLES, None, 3), row(2, "0"), row(1))
    assert okx.stream("candle1m BTC-USDT").blank


def test_trades_are_asked_for_by_id(okx):
    newest = okx.history(TRADES, None, 1000)
    assert "/market/trades?instId=BTC-USDT&limit=500#" in newest.url
    older = okx.history(TRADES, "9", 1000)
    assert "/market/history-trades?instId=BTC-USDT&limit=100&type=1&after=9#" in older.url
    found = answer(okx, older, trade(8), trade(7))
    assert [(t.id, t.source) for t in found] == [("7", "rest"), ("8", "rest")]
    with pytest.raises(ClientError, match="counts trades"):
        okx.history(TRADES, "abc", 5)


def test_other_channels_have_no_history(okx):
    assert okx.history(Subscription("ticker", "BTC/USDT"), None, 5) is None


@pytest.mark.parametrize("rows", [[7], [["a"]], [[1, 2]], [None]])
def test_what_makes_no_sense_is_the_fault_of_the_exchange(okx, rows):
    with pytest.raises(ExchangeError):
        answer(okx, okx.history(CANDLES, None, 3), *rows)
