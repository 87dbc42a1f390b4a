"""What an exchange trades."""

from msgspec.structs import replace

from radist.model import Instrument

PATH = "/api/v1/instruments"


async def ask(web, **headers):
    async with web.browser.get(web.url + PATH, headers=headers) as answer:
        body = await answer.read()
        return answer.status, answer.headers, await answer.json() if body else None


async def test_every_instrument_is_told_with_its_steps(web, upstream):
    status, _, answer = await ask(web)
    assert (status, answer["exchange"], answer["count"]) == (200, "binance", 3)
    assert answer["instruments"][0] == {
        "symbol": "BTC/USDT",
        "native": "BTCUSDT",
        "kind": "spot",
        "base": "BTC",
        "quote": "USDT",
        "settle": "",
        "inverse": False,
        "price_step": 0.01,
        "quantity_step": 0.001,
        "contract_size": 1.0,
        "expiry": None,
        "strike": None,
        "option": None,
        "status": "trading",
    }


async def test_whoever_has_it_is_told_so_until_something_changes(web, upstream):
    _, headers, _ = await ask(web)
    tag = headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        status, again, answer = await ask(web, **{"If-None-Match": known})
        assert (status, again["ETag"], answer) == (304, tag, None)
    upstream.dialect.learn([Instrument("NEW/USDT", "NEWUSDT", "NEW", "USDT")])
    status, headers, answer = await ask(web, **{"If-None-Match": tag})
    assert (status, answer["count"]) == (200, 4)
    assert headers["ETag"] != tag
    assert answer["instruments"][3]["price_step"] is None


async def test_what_is_over_has_ended(web, upstream):
    known = upstream.dialect.instruments
    upstream.dialect.learn([replace(known["BTC/USDT"], active=False)])
    upstream.dialect.learn([replace(known["ETH/USDT"], expiry=upstream.now() - 1)])
    _, _, answer = await ask(web)
    states = {one["symbol"]: one["status"] for one in answer["instruments"]}
    assert states == {"BTC/USDT": "ended", "ETH/USDT": "ended", "SOL/USDT": "trading"}


async def test_before_anything_is_known_it_is_said_when_to_ask_again(web, upstream):
    upstream.dialect = type(upstream.dialect)()
    status, headers, answer = await ask(web)
    assert (status, answer["error"]["reason"]) == (503, "not_ready")
    assert headers["Retry-After"] == "1"
