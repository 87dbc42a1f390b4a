"""What REST tells: instruments and books; and symbols read from their spelling."""

import msgspec
import pytest

from radist.errors import ExchangeError
from radist.exchanges.base import Fetch
from radist.exchanges.binance import Binance
from radist.model import BookDelta, BookSnapshot, Instrument

DEEP = b"[" * 50_000
DEPTH = b'{"e":"depthUpdate","E":2,"s":"BTCUSDT","U":157,"u":160,"b":[["9","2"]],"a":[["11","0"]]}'


# --- REST


def described(*symbols: dict) -> bytes:
    return msgspec.json.encode({"timezone": "UTC", "symbols": symbols})


def row(symbol: str, base: str, quote: str, **other: object) -> dict:
    filters = [
        {"filterType": "PRICE_FILTER", "minPrice": "0.01", "tickSize": "0.01000000"},
        {"filterType": "LOT_SIZE", "minQty": "0.00001", "stepSize": "0.00001000"},
        {"filterType": "MARKET_LOT_SIZE", "stepSize": "5.0"},
        {"filterType": "NOTIONAL", "minNotional": "5.0"},
    ]
    assets = {"symbol": symbol, "status": "TRADING", "baseAsset": base, "quoteAsset": quote}
    return assets | {"filters": filters, "permissionSets": [["SPOT"]]} | other


def ask_for_instruments(exchange: Binance) -> str:
    (fetch,) = exchange.list_instruments()
    assert isinstance(fetch, Fetch) and fetch.weight == 20
    return fetch.url


def test_instruments_come_from_the_exchanges_description():
    exchange = Binance(rest_url="http://rest.test/")
    url = ask_for_instruments(exchange)
    assert url.startswith("http://rest.test/api/v3/exchangeInfo?")
    halted = row("OLDUSDT", "OLD", "USDT", status="HALT")
    assert list(exchange.fetched(url, described(row("BTCUSDT", "BTC", "USDT"), halted), 0)) == []
    bitcoin, old = ("BTC/USDT", "BTCUSDT", "BTC", "USDT"), ("OLD/USDT", "OLDUSDT", "OLD", "USDT")
    assert exchange.instruments == {
        "BTC/USDT": Instrument(*bitcoin, 0.01, 0.00001, True, least_value=5.0),
        "OLD/USDT": Instrument(*old, 0.01, 0.00001, False, least_value=5.0),
    }


@pytest.mark.parametrize("escaped", [False, True])
def test_symbols_outside_ascii_are_traded_like_any_other(told, escaped):
    exchange = Binance()
    base = "测试币456"
    exchange.fetched(ask_for_instruments(exchange), described(row(f"{base}USDT", base, "USDT")), 0)
    subscription = exchange.subscription("quote", f"{base}usdt")
    conversation = exchange.conversation("stream")
    (asked,) = conversation.subscribe([subscription], 0)
    assert msgspec.json.decode(asked.frame)["params"] == [f"{base}usdt@bookTicker"]
    name = base.encode("unicode_escape") if escaped else base.encode()
    frame = b'{"stream":"%busdt@bookTicker","data":{"u":1,"s":"X","b":"1","B":"1","a":"2","A":"1"}}'
    (quote,) = told(conversation, frame % name)
    assert (quote.symbol, quote.native) == (f"{base}/USDT", f"{base}USDT")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"<html>", b"\xff", b'{"symbols":null}', b'{"symbols":[{"symbol":"X"}]}'),
        b'{"code":-1003,"msg":"Too many requests."}',
        b'{"x":' + DEEP,
        described(
            row("BTCUSDT", "BTC", "USDT", filters=[{"filterType": "LOT_SIZE", "stepSize": "nan"}])
        ),
    ],
)
def test_a_description_that_makes_no_sense_is_an_exchange_error(body):
    exchange = Binance()
    with pytest.raises(ExchangeError, match="not an answer that we understand"):
        exchange.fetched(ask_for_instruments(exchange), body, 0)
    assert exchange.instruments == {}


BOOK = b'{"lastUpdateId":160,"bids":[["9.5","1"],["9","2"]],"asks":[["10","3"]]}'


@pytest.mark.parametrize("url", ["http://rest.test/api/v3/depth?symbol=BTCUSDT&limit=5000", ""])
def test_a_book_from_rest_belongs_to_the_deltas_that_are_heard(binance, told, url):
    told(binance.conversation("stream"), DEPTH)
    book, delta = binance.fetched(url, BOOK.replace(b"160", b"158"), 7)
    assert isinstance(delta, BookDelta) and isinstance(book, BookSnapshot)
    assert (delta.first_id, delta.last_id, delta.asks) == (157, 160, [(11.0, 0.0)])
    assert (book.symbol, book.last_id, book.bids) == ("BTC/USDT", 158, [(9.5, 1.0), (9.0, 2.0)])
    assert book.time_received == 7 and book.time_exchange is None


def test_a_book_of_which_no_deltas_are_heard_is_refused(binance):
    with pytest.raises(ExchangeError, match="no deltas"):
        binance.fetched("http://rest.test/api/v3/depth?symbol=BTCUSDT", BOOK, 7)


def test_a_book_with_levels_that_are_no_amounts_is_refused(binance, told):
    told(binance.conversation("stream"), DEPTH)
    with pytest.raises(ExchangeError, match="not an answer that we understand"):
        binance.fetched("", BOOK.replace(b'"9.5"', b'"nan"'), 7)


def test_an_answer_to_a_question_that_was_not_asked_is_refused(binance):
    with pytest.raises(ExchangeError, match="no such question"):
        binance.fetched("http://rest.test/api/v3/nosuch", b"{}", 7)


# --- recordings without a list of instruments


def test_while_assuming_a_symbol_is_read_from_its_spelling(trade, told):
    exchange = Binance()
    exchange.assuming = True
    (event,) = told(exchange.conversation(""), trade(1))
    assert (event.symbol, event.native) == ("BTC/USDT", "BTCUSDT")


@pytest.mark.parametrize("native", ["USDT", "NOSUCH", ""])
def test_even_assuming_a_spelling_without_a_quote_asset_means_nothing(native):
    exchange = Binance()
    exchange.assuming = True
    assert exchange.known(native) is None


def test_unless_assuming_an_unknown_symbol_stays_unknown(trade):
    with pytest.raises(ExchangeError, match="unknown stream 'btcusdt@trade'"):
        Binance().conversation("").received(trade(1), 5)
