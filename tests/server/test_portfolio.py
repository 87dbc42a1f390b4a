"""What an account has, had, and begins anew with."""

import json
from decimal import Decimal

import jwt
import pytest

from radist.config import Auth, Config
from radist.trading import ledger
from radist.trading.ledger import Entry, transfer

PATH = "/api/v1/portfolio"
SECRET = "s" * 32
MINUTE = 60_000_000


def bearer(user: str) -> dict[str, str]:
    claims = {"sub": user, "exp": 4_000_000_000, "iat": 1}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}


async def test_everybody_begins_with_paper_money(web):
    code, portfolio = await web.get(PATH)
    assert code == 200
    del portfolio["timestamp"]
    assert portfolio == {
        "user": "local",
        "paper": True,
        "currency": "USDT",
        "cash": "100000",
        "equity": "100000",
        "realised": "0",
        "unrealised": "0",
        "today": "0",
        "balances": [{"currency": "USDT", "total": "100000", "available": "100000"}],
        "positions": [],
        "holdings": [],
    }


async def test_each_user_has_their_own_and_nobody_none(serve):
    web = await serve(Config(auth=Auth(secret=SECRET, anonymous=True)))
    await web.ask("POST", f"{PATH}/reset", json={"balance": "5"}, headers=bearer("alice"))
    for user, cash in (("alice", "5"), ("bob", "100000")):
        code, portfolio = await web.ask("GET", PATH, headers=bearer(user))
        assert (code, portfolio["user"], portfolio["cash"]) == (200, user, cash)
    for method, path in (("GET", ""), ("GET", "/equity"), ("POST", "/reset")):
        body = {"json": {"balance": "5"}} if method == "POST" else {}
        code, answer = await web.ask(method, PATH + path, **body)
        assert (code, answer["error"]["reason"]) == (401, "auth_required")


async def test_a_reset_begins_anew_and_keeps_what_was(web, hub, upstream):
    await web.post(
        "/api/v1/tokens", {"name": "Radio", "symbol": "R", "mint": "Rad111", "buy": "100"}
    )
    code, portfolio = await web.post(f"{PATH}/reset", {"balance": "500.5"})
    assert (code, portfolio["cash"], portfolio["holdings"]) == (200, "500.5", [])
    assert json.loads(hub.room("user_local").messages[-1].data)["cash"] == "500.5"
    _, held = await web.get("/api/v1/tokens/Rad111/holders")
    assert [(holder["user_id"], holder["run"]) for holder in held["holders"]] == [("local", 1)]
    code, answer = await web.post("/api/v1/tokens/Rad111/sell", {"amount": "1000"})
    assert (code, answer["error"]["reason"]) == (409, "insufficient_funds")
    assert upstream.store.trading.count("runs") == 1
    assert {a: v for a, c, v in upstream.store.trading.balances() if c == "USDT"}[
        "user:2:local"
    ] == Decimal("500.5")


@pytest.mark.parametrize("balance", ["0", "-1", "x", "1e13", "0.000000001"])
async def test_what_is_no_beginning_is_refused(web, balance):
    code, answer = await web.post(f"{PATH}/reset", {"balance": balance})
    assert (code, answer["error"]["message"].startswith("balance: expected")) == (422, True)


async def test_while_orders_are_open_there_is_no_reset(web, upstream):
    def hold(deal):
        account = deal.account("local")
        deal.post(Entry("h", "held", 1, transfer(account.free, account.held, "USDT", Decimal(40))))

    await upstream.floor.dealing.submit(hold)
    code, answer = await web.post(f"{PATH}/reset", {"balance": "1"})
    assert (code, answer["error"]["reason"]) == (409, "open_orders")
    _, portfolio = await web.get(PATH)
    assert (portfolio["cash"], portfolio["equity"]) == ("100000", "100000")
    assert portfolio["balances"] == [{"currency": "USDT", "total": "100000", "available": "99960"}]


async def test_positions_are_worth_their_marks_and_what_they_cost_without(web, upstream):
    from radist.store import trading_tables

    def buy(deal):
        account = deal.account("local")
        paid = transfer(account.free, ledger.MARKET, "USDT", Decimal(40_000))
        got = transfer(ledger.MARKET, account.free, "BTC", Decimal("0.5"))
        deal.post(Entry("fill", "fill", 1, (*paid, *got)))
        place = {"owner": "local", "run": 1, "exchange": "binance", "symbol": "BTC/USDT"}
        figures = {"quantity": Decimal("0.5"), "cost": Decimal(40_000), "realised": Decimal(0)}
        deal.put(trading_tables.positions, place | {"native": "BTCUSDT"} | figures)

    await upstream.floor.dealing.submit(buy)
    _, portfolio = await web.get(PATH)
    [position] = portfolio["positions"]
    assert (position["mark"], position["value"], portfolio["equity"]) == (None, "40000", "100000")
    marks = {("binance", "BTC/USDT"): Decimal("90000.5")}
    upstream.floor.portfolios.marks = lambda *place: marks.get(place)
    _, portfolio = await web.get(PATH)
    [position] = portfolio["positions"]
    assert (position["average_price"], position["value"]) == ("80000", "45000.25")
    assert (portfolio["unrealised"], portfolio["equity"], portfolio["today"]) == (
        "5000.25",
        "105000.25",
        "5000.25",
    )
    assert [one["currency"] for one in portfolio["balances"]] == ["BTC", "USDT"]


async def test_what_an_account_was_worth_is_kept_minute_by_minute(web, upstream):
    present = upstream.now()
    times = [present - present % MINUTE + offset * MINUTE for offset in (0, 1, 1440, 1441)]
    for number, time in enumerate(times):
        upstream.floor.portfolios._now = upstream.floor.dealing.now = lambda time=time: time
        mark = Decimal(number)
        upstream.floor.portfolios.marks = lambda *_, mark=mark: mark
        for _ in range(2):
            await web.get(PATH)
    code, told = await web.get(f"{PATH}/equity?span=all")
    assert (code, told["span"], len(told["points"])) == (200, "all", 5)
    _, told = await web.get(f"{PATH}/equity")
    assert len(told["points"]) == 4
    code, _ = await web.get(f"{PATH}/equity?span=1y")
    assert code == 422
