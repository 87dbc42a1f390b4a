from decimal import Decimal

import pytest

from radist.errors import ClientError
from radist.trading import ledger, tokens
from radist.trading.curve import Curve
from radist.trading.ledger import Entry, replay, transfer
from radist.trading.tokens import Terms, Token, Trade, Wish

ALICE = ledger.user("alice", 1)
TERMS = Terms(Decimal(10**9), Decimal(5000), Decimal("0.073"), Decimal("0.01"))
TOKEN = Token(
    *("USDT", 1, "Not a dollar", "ODD", "alice", TERMS.supply),
    *(TERMS.virtual_quote, *tokens.virtual(TERMS), 5),
)


def paper(amount: int) -> Entry:
    postings = transfer(ledger.BANK, ALICE, "USDT", Decimal(amount))
    return Entry("open", "opened", 1, postings)


def trade(side: str, swap: object) -> Trade:
    figures = (swap.tokens, swap.price, swap.total, swap.fee, 7)
    return Trade(f"x_{side}", 1, TOKEN.mint, "alice", side, *figures)


def test_what_a_trade_posts_is_what_its_curve_says_and_real_money_is_no_token():
    assert tokens.virtual(TERMS) == (73_000_000, 10_000)
    balances = replay([paper(1000), tokens.issued(TOKEN)])
    reserve, name = ledger.reserve("USDT"), ledger.currency_of("USDT")
    curve = TOKEN.curve(balances.wallet(reserve), "USDT")
    assert curve.price == TOKEN.first_price
    for side, wish in (
        ("buy", Wish("buy", quote=Decimal(100))),
        ("sell", Wish("sell", Decimal(9))),
    ):
        swap = wish.on(curve)
        balances.post(tokens.traded(trade(side, swap), swap, ALICE, "USDT"))
        curve = curve.after(swap)
        assert TOKEN.curve(balances.wallet(reserve), "USDT") == curve
    assert balances.get(ALICE, name) == TOKEN.supply - curve.tokens
    paid = 1000 - balances.get(ALICE, "USDT")
    assert paid == curve.quote + balances.get(ledger.FEES, "USDT")


def test_a_trade_without_a_fee_posts_none():
    curve = Curve(Decimal(5), Decimal(0), 0, Decimal(0), Decimal(100))
    swap = curve.buy(Decimal(1))
    entry = tokens.traded(trade("buy", swap), swap, ALICE, "USDT")
    assert len(entry.postings) == 4


@pytest.mark.parametrize(
    ("wish", "bound"),
    [
        (Wish("buy", amount=Decimal(1000)), "0.001"),
        (Wish("buy", quote=Decimal(1)), "10000000"),
        (Wish("sell", amount=Decimal(1000)), "1"),
    ],
)
def test_whoever_names_a_bound_gets_no_worse_price(wish, bound):
    curve = Curve(Decimal(5000), Decimal(0), 10_000, Decimal(100), Decimal(10**9))
    swap = wish.on(curve)
    met = swap.tokens if wish.quote else swap.total
    assert Wish(wish.side, wish.amount, wish.quote, met).on(curve) == swap
    with pytest.raises(ClientError, match="the price has moved: ") as caught:
        Wish(wish.side, wish.amount, wish.quote, Decimal(bound)).on(curve)
    assert (caught.value.code, caught.value.reason) == (409, "slippage")


@pytest.mark.parametrize(
    "name", ["Радио", "<script>alert('x')</script>", "a" * 64, "📻 Waves", "'; --"]
)
def test_a_name_is_kept_as_it_is(name):
    assert tokens.checked_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a" * 65,
        " a",
        "a\n",
        "a\0b",
        "\u202eevil",
        "zero\u200bwidth",
        "\ud800",
        "\ue000",
        "a\u2028b",
    ],
)
def test_a_name_that_cannot_be_seen_as_it_is_is_none(name):
    with pytest.raises(ClientError, match=r"^name: expected"):
        tokens.checked_name(name)


@pytest.mark.parametrize("symbol", ["", "a", "1A", "A" * 13, "A B", "А", "A\n"])
def test_a_symbol_is_of_capitals_and_digits(symbol):
    assert tokens.checked_symbol("A1") == "A1"
    with pytest.raises(ClientError, match=r"^symbol: expected"):
        tokens.checked_symbol(symbol)


@pytest.mark.parametrize(
    "mint", ["", "ab", "a" * 65, "a/b", "a b", "аbc", "abc\n", "../..", "_abc"]
)
def test_a_mint_is_of_letters_digits_and_what_joins_them(mint):
    for good in ("So111", "token_mint_address", "a-1"):
        assert tokens.checked_mint(good) == good
    with pytest.raises(ClientError, match=r"^mint: expected"):
        tokens.checked_mint(mint)
