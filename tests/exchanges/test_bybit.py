"""How Bybit converses: requests, answers in four shapes, data before them, the ping."""

import json

import pytest

from radist.errors import ClientError, ExchangeError
from radist.exchanges.base import Connect, Fetch, Reconnect, Refused, Send
from radist.exchanges.bybit import Bybit
from radist.exchanges.bybit_inverse import BybitInverse
from radist.exchanges.bybit_linear import BybitLinear
from radist.exchanges.bybit_option import BybitOption
from radist.model import Event, Gap, Quote, Subscription, Trade

SECOND = 1_000_000
MS = 1_789_299_657_452


def knowing(cls, *natives: str):
    exchange = cls(ws_url="wss://stream.test", rest_url="https://rest.test")
    exchange.learn(exchange.guess(native) for native in natives)
    return exchange


@pytest.fixture
def spot() -> Bybit:
    return knowing(Bybit, *(f"COIN{n}USDT" for n in range(25)), "BTCUSDT")


@pytest.fixture
def linear() -> BybitLinear:
    return knowing(BybitLinear, "BTCUSDT", "ETHUSDT", "BTCUSDT-21FEB25")


def asked(outputs) -> list[dict]:
    return [json.loads(output.frame) for output in outputs if isinstance(output, Send)]


def events(outputs) -> list[Event]:
    return [output for output in outputs if isinstance(output, Event)]


def message(topic: str, content: object, kind: str = "snapshot", **more: object) -> bytes:
    return json.dumps(
        {"topic": topic, "type": kind, "ts": MS, "data": content, **more}, separators=(",", ":")
    ).encode()


def trade(name: str, seq: int, time: int = MS, symbol: str = "BTCUSDT", **more: object) -> dict:
    row = {"T": time, "s": symbol, "S": "Sell", "v": "0.5", "p": "100.5", "i": name}
    return row | {"BT": False, "RPI": False, "seq": seq} | more


def quote(seq: int, u: int = 7) -> bytes:
    content = {"s": "BTCUSDT", "b": [["100.5", "1"]], "a": [["101", "2"]], "u": u, "seq": seq}
    return message("orderbook.1.BTCUSDT", content, cts=MS - 2)


def test_each_category_has_a_path_of_its_own(spot, linear):
    wanted = Subscription("trade", "BTC/USDT")
    assert list(spot.dial(spot.route(wanted), [wanted])) == [
        Connect("wss://stream.test/v5/public/spot")
    ]
    wanted = Subscription("trade", "BTC/USDT:USDT")
    assert list(linear.dial(linear.route(wanted), [wanted])) == [
        Connect("wss://stream.test/v5/public/linear")
    ]


def test_spot_is_asked_for_ten_topics_at_a_time_and_others_for_a_hundred(spot, linear):
    wanted = [Subscription("trade", f"COIN{n}/USDT") for n in range(25)]
    requests = asked(spot.conversation("").subscribe(wanted, 0))
    assert [len(request["args"]) for request in requests] == [10, 10, 5]
    assert len({request["req_id"] for request in requests}) == 3
    (request,) = asked(
        linear.conversation("").subscribe(
            [Subscription(c, "BTC/USDT:USDT") for c in linear.channels if c != "candle"], 0
        )
    )
    assert sorted(request["args"]) == [
        "allLiquidation.BTCUSDT",
        "orderbook.1.BTCUSDT",
        "orderbook.50.BTCUSDT",
        "publicTrade.BTCUSDT",
        "tickers.BTCUSDT",
    ]


def test_four_hundred_of_the_longest_topics_are_below_what_a_socket_may_name(linear):
    longest = "allLiquidation.10000000000000AIDOGEUSDT-25DEC26"
    assert (len(longest) + 3) * linear.limits.streams_per_socket <= 21_000


def test_a_shared_topic_is_let_go_by_the_last_who_holds_it(linear):
    conversation = linear.conversation("")
    mark, rate = (Subscription(c, "BTC/USDT:USDT") for c in ("mark_price", "funding_rate"))
    assert len(asked(conversation.subscribe([mark], 0))) == 1
    assert asked(conversation.subscribe([rate], 0)) == []
    assert asked(conversation.unsubscribe([mark], 0)) == []
    (request,) = asked(conversation.unsubscribe([rate], 0))
    assert (request["op"], request["args"]) == ("unsubscribe", ["tickers.BTCUSDT"])


def test_data_is_taken_before_the_answer_to_its_request(linear):
    conversation = linear.conversation("")
    wanted = Subscription("quote", "BTC/USDT:USDT")
    tuple(conversation.subscribe([wanted], 0))
    (found,) = events(conversation.received(quote(5), 1))
    assert isinstance(found, Quote)
    assert (found.id, found.bid_price, found.ask_quantity) == ("5", 100.5, 2.0)
    assert found.time_exchange == (MS - 2) * 1000
    assert conversation.pulse(wanted).frames == 1


def test_keys_may_come_in_any_order(linear):
    frame = b'{"id":"x","data":{"a":[["101","2"]],"b":[],"seq":9,"u":3},"ts":%d,' % MS
    frame += b'"type":"snapshot", "topic": "orderbook.1.BTCUSDT"}'
    conversation = linear.conversation("")
    wanted = Subscription("quote", "BTC/USDT:USDT")
    tuple(conversation.subscribe([wanted], 0))
    (found,) = events(conversation.received(frame, 1))
    assert (found.id, found.bid_price, found.ask_price) == ("9", 0.0, 101.0)
    assert conversation.pulse(wanted).frames == 1


def test_best_prices_that_are_only_repeated_are_told_once(linear):
    conversation = linear.conversation("")
    tuple(conversation.subscribe([Subscription("quote", "BTC/USDT:USDT")], 0))
    # Of an update the sequence may go on, and of a sequence the updates: both are news.
    frames = [quote(5, 7), quote(5, 7), quote(6, 7), quote(7, 8), quote(7, 9)]
    assert [len(events(conversation.received(frame, 1))) for frame in frames] == [1, 0, 1, 1, 1]


def test_best_prices_are_told_again_after_a_lost_socket(linear):
    for _ in range(2):
        conversation = linear.conversation("")
        tuple(conversation.subscribe([Subscription("quote", "BTC/USDT:USDT")], 0))
        assert len(events(conversation.received(quote(5), 1))) == 1


@pytest.mark.parametrize(
    "answer",
    [
        '{"success":true,"ret_msg":"subscribe","conn_id":"c","req_id":"1","op":"subscribe"}',
        '{"success":true,"ret_msg":"","conn_id":"c","req_id":"1","op":"subscribe"}',
        '{"success":true,"conn_id":"c","data":{"failTopics":[],"successTopics":'
        '["orderbook.1.BTCUSDT"]},"type":"COMMAND_RESP"}',
    ],
)
def test_an_answer_of_any_shape_settles_a_request(linear, answer):
    conversation = linear.conversation("")
    tuple(conversation.subscribe([Subscription("quote", "BTC/USDT:USDT")], 0))
    assert list(conversation.received(answer.encode(), 1)) == []
    assert not [o for o in conversation.tick(11 * SECOND) if isinstance(o, Reconnect)]


def test_a_request_without_an_answer_costs_the_socket(linear):
    conversation = linear.conversation("")
    tuple(conversation.subscribe([Subscription("quote", "BTC/USDT:USDT")], 0))
    assert [type(o) for o in conversation.tick(11 * SECOND)] == [Reconnect]


@pytest.mark.parametrize(
    "pong",
    [
        '{"success":true,"ret_msg":"pong","conn_id":"c","req_id":"1","op":"ping"}',
        '{"args":["1789299657452"],"op":"pong"}',
        '{"req_id":"1","op":"pong","args":["1789299657452"],"conn_id":"c"}',
    ],
)
def test_it_pings_every_twenty_seconds_and_knows_every_pong(linear, pong):
    conversation = linear.conversation("")
    assert list(conversation.tick(0)) == list(conversation.tick(19 * SECOND)) == []
    (ping,) = asked(conversation.tick(20 * SECOND))
    assert ping["op"] == "ping"
    assert list(conversation.received(pong.encode(), 21 * SECOND)) == []
    assert list(conversation.tick(39 * SECOND)) == []
    assert len(asked(conversation.tick(40 * SECOND))) == 1


def test_a_ping_without_an_answer_costs_the_socket(linear):
    conversation = linear.conversation("")
    tuple(conversation.tick(0))
    tuple(conversation.tick(20 * SECOND))
    assert list(conversation.tick(30 * SECOND)) == []
    assert [type(o) for o in conversation.tick(31 * SECOND)] == [Reconnect]


def refusal(text: str, **more: object) -> bytes:
    return json.dumps({"success": False, "ret_msg": text, "conn_id": "c", **more}).encode()


def test_one_bad_topic_is_refused_and_the_others_are_asked_for_alone(linear):
    conversation = linear.conversation("")
    wanted = [Subscription(c, "BTC/USDT:USDT") for c in ("quote", "book", "trade")]
    tuple(conversation.subscribe(wanted, 0))
    text = "Invalid symbol :[orderbook.50.BTCUSDT]"
    outputs = list(conversation.received(refusal(text, op="subscribe"), 1))
    (refused,) = [o for o in outputs if isinstance(o, Refused)]
    assert refused.subscriptions == (Subscription("book", "BTC/USDT:USDT"),)
    assert refused.reason == text
    again = asked(outputs)
    assert [r["args"] for r in again] == [["orderbook.1.BTCUSDT"], ["publicTrade.BTCUSDT"]]
    there = "error:already subscribed,topic:orderbook.1.BTCUSDT"
    answer = refusal(there, req_id=again[0]["req_id"], op="subscribe")
    assert list(conversation.received(answer, 2)) == []
    unknown = "error:handler not found,topic:publicTrade.BTCUSDT"
    answer = refusal(unknown, req_id=again[1]["req_id"], op="subscribe")
    (refused,) = conversation.received(answer, 2)
    assert refused.subscriptions == (Subscription("trade", "BTC/USDT:USDT"),)
    assert not [o for o in conversation.tick(11 * SECOND) if isinstance(o, Reconnect)]


def test_a_refusal_that_names_nothing_is_of_the_oldest_request(linear):
    conversation = linear.conversation("")
    tuple(conversation.subscribe([Subscription("quote", "BTC/USDT:USDT")], 0))
    tuple(conversation.subscribe([Subscription("trade", "BTC/USDT:USDT")], 0))
    (refused,) = conversation.received(refusal("Params Error"), 1)
    assert refused.subscriptions == (Subscription("quote", "BTC/USDT:USDT"),)


def test_options_say_which_topics_failed():
    option = knowing(BybitOption, "BTC-26JUN26-76000-C-USDT", "BTC-26JUN26-76000-P-USDT")
    conversation = option.conversation("")
    symbols = [f"BTC/USDT:USDT-260626-76000-{side}" for side in "CP"]
    tuple(conversation.subscribe([Subscription("ticker", s) for s in symbols], 0))
    names = [f"tickers.BTC-26JUN26-76000-{side}-USDT" for side in "CP"]
    answer = {"failTopics": names[:1], "successTopics": names[1:]}
    body = {"success": True, "conn_id": "c", "data": answer, "type": "COMMAND_RESP"}
    (refused,) = conversation.received(json.dumps(body).encode(), 1)
    assert refused.subscriptions == (Subscription("ticker", symbols[0]),)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (message("liquidation.BTCUSDT", {}), "ended on 2025-02-20"),
        (message("orderBookL2_25.BTCUSDT", []), "ended with version 2"),
        (message("orderbook.500.BTCUSDT", {}), "ended on 2025-09-11"),
        (message("tickers.NOSUCH", {}), "unknown topic"),
        (message("publicTrade.BTCUSDT", [{"T": -1}]), "not a frame that we understand"),
        (message("tickers.BTCUSDT", {"symbol": "BTCUSDT"}, "delta"), "has not begun"),
        (b"{}", "neither an event nor an answer"),
        (b"\xff", "not a frame that we understand"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(linear, frame, words):
    with pytest.raises(ExchangeError, match=words):
        linear.conversation("").received(frame, 1)


@pytest.fixture
def trades(linear):
    """Takes rows of trades on a socket; `lost` gets another one."""

    class Trades:
        def __init__(self) -> None:
            self.lost()

        def lost(self) -> None:
            self.conversation = linear.conversation("")
            wanted = [Subscription("trade", "BTC/USDT:USDT")]
            tuple(self.conversation.subscribe(wanted, 0))

        def take(self, *rows: dict) -> list[str]:
            frame = message("publicTrade.BTCUSDT", list(rows))
            return names(events(self.conversation.received(frame, 1)))

        def poll(self, *rows: dict) -> list[str]:
            """What REST adds, which tells the newest first."""
            (fetch,) = linear.poll([Subscription("trade", "BTC/USDT:USDT")])
            fields = {"execId": "i", "price": "p", "size": "v", "side": "S", "symbol": "s"}
            found = [
                {name: row[short] for name, short in fields.items()}
                | {"time": str(row["T"]), "seq": str(row["seq"]), "isBlockTrade": row["BT"]}
                for row in rows
            ]
            return names(events(linear.fetched(fetch.url, answered({"list": found}), 1)))

    return Trades()


def names(found: list[Event]) -> list[str]:
    return [event.id if isinstance(event, Trade) else event.cause for event in found]


def answered(result: object) -> bytes:
    return json.dumps({"retCode": 0, "retMsg": "OK", "result": result, "time": MS}).encode()


def test_a_trade_says_who_took_and_how_much(linear):
    frame = message("publicTrade.BTCUSDT", [trade("a", 5), trade("b", 5, S="Buy")])
    sold, bought = events(linear.conversation("").received(frame, 1))
    assert (sold.side, bought.side) == ("sell", "buy")
    assert (sold.price, sold.quantity, sold.time_exchange) == (100.5, 0.5, MS * 1000)


def test_a_block_trade_is_told_as_one(linear):
    frame = message("publicTrade.BTCUSDT", [trade("a", 5, BT=True)])
    (found,) = events(linear.conversation("").received(frame, 1))
    assert found.channel == "block_trade"


def test_trades_that_share_a_place_are_all_told_and_each_once(trades):
    assert trades.take(trade("a", 5), trade("b", 5)) == ["a", "b"]
    assert trades.take(trade("c", 5), trade("b", 5)) == ["c"]
    assert trades.take(trade("d", 9)) == ["d"]


def test_after_a_lost_socket_something_may_be_missing_and_nothing_is_told_twice(trades):
    trades.take(trade("a", 5), trade("b", 6))
    trades.lost()
    assert trades.take(trade("a", 5), trade("b", 6), trade("c", 7)) == ["reconnect", "c"]
    assert trades.take(trade("d", 8)) == ["d"]


def test_numbers_that_begin_anew_while_time_goes_on_are_new_trades(trades):
    trades.take(trade("a", 500))
    trades.lost()
    assert trades.take(trade("b", 3, MS + 1)) == ["reconnect", "b"]
    assert trades.take(trade("c", 4, MS + 1)) == ["c"]


def test_where_rest_reaches_back_to_what_was_told_nothing_is_missing(trades):
    trades.take(trade("a", 5), trade("b", 6))
    trades.lost()
    assert trades.poll(trade("d", 8), trade("c", 7), trade("b", 6), trade("a", 5)) == ["c", "d"]
    assert trades.poll(trade("d", 8), trade("c", 7)) == []
    assert trades.take(trade("d", 8), trade("e", 9)) == ["e"]


def test_what_rest_told_while_the_stream_was_late_is_not_told_again(trades):
    trades.take(trade("a", 5))
    assert trades.poll(trade("d", 8), trade("c", 7), trade("b", 7), trade("a", 5)) == [
        "b",
        "c",
        "d",
    ]
    assert trades.take(trade("b", 7), trade("c", 7)) == []
    assert trades.take(trade("d", 8)) == []
    assert trades.take(trade("e", 9)) == ["e"]


def test_where_rest_has_forgotten_something_there_is_a_hole(trades):
    trades.take(trade("a", 5))
    trades.lost()
    assert trades.poll(trade("d", 9), trade("c", 8)) == ["reconnect", "c", "d"]


def test_what_was_before_anybody_listened_is_history(trades):
    assert trades.poll(trade("b", 6), trade("a", 5)) == ["b"]


def test_the_trades_of_all_options_of_a_coin_are_one_topic():
    names = [f"BTC-26JUN26-76000-{side}-USDT" for side in "CP"]
    option = knowing(BybitOption, *names)
    wanted = [Subscription("trade", option.known(name).symbol) for name in names]
    conversation = option.conversation("")
    (request,) = asked(conversation.subscribe(wanted, 0))
    assert request["args"] == ["publicTrade.BTC"]
    rows = [trade("a", 5, symbol=names[0]), trade("b", 4, symbol=names[1])]
    found = events(conversation.received(message("publicTrade.BTC", rows), 1))
    assert [event.symbol for event in found] == [s.symbol for s in wanted]
    conversation = option.conversation("")
    tuple(conversation.subscribe(wanted, 0))
    again = message("publicTrade.BTC", [rows[0], trade("c", 6, symbol=names[0])])
    found = events(conversation.received(again, 1))
    assert [type(event) for event in found] == [Gap, Trade]
    assert found[1].id == "c"


@pytest.mark.parametrize(
    ("cls", "native", "symbol", "expiry"),
    [
        (Bybit, "BTCUSDT", "BTC/USDT", None),
        (BybitLinear, "1000PEPEUSDT", "1000PEPE/USDT:USDT", None),
        (BybitLinear, "BTCPERP", "BTC/USDC:USDC", None),
        (BybitLinear, "BTCUSDT-21FEB25", "BTC/USDT:USDT-250221", 1_740_124_800),
        (BybitLinear, "BTC-24MAR23", "BTC/USDC:USDC-230324", 1_679_644_800),
        (BybitInverse, "BTCUSD", "BTC/USD:BTC", None),
        (BybitInverse, "BTCUSDH23", "BTC/USD:BTC-230331", 1_680_249_600),
        (BybitOption, "BTC-13FEB25-89000-P-USDT", "BTC/USDT:USDT-250213-89000-P", 1_739_433_600),
        (BybitOption, "ETH-28FEB25-2800-C", "ETH/USDC:USDC-250228-2800-C", 1_740_729_600),
    ],
)
def test_a_spelling_says_what_is_traded(cls, native, symbol, expiry):
    found = cls().guess(native)
    assert found.symbol == symbol
    assert found.expiry == (expiry and expiry * SECOND)
    assert found.inverse == (cls is BybitInverse)


LOTS = {"qtyStep": "0.001", "minNotionalValue": "5"}


def row(symbol: str, base: str = "BTC", **more: object) -> dict:
    head = {"symbol": symbol, "baseCoin": base, "quoteCoin": "USDT", "settleCoin": "USDT"}
    filters = {"priceFilter": {"tickSize": "0.10"}, "lotSizeFilter": LOTS}
    head |= {"contractType": "LinearPerpetual", "status": "Trading", "deliveryTime": "0"}
    return head | filters | more


def test_instruments_come_in_pages_and_what_is_listed_no_more_has_ended():
    linear = knowing(BybitLinear, "OLDUSDT")
    (first,) = linear.list_instruments()
    assert "category=linear&limit=1000" in first.url
    dated = row("BTCUSDT-21FEB25", contractType="LinearFutures", deliveryTime="1740124800000")
    page = {"list": [row("BTCUSDT"), dated], "nextPageCursor": "a&b=1"}
    (second,) = linear.fetched(first.url, answered(page), 1)
    assert isinstance(second, Fetch)
    assert second.url.endswith("&cursor=a%26b%3D1")
    assert linear.instruments["OLD/USDT:USDT"].active
    page = {"list": [row("ETHUSDT", "ETH", status="Closed")], "nextPageCursor": ""}
    assert list(linear.fetched(second.url, answered(page), 1)) == []
    active = {symbol for symbol, found in linear.instruments.items() if found.active}
    assert active == {"BTC/USDT:USDT", "BTC/USDT:USDT-250221"}
    bitcoin = linear.find("btc-usdt")
    assert (bitcoin.price_step, bitcoin.quantity_step, bitcoin.kind) == (0.1, 0.001, "perpetual")
    assert bitcoin.least_value == 5.0


def test_options_are_listed_by_coin():
    option = BybitOption()
    fetches = list(option.list_instruments())
    assert len(fetches) == len(option.coins)
    described = row("BTC-26JUN26-76000-C-USDT", optionsType="Call", contractType="")
    page = {"list": [described | {"deliveryTime": "1782460800000"}], "nextPageCursor": ""}
    tuple(option.fetched(fetches[0].url, answered(page), 1))
    (found,) = option.instruments.values()
    assert found.symbol == "BTC/USDT:USDT-260626-76000-C"
    assert (found.kind, found.strike, found.option, found.contract) == (
        "option", 76000.0, "call", "Call",
    )  # fmt: skip


def test_a_coin_without_options_keeps_nobody_waiting_but_the_first_one_does():
    option = BybitOption(coins=("BTC", "GONE"))
    first, second = option.list_instruments()
    refusal = b'{"retCode":10001,"retMsg":"params error","result":{},"time":1}'
    assert list(option.fetched(second.url, refusal, 1)) == []
    with pytest.raises(ExchangeError, match="params error"):
        option.fetched(first.url, refusal, 1)


def test_an_answer_that_is_an_error_is_none(linear):
    body = b'{"retCode":10006,"retMsg":"Too many visits!","result":{},"time":1}'
    with pytest.raises(ExchangeError, match="10006: Too many visits"):
        linear.fetched(linear.clock().url, body, 1)


def test_an_unknown_interval_is_refused_with_those_that_there_are(linear):
    with pytest.raises(ClientError, match="12h, 1d, 1w, 1M"):
        linear.subscription("candle", "BTCUSDT", "8h")
    wanted = linear.subscription("candle", "BTCUSDT", "12h")
    assert linear.stream_name(wanted) == "kline.720.BTCUSDT"
