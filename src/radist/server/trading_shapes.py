"""What is answered about tokens and portfolios, field by field. Amounts are decimals as text."""

from typing import Any, Literal

from msgspec import Struct

from radist.hub.answers import Time

Amount = str


class Token(Struct):
    """A token. `price_change_24h` is in percent, `fee` a part of the money; `reserve` is the money
    that its curve has.
    """

    token_mint: str
    name: str
    symbol: str
    creator: str
    supply: Amount
    price: Amount
    market_cap: Amount
    price_change_24h: Amount
    volume_24h: Amount
    holders: int
    reserve: Amount
    fee: Amount
    created: Time


class TokenPage(Struct):
    """Tokens; `next` is the `before` of the page that follows."""

    tokens: list[Token]
    next: str | None


class TokenTrade(Struct):
    """A trade. `price` is of one token, without the fee; `total` what was paid or got, with it."""

    id: str
    token_mint: str
    trade_type: Literal["buy", "sell"]
    amount: Amount
    price: Amount
    total: Amount
    fee: Amount
    user_id: str
    time: Time


class TokenTrades(Struct):
    """Newest first; `next` is the `before` of the page that follows."""

    trades: list[TokenTrade]
    next: int | None


class Holder(Struct):
    """An account with so much of a token. `share` is a part of the supply."""

    user_id: str
    run: int
    amount: Amount
    share: Amount


class Holders(Struct):
    """Those with the most."""

    token_mint: str
    holders: list[Holder]
    count: int


class TokenMinute(Struct):
    """A minute with trades in it; `time_open` in microseconds."""

    time_open: int
    trades: int
    open: Amount
    high: Amount
    low: Amount
    close: Amount
    volume: Amount


class TokenMinutes(Struct):
    """Oldest first; `next` is the `before` of the older page."""

    token_mint: str
    interval: str
    candles: list[TokenMinute]
    next: int | None


class TokenQuote(Struct):
    """What a trade would come to. `slippage` is between the price before and the one paid, in
    percent.
    """

    side: Literal["buy", "sell"]
    amount: Amount
    price: Amount
    quote: Amount
    fee: Amount
    total: Amount
    price_after: Amount
    slippage: Amount


class Balance(Struct):
    """A currency; what open orders keep is not available."""

    currency: str
    total: Amount
    available: Amount


class HeldPosition(Struct):
    """A holding of an instrument. Without a `mark` it counts what it has cost."""

    exchange: str
    symbol: str
    native: str
    quantity: Amount
    average_price: Amount | None
    mark: Amount | None
    value: Amount
    unrealised: Amount
    realised: Amount


class HeldToken(Struct):
    """A holding of tokens, at the price of the next one sold or bought."""

    token_mint: str
    symbol: str
    amount: Amount
    price: Amount
    value: Amount
    unrealised: Amount


class Portfolio(Struct):
    """An account as a whole; `paper` is always true. `today` is by how much it is worth more than
    when the day (UTC) began.
    """

    user: str
    paper: bool
    currency: str
    cash: Amount
    equity: Amount
    realised: Amount
    unrealised: Amount
    today: Amount
    balances: list[Balance]
    positions: list[HeldPosition]
    holdings: list[HeldToken]
    timestamp: Time


class Equity(Struct):
    """What an account was worth: time and amount, oldest first."""

    span: str
    points: list[tuple[Time, Amount]]


class TokenTraded(Struct):
    """What came of a purchase or a sale."""

    trade: TokenTrade
    token: Token
    portfolio: Portfolio


_TOKEN = "/api/v1/tokens/{mint}"
ANSWERS: dict[tuple[str, str], Any] = {
    ("get", "/api/v1/tokens"): TokenPage,
    ("post", "/api/v1/tokens"): Token,
    ("get", _TOKEN): Token,
    ("get", f"{_TOKEN}/holders"): Holders,
    ("get", f"{_TOKEN}/trades"): TokenTrades,
    ("get", f"{_TOKEN}/candles"): TokenMinutes,
    ("get", f"{_TOKEN}/quote"): TokenQuote,
    ("post", f"{_TOKEN}/buy"): TokenTraded,
    ("post", f"{_TOKEN}/sell"): TokenTraded,
    ("get", "/api/v1/portfolio"): Portfolio,
    ("get", "/api/v1/portfolio/equity"): Equity,
    ("post", "/api/v1/portfolio/reset"): Portfolio,
}
CREATED = frozenset({("post", "/api/v1/tokens")})
