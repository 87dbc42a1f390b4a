"""What is sent, and in which order. Needs no package: the server and all subjects import it."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from random import Random
from typing import NamedTuple

BASES = "BTC ETH BNB SOL XRP DOGE ADA TRX AVAX LINK DOT LTC BCH UNI ATOM XLM NEAR APT ARB FIL"
NATIVES = tuple(f"{base}USDT" for base in BASES.split())
DASHED = tuple(f"{base}-USDT" for base in BASES.split())
"""The same as OKX spells them."""
WARM_UP = 2000
"""Messages before the measured ones, and with a pause between."""
PAIR_IDS = 10**9
"""Ids of the n-th pair begin at n times this: dense for each pair, unique among all."""
KIND_IDS = 10**11
"""Ids of the n-th kind begin at n times this."""
MOMENT = 1_766_664_000_000
_CYCLE = 1000

_PLACE = '"E":{time},"s":"{native}"'
_DATA = {
    "trade": (
        f'{{{{"e":"trade",{_PLACE},"t":{{id}},"p":"98123.45000000",'
        '"q":"0.00120000","T":{time},"m":{maker},"M":true}}'
    ),
    "aggTrade": (
        f'{{{{"e":"aggTrade",{_PLACE},"a":{{id}},"p":"98123.45000000",'
        '"q":"0.00120000","f":{id},"l":{id},"T":{time},"m":{maker},"M":true}}'
    ),
    "bookTicker": (
        '{{"u":{id},"s":"{native}","b":"98123.45000000","B":"0.00120000",'
        '"a":"98123.46000000","A":"1.20340000"}}'
    ),
    "depth": f'{{{{"e":"depthUpdate",{_PLACE},"U":{{id}},"u":{{id}},"b":{{bids}},"a":{{asks}}}}}}',
    "kline": (
        f'{{{{"e":"kline",{_PLACE},"k":{{{{"t":{MOMENT},"T":{MOMENT + 59_999},"s":"{{native}}",'
        '"i":"1m","f":7716849523,"L":7716850012,"o":"98120.10000000","c":"98123.45000000",'
        '"h":"98130.00000000","l":"98101.02000000","v":"13.80522000","n":{id},"x":false,'
        '"q":"1354616.27330760","V":"7.19660600","Q":"706155.41608149","B":"0"}}}}'
    ),
    "markPrice": (
        f'{{{{"e":"markPriceUpdate",{_PLACE},"p":"98123.45000000","ap":"98123.41000000",'
        '"P":"98130.91044964","i":"98150.72500000","r":"0.00010000","T":1766678400000}}'
    ),
    "bybitTrade": (
        '{{"topic":"{topic}.{native}","type":"snapshot","ts":{time},"data":[{{"T":{time},"s":"{native}",'
        '"S":"Buy","v":"0.012","p":"98123.40","L":"PlusTick","i":"{id}","BT":false,"RPI":false,'
        '"seq":{id}}}]}}'
    ),
    "bybitBook": (
        '{{"topic":"{topic}.{native}","type":"delta","ts":{time},"data":{{"s":"{native}","b":{bids},'
        '"a":{asks},"u":{id},"seq":{id}}},"cts":{time}}}'
    ),
    "okxTrade": (
        '{{"arg":{{"channel":"{topic}","instId":"{native}"}},"data":[{{"instId":"{native}",'
        '"tradeId":"{id}","px":"98123.4","sz":"0.0012","side":"buy","ts":"{time}",'
        '"source":"0"}}]}}'
    ),
    "okxBook": (
        '{{"arg":{{"channel":"{topic}","instId":"{native}"}},"action":"update","data":[{{'
        '"asks":{asks},"bids":{bids},"ts":"{time}","checksum":0,"seqId":{id},'
        '"prevSeqId":{previous}}}]}}'
    ),
}
KINDS = tuple(_DATA)
"""Kinds of streams, as their names have it."""
FUTURES = frozenset({"markPrice"})
"""What spot does not have."""
BYBIT = {"publicTrade": "bybitTrade", "orderbook": "bybitBook"}
"""Kinds of another exchange's linear contracts, by how their topics begin."""
OKX = {"trades-all": "okxTrade", "trades": "okxTrade", "books": "okxBook"}
"""Kinds of a third one's spot, by channel."""
OTHERS = BYBIT | OKX
BOOKS = frozenset({"depth", "bybitBook", "okxBook"})
"""Kinds whose messages have levels."""
_SHARES = {
    "mixed": {"bookTicker": 734, "trade": 199, "depth": 67},
    "aggMixed": {"bookTicker": 734, "aggTrade": 199, "depth": 67},
}
"""Of a thousand messages. Whence: docs/performance.md."""
_TAIL = ',"0","4"'
"""With what a level ends that tells how many orders it is."""
_LEVELS, _MIXED_LEVELS = 47, 23
"""Of each side of a depth message: 3 KB, and 1.6 KB, as many as there are in recordings."""


class Message(NamedTuple):
    """A message yet to be written down: the n-th of all."""

    n: int
    kind: str
    pair: int
    id: int


def kinds_of(plan: str) -> tuple[str, ...]:
    """The kinds of streams in a plan, which is one of them or a mix."""
    return tuple(_SHARES.get(plan, [plan]))


def messages(plan: str) -> Iterator[Message]:
    """Pair after pair in turn; kinds in their shares, shuffled, the same each time."""
    shares = _SHARES.get(plan, {plan: _CYCLE})
    cycle = [kind for kind, share in shares.items() for _ in range(share)]
    Random(1).shuffle(cycle)
    told: Counter[tuple[str, int]] = Counter()
    n = 0
    while True:
        for position, kind in enumerate(cycle):
            pair = position % len(NATIVES)
            number = first_id(kind, pair) + told[kind, pair]
            yield Message(n, kind, pair, number)
            told[kind, pair] += 1
            n += 1


def first_id(kind: str, pair: int) -> int:
    return KINDS.index(kind) * KIND_IDS + (1 + pair) * PAIR_IDS


def ids(plan: str, count: int) -> list[int]:
    """What identifies each message: its id; of mark prices, which have none, their time."""
    return [
        MOMENT + message.n if message.kind == "markPrice" else message.id
        for message in islice(messages(plan), count)
    ]


@cache
def levels(count: int, begin: int, step: int, tail: str = "") -> str:
    """Levels around a price, in hundredths. A third of them are removals. With a `tail` each."""
    found = []
    for n in range(count):
        cents = 9_812_345 + step * (begin + 3 * n)
        quantity = f"0.{1200 + n:08}" if n % 3 else "0.00000000"
        found.append(f'["{cents // 100}.{cents % 100:02}000000","{quantity}"{tail}]')
    return f"[{','.join(found)}]"


def data(message: Message, many: int, topic: str = "") -> str:
    """The payload, without an envelope. Books have so `many` levels on each side."""
    depth, okx = message.kind in BOOKS, message.kind in OKX.values()
    tail = _TAIL if okx else ""
    return _DATA[message.kind].format(
        time=MOMENT + message.n,
        native=(DASHED if okx else NATIVES)[message.pair],
        topic=topic,
        id=message.id,
        previous=message.id - 1,
        maker="true" if message.n % 3 else "false",
        bids=levels(many, message.n % 50, -1, tail) if depth else "",
        asks=levels(many, 1 + message.n % 50, 1, tail) if depth else "",
    )


def payloads(plan: str, count: int, names: dict[str, str], bare: bool) -> Iterator[bytes]:
    """All messages of the kinds in `names`, and nothing in place of the others.

    `names` tells how each kind was asked for: `depth@100ms`. Not `bare` is in the envelope of
    combined streams.
    """
    many = _LEVELS if plan in BOOKS else _MIXED_LEVELS
    for message in islice(messages(plan), count):
        if message.kind not in names:
            yield b""
        elif message.kind in OTHERS.values():
            yield data(message, many, names[message.kind]).encode()
        elif bare:
            yield data(message, many).encode()
        else:
            stream = f"{NATIVES[message.pair].lower()}@{names[message.kind]}"
            yield f'{{"stream":"{stream}","data":{data(message, many)}}}'.encode()


def kind(stream: str) -> tuple[str, str]:
    """The kind of a stream, and how it was asked for: `btcusdt@kline_1m` is (kline, kline_1m)."""
    if "@" not in stream:
        topic = stream.rpartition(".")[0]
        return OTHERS[topic.partition(".")[0]], topic
    asked = stream.partition("@")[2]
    return asked.partition("@")[0].partition("_")[0], asked


def exchange_info() -> bytes:
    """The REST answer from which all subjects learn what is traded, on spot or as futures."""
    filters = [
        {"filterType": "PRICE_FILTER", "tickSize": "0.01000000"},
        {"filterType": "LOT_SIZE", "stepSize": "0.00001000"},
    ]
    symbols = [
        {
            "symbol": native,
            "pair": native,
            "contractType": "PERPETUAL",
            "deliveryDate": 4133404800000,
            "status": "TRADING",
            "baseAsset": native.removesuffix("USDT"),
            "quoteAsset": "USDT",
            "marginAsset": "USDT",
            "filters": filters,
        }
        for native in NATIVES
    ]
    return json.dumps({"symbols": symbols}).encode()


def spot_info() -> bytes:
    """The same without what makes a contract of a pair."""
    contract = ("pair", "contractType", "deliveryDate", "marginAsset")
    symbols = json.loads(exchange_info())["symbols"]
    kept = [{k: v for k, v in symbol.items() if k not in contract} for symbol in symbols]
    return json.dumps({"symbols": kept}).encode()


def instruments() -> bytes:
    """The same in the words of the other exchange."""
    filters = {"priceFilter": {"tickSize": "0.10"}, "lotSizeFilter": {"qtyStep": "0.001"}}
    rows = [
        {
            "symbol": native,
            "contractType": "LinearPerpetual",
            "status": "Trading",
            "baseCoin": native.removesuffix("USDT"),
            "quoteCoin": "USDT",
            "settleCoin": "USDT",
            "deliveryTime": "0",
            "launchTime": "0",
            **filters,
        }
        for native in NATIVES
    ]
    result = {"category": "linear", "list": rows, "nextPageCursor": ""}
    return json.dumps({"retCode": 0, "retMsg": "OK", "result": result, "time": MOMENT}).encode()


def okx_instruments() -> bytes:
    """The same in the words of the third."""
    rows = [
        {
            "instType": "SPOT",
            "instId": native,
            "state": "live",
            "baseCcy": native.removesuffix("-USDT"),
            "quoteCcy": "USDT",
            "tickSz": "0.01",
            "lotSz": "0.00001",
            "minSz": "0.00001",
        }
        for native in DASHED
    ]
    return json.dumps({"code": "0", "msg": "", "data": rows}).encode()


def first_word(stream: str) -> bytes:
    """With what a topic begins, before its first message: a book with its snapshot."""
    name, topic = kind(stream)
    if name not in BOOKS:
        return b""
    native = stream.rpartition(".")[2]
    last = first_id(name, NATIVES.index(native.replace("-", ""))) - 1
    tail = _TAIL if name == "okxBook" else ""
    bids, asks = (
        levels(50, side, step, tail).replace('"0.00000000"', '"0.5"')
        for side, step in ((0, -1), (1, 1))
    )
    if name == "okxBook":
        place = f'"arg":{{"channel":"{topic}","instId":"{native}"}},"action":"snapshot"'
        ids = f'"checksum":0,"seqId":{last},"prevSeqId":-1'
        book = f'{{"asks":{asks},"bids":{bids},"ts":"{MOMENT}",{ids}}}'
        return f'{{{place},"data":[{book}]}}'.encode()
    book = f'{{"s":"{native}","b":{bids},"a":{asks},"u":{last},"seq":{last}}}'
    return f'{{"topic":"{topic}.{native}","type":"snapshot","ts":{MOMENT},"data":{book}}}'.encode()


def snapshot(native: str) -> bytes:
    """The REST order book, as it was before the first depth message of its pair."""
    last = first_id("depth", NATIVES.index(native)) - 1
    bids, asks = levels(1000, 0, -1), levels(1000, 1, 1)
    text = f'{{"lastUpdateId":{last},"bids":{bids},"asks":{asks}}}'
    return text.replace('"0.00000000"', '"0.50000000"').encode()


def stay_on_one_core(core: int) -> None:
    """The feed server has one core, subjects the other, where there are two and a way to say so."""
    if hasattr(os, "sched_setaffinity") and core in os.sched_getaffinity(0):
        os.sched_setaffinity(0, {core})
