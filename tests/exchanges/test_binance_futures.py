"""Futures and options of the Binance family: names, ways, shared streams, what is asked for."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.config import Config
from radist.derivatives import ContractStatus, OpenInterest
from radist.errors import ClientError, ExchangeError
from radist.exchanges._company import Company, Race
from radist.exchanges.base import Connect, Exchange, Fetch, Reconnect, Refused, Send
from radist.exchanges.binance_coinm import BinanceCoinm
from radist.exchanges.binance_options import BinanceOptions
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.model import Event, Subscription
from radist.venues import make_exchange

NAMES = ("binance_usdm", "binance_coinm", "binance_options")
RECORDINGS = Path(__file__).parents[1] / "recordings"
FRAMES = [
    (name, bytes(line["frame"]))
    for name in NAMES
    for line in msgspec.json.Decoder(dict[str, msgspec.Raw]).decode_lines(
        (RECORDINGS / f"{name}.jsonl").read_bytes()
    )
]
JUNE = 1_782_460_800_000
FILTERS = [
    {"filterType": "PRICE_FILTER", "tickSize": "0.10"},
    {"filterType": "LOT_SIZE", "stepSize": "0.001"},
    {"filterType": "MIN_NOTIONAL", "notional": "100"},
]


def future(symbol: str, kind: str, **other: object) -> dict:
    """A row of a futures market's description: by default a perpetual of bitcoin in USDT."""
    row = {"symbol": symbol, "pair": "BTCUSDT", "contractType": kind, "status": "TRADING"}
    row |= {"baseAsset": "BTC", "quoteAsset": "USDT", "marginAsset": "USDT", "filters": FILTERS}
    return row | {"deliveryDate": 4_133_404_800_000} | other


def usdm() -> BinanceUsdm:
    exchange = BinanceUsdm(ws_url="ws://stream.test", rest_url="http://rest.test")
    rows = [
        future("BTCUSDT", "PERPETUAL"),
        future("BTCUSDT_260626", "NEXT_QUARTER", deliveryDate=JUNE),
        future("ETHUSDT", "PERPETUAL", pair="ETHUSDT", baseAsset="ETH", status="SETTLING"),
    ]
    body = {"symbols": rows, "assets": [{"asset": "BTC"}, {"asset": "ETH"}]}
    exchange.fetched("http://rest.test/fapi/v1/exchangeInfo", msgspec.json.encode(body), 0)
    return exchange


def coinm() -> BinanceCoinm:
    exchange = BinanceCoinm()
    inverse = {"pair": "BTCUSD", "quoteAsset": "USD", "marginAsset": "BTC", "contractSize": 100}
    inverse |= {"status": "", "contractStatus": "TRADING"}
    rows = [
        future("BTCUSD_PERP", "PERPETUAL", **inverse),
        future("BTCUSD_260626", "NEXT_QUARTER", deliveryDate=JUNE, **inverse),
    ]
    body = msgspec.json.encode({"symbols": rows})
    exchange.fetched("http://rest.test/dapi/v1/exchangeInfo", body, 0)
    return exchange


def options() -> BinanceOptions:
    exchange = BinanceOptions()
    row = {"symbol": "BTC-260626-110000-C", "side": "CALL", "strikePrice": "110000.000", "unit": 1}
    row |= {"underlying": "BTCUSDT", "expiryDate": JUNE, "quoteAsset": "USDT", "filters": FILTERS}
    body = msgspec.json.encode({"optionSymbols": [row]})
    exchange.fetched("http://rest.test/eapi/v1/exchangeInfo", body, 0)
    return exchange


def params(outputs) -> list[list[str]]:
    return [msgspec.json.decode(out.frame)["params"] for out in outputs if isinstance(out, Send)]


# --- names


@pytest.mark.parametrize(
    ("exchange", "spellings", "symbol"),
    [
        (usdm(), "BTC/USDT:USDT BTCUSDT btcusdt BTC/USDT BTC-USDT BTC_USDT", "BTC/USDT:USDT"),
        (usdm(), "BTC/USDT:USDT-260626 BTCUSDT_260626 btcusdt_260626", "BTC/USDT:USDT-260626"),
        (coinm(), "BTC/USD:BTC BTCUSD_PERP btcusd_perp BTC/USD BTCUSD btc-usd", "BTC/USD:BTC"),
        (coinm(), "BTC/USD:BTC-260626 BTCUSD_260626", "BTC/USD:BTC-260626"),
        (
            options(),
            "BTC/USDT:USDT-260626-110000-C BTC-260626-110000-C btc-260626-110000-c",
            "BTC/USDT:USDT-260626-110000-C",
        ),
    ],
)
def test_an_instrument_answers_to_its_spellings(exchange, spellings, symbol):
    assert {exchange.find(spelling).symbol for spelling in spellings.split()} == {symbol}


def test_an_unknown_symbol_is_refused_with_the_nearest_ones():
    with pytest.raises(ClientError, match="did you mean BTCUSDT, BTCUSDT_260626"):
        usdm().find("BTCUSDC")
    with pytest.raises(ClientError, match="did you mean BTC-260626-110000-C"):
        options().find("BTC-260626-110000-P")


def test_instruments_tell_what_they_are():
    perpetual, dated = usdm().find("BTCUSDT"), usdm().find("BTCUSDT_260626")
    assert (perpetual.kind, perpetual.expiry, perpetual.price_step) == ("perpetual", None, 0.1)
    assert perpetual.least_value == 100.0
    assert (dated.kind, dated.expiry) == ("future", JUNE * 1000)
    assert not usdm().find("ETHUSDT").active and not perpetual.inverse
    inverse = coinm().find("BTCUSD")
    assert inverse.inverse and inverse.contract_size == 100.0 and inverse.active
    call = options().find("BTC-260626-110000-C")
    assert (call.option, call.strike, call.expiry) == ("call", 110000.0, JUNE * 1000)


@pytest.mark.parametrize("native", ["BTCUSDT", "BTCUSDT_260626"])
def test_a_spelling_alone_suggests_what_the_description_says(native):
    guess, known = BinanceUsdm().guess(native), usdm().find(native)
    assert (guess.symbol, guess.kind, guess.expiry) == (known.symbol, known.kind, known.expiry)


@pytest.mark.parametrize("native", ["USDT", "X", "", "BTCUSDT_PERPX"])
def test_a_spelling_without_a_meaning_suggests_nothing(native):
    assert all(make_exchange(Config(), name).guess(native) is None for name in NAMES)


def test_what_is_listed_no_more_has_ended_and_stays_known():
    exchange = usdm()
    body = msgspec.json.encode({"symbols": [future("BTCUSDT", "PERPETUAL")]})
    exchange.fetched("http://rest.test/fapi/v1/exchangeInfo", body, 0)
    assert exchange.find("BTCUSDT").active and not exchange.find("BTCUSDT_260626").active


def contract_info(native: str, status: str, pair: str = "BTCUSDT", market: int = 1) -> bytes:
    payload = {"e": "contractInfo", "E": 1, "s": native, "ps": pair, "ct": "PERPETUAL"}
    payload |= {"dt": 4_133_404_800_000, "ot": 1, "cs": status, "st": market}
    return msgspec.json.encode({"stream": "!contractInfo", "data": payload})


def test_a_listing_is_learned_as_it_is_told_and_asked_about_within_a_minute():
    exchange = usdm()
    conversation = exchange.conversation("market/stream")
    assert list(exchange.relearn(0)) == []
    (event,) = conversation.received(contract_info("NEWUSDT", "TRADING", "NEWUSDT"), 5)
    assert isinstance(event, ContractStatus) and event.symbol == "NEW/USDT:USDT"
    assert exchange.find("newusdt").active
    (fetch,) = exchange.relearn(60_000_000)
    assert isinstance(fetch, Fetch) and fetch.url.endswith("/fapi/v1/exchangeInfo")
    assert list(exchange.relearn(61_000_000)) == []


def test_an_end_is_learned_and_the_sister_markets_contracts_are_not():
    exchange = usdm()
    conversation = exchange.conversation("market/stream")
    conversation.received(contract_info("BTCUSDT", "SETTLING"), 5)
    assert not exchange.find("BTCUSDT").active
    assert list(conversation.received(contract_info("BTCUSD_PERP", "TRADING", market=2), 5)) == []


# --- subscriptions and their streams


@pytest.mark.parametrize(
    ("exchange", "asked", "stream", "route"),
    [
        (usdm(), ("trade", "BTCUSDT"), "btcusdt@trade", "public/stream"),
        (usdm(), ("off_market_trade", "BTCUSDT"), "btcusdt@trade", "public/stream"),
        (usdm(), ("agg_trade", "BTCUSDT"), "btcusdt@aggTrade", "market/stream"),
        (usdm(), ("quote", "*"), "!bookTicker", "public/stream"),
        (usdm(), ("ticker", "*"), "!ticker@arr", "market/stream"),
        (usdm(), ("book", "BTCUSDT"), "btcusdt@depth@100ms", "public/stream"),
        (usdm(), ("book_snapshot", "BTCUSDT", "10"), "btcusdt@depth10@100ms", "public/stream"),
        (usdm(), ("funding_rate", "BTCUSDT"), "btcusdt@markPrice@1s", "market/stream"),
        (usdm(), ("index_price", "BTC/USDT"), "btcusdt@markPrice@1s", "market/stream"),
        (usdm(), ("asset_index", "BTC"), "btcusd@assetIndex", "market/stream"),
        (usdm(), ("asset_index", "BTC/USDT:USDT"), "btcusd@assetIndex", "market/stream"),
        (usdm(), ("contract_info", "*"), "!contractInfo", "market/stream"),
        (
            usdm(),
            ("continuous_candle", "BTCUSDT_260626", "1m"),
            "btcusdt_next_quarter@continuousKline_1m",
            "market/stream",
        ),
        (coinm(), ("trade", "BTCUSD_PERP"), "btcusd_perp@trade", "stream"),
        (coinm(), ("index_price", "BTCUSD_PERP"), "btcusd@indexPrice", "stream"),
        (coinm(), ("index_candle", "BTC/USD", "1h"), "btcusd@indexPriceKline_1h", "stream"),
        (
            options(),
            ("open_interest", "BTC-260626-110000-C"),
            "btcusdt@optionOpenInterest@260626",
            "market/stream",
        ),
        (options(), ("trade", "BTC/USDT"), "btcusdt@optionTrade", "public/stream"),
        (options(), ("index_price", "BTC/USDT"), "!index@arr", "market/stream"),
    ],
)
def test_a_subscription_has_its_stream_and_its_route(exchange, asked, stream, route):
    subscription = exchange.subscription(*asked)
    assert (exchange.stream_name(subscription), exchange.route(subscription)) == (stream, route)
    assert exchange.stream(stream)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_asked_for_by_name_is_heard_by_name(name):
    exchange = {"binance_usdm": usdm, "binance_coinm": coinm, "binance_options": options}[name]()
    for channel, offer in exchange.table.items():
        for interval in offer.intervals or ("",):
            for symbol in exchange.instruments if offer.ways else ():
                subscription = exchange.subscription(channel, symbol, interval)
                assert exchange.stream(exchange.stream_name(subscription))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("trade", "*"), "no stream of all symbols"),
        (("contract_info", "BTCUSDT"), r"one stream only, '\*'"),
        (("index_price", "NOSUCH"), "no index 'NOSUCH'"),
        (("index_price", "BTC/USDT:USDT-PERPETUAL"), "no index"),
        (("book_snapshot", "BTCUSDT", "7"), "it has 5, 10, 20"),
    ],
)
def test_what_no_stream_carries_is_refused(asked, words):
    with pytest.raises(ClientError, match=words):
        usdm().subscription(*asked)


def test_a_market_is_dialled_by_its_route():
    assert list(usdm().dial("market/stream", ())) == [Connect("ws://stream.test/market/stream")]


def test_channels_of_one_stream_ask_for_it_once_and_the_last_lets_it_go():
    exchange = usdm()
    conversation = exchange.conversation("market/stream")
    mark, funding = (exchange.subscription(c, "BTCUSDT") for c in ("mark_price", "funding_rate"))
    assert params(conversation.subscribe([mark, funding], 0)) == [["btcusdt@markPrice@1s"]]
    assert params(conversation.subscribe([mark], 0)) == []
    assert params(conversation.unsubscribe([mark], 0)) == []
    assert params(conversation.unsubscribe([funding], 0)) == [["btcusdt@markPrice@1s"]]


def test_a_mute_subscription_goes_on_to_the_next_way_and_is_let_go_by_its_old_name():
    exchange = options()
    conversation = exchange.conversation("public/stream")
    ticker = exchange.subscription("ticker", "BTC-260626-110000-C")
    list(conversation.subscribe([ticker], 0))
    assert exchange.mute(ticker)
    assert exchange.stream_name(ticker) == "btcusdt@optionTicker@260626"
    assert params(conversation.unsubscribe([ticker], 0)) == [["btc-260626-110000-c@optionTicker"]]


def test_a_channel_with_one_way_has_no_other():
    exchange = usdm()
    agg_trade = exchange.subscription("agg_trade", "BTCUSDT")
    assert not exchange.mute(agg_trade) and exchange.route(agg_trade) == "market/stream"


def test_the_path_without_classes_is_left_once_it_is_mute():
    exchange = BinanceUsdm(routed=False)
    exchange.learn(usdm().instruments.values())
    agg_trade = exchange.subscription("agg_trade", "BTCUSDT")
    assert exchange.route(agg_trade) == "stream"
    assert exchange.mute(agg_trade) and exchange.route(agg_trade) == "market/stream"


def test_one_bad_name_does_not_refuse_the_others():
    exchange = usdm()
    conversation = exchange.conversation("market/stream")
    channels = ("mark_price", "agg_trade", "ticker", "mini_ticker", "liquidation")
    wanted = [exchange.subscription(channel, "BTCUSDT") for channel in channels]
    pending, refused, asked = list(conversation.subscribe(wanted, 0)), [], []
    while pending:
        output = pending.pop(0)
        if isinstance(output, Refused):
            refused += output.subscriptions
            continue
        request = msgspec.json.decode(output.frame)
        bad = "btcusdt@ticker" in request["params"]
        answer = {"error": {"code": 2, "msg": "Invalid request"}} if bad else {"result": None}
        asked += [] if bad else request["params"]
        answer_frame = msgspec.json.encode(answer | {"id": request["id"]})
        pending += conversation.received(answer_frame, 1)
    assert refused == [exchange.subscription("ticker", "BTCUSDT")]
    assert len(asked) == 4 and exchange.suspects == {}


def test_a_server_that_stops_listening_after_a_bad_name_is_asked_for_less_at_once():
    exchange = usdm()
    wanted = [exchange.subscription(c, "BTCUSDT") for c in ("mark_price", "ticker")]
    first = exchange.conversation("market/stream")
    list(first.subscribe(wanted, 0))
    first.received(b'{"error":{"code":2,"msg":"Invalid request"},"id":1}', 1)
    (action,) = first.tick(20_000_000)
    assert isinstance(action, Reconnect)
    second = exchange.conversation("market/stream")
    assert [len(names) for names in params(second.subscribe(wanted, 0))] == [1, 1]


# --- what is asked for


def test_open_interest_is_asked_for_at_once_and_then_each_interval():
    exchange = BinanceUsdm(rest_url="http://rest.test", poll_interval=30)
    exchange.learn(usdm().instruments.values())
    conversation = exchange.conversation("market/stream")
    interest = exchange.subscription("open_interest", "BTCUSDT")
    assert list(conversation.subscribe([interest], 0)) == []
    (fetch,) = conversation.tick(1_000_000)
    assert fetch.url == "http://rest.test/fapi/v1/openInterest?symbol=BTCUSDT"
    assert list(conversation.tick(30_000_000)) == []
    assert list(conversation.tick(31_000_000)) == [fetch]
    conversation.unsubscribe([interest], 0)
    assert list(conversation.tick(99_000_000)) == []
    body = b'{"symbol":"BTCUSDT","openInterest":"84617.188","time":5}'
    (event,) = exchange.fetched(fetch.url, body, 7)
    assert isinstance(event, OpenInterest)
    assert (event.quantity, event.source, event.time_exchange) == (84617.188, "rest", 5000)


def test_many_questions_are_not_asked_in_one_second():
    exchange = usdm()
    conversation = exchange.conversation("market/stream")
    rows = [future(f"C{n}USDT", "PERPETUAL", baseAsset=f"C{n}") for n in range(25)]
    body = msgspec.json.encode({"symbols": rows})
    exchange.fetched("http://rest.test/fapi/v1/exchangeInfo", body, 0)
    wanted = [Subscription("open_interest", f"C{n}/USDT:USDT") for n in range(25)]
    list(conversation.subscribe(wanted, 0))
    asked = [list(conversation.tick(second * 1_000_000)) for second in range(4)]
    assert [len(fetches) for fetches in asked] == [10, 10, 5, 0]
    assert len({fetch for fetches in asked for fetch in fetches}) == 25


# --- whatever comes


def hears_or_refuses(exchange: Exchange, frame: bytes) -> None:
    exchange.assuming, exchange.asks = True, False
    try:
        outputs = list(exchange.conversation("").received(frame, 5))
    except ExchangeError:
        return
    assert all(b"NaN" not in msgspec.json.encode(e) for e in outputs if isinstance(e, Event))


@given(st.sampled_from(FRAMES), st.data())
def test_damaged_frames_are_heard_or_refused(recorded, data):
    name, frame = recorded
    start, length = data.draw(st.integers(0, len(frame))), data.draw(st.integers(0, 20))
    put = data.draw(st.binary(max_size=20) | st.sampled_from([b"nan", b"-1", b"[[", b'"', b"}"]))
    hears_or_refuses(make_exchange(Config(), name), frame[:start] + put + frame[start + length :])


@pytest.mark.parametrize(
    ("rate", "told"), [("0.00000000", [0.0]), ("-0.00030000", [-0.0003]), ("", [])]
)
def test_a_funding_rate_of_zero_is_told_and_an_empty_one_is_not(rate, told):
    payload = {"e": "markPriceUpdate", "E": 1, "s": "BTCUSDT", "p": "1", "r": rate, "T": 5}
    frame = msgspec.json.encode({"stream": "btcusdt@markPrice@1s", "data": payload})
    exchange = make_exchange(Config(), "binance_usdm")
    exchange.assuming = True
    events = exchange.conversation("").received(frame, 5)
    assert [e.rate for e in events if e.channel == "funding_rate"] == told


@pytest.mark.parametrize("rate", ["nan", "inf", "soon", "1e30"])
def test_a_funding_rate_that_is_no_number_is_refused(rate):
    payload = {"e": "markPriceUpdate", "E": 1, "s": "BTCUSDT", "p": "1", "r": rate, "T": 5}
    frame = msgspec.json.encode({"stream": "btcusdt@markPrice@1s", "data": payload})
    with pytest.raises(ExchangeError, match="not a frame that we understand"):
        usdm().conversation("").received(frame, 5)


@pytest.mark.parametrize(
    ("name", "stream", "words"),
    [
        ("binance", "!ticker@arr", "ended on 2026-03-26"),
        ("binance", "!bookTicker", "ended on 2022-12-07"),
        ("binance", "btcusdt@fundingRate", "spot has none"),
        ("binance_usdm", "btcusdt@fundingRate", "`funding_rate`"),
        ("binance_coinm", "btcusd_perp@openInterest", "`open_interest`"),
        ("binance_options", "BTCUSDT@index", "first generation"),
    ],
)
def test_streams_that_do_not_exist_are_refused_by_name(name, stream, words):
    with pytest.raises(ExchangeError, match=f"is no stream: .*{words}"):
        make_exchange(Config(), name).stream(stream)


def test_a_hole_before_what_did_not_meet_in_the_book_is_one_of_trades_on_two_sockets_too():
    stream = usdm().stream("btcusdt@trade")
    stream.company = Company(stream, Race())

    def trade(number: int, kind: str, now: int) -> list[tuple[str, str]]:
        fields = {"t": number, "p": "5", "q": "1", "T": number, "m": True, "X": kind}
        frame = msgspec.json.encode({"stream": "btcusdt@trade", "data": fields})
        return [(type(event).__name__, event.channel) for event in stream.shared(frame, now)]

    assert trade(7, "MARKET", 1) == [("Trade", "trade")]
    assert trade(11, "INSURANCE_FUND", 2) == []  # the other socket may bring what is before it
    hole, late = stream.settle(2_000_000, alone=False)
    assert (hole.channel, hole.from_id, hole.to_id) == ("trade", "8", "10")
    assert late.channel == "off_market_trade"
