"""Where the ledger, tokens and orders are kept. Amounts are texts: no database rounds them."""

from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

from radist.store.database import tables
from radist.store.texts import AnyText
from radist.trading import money


class Amount(TypeDecorator[Decimal]):
    """An exact decimal."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else money.text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


Owner = String(128)
Name = String(300)

accounts = Table(
    "accounts",
    tables,
    Column("owner", Owner, primary_key=True),
    Column("run", Integer, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("cash", Amount, nullable=False),
)
"""Each user's present run."""
runs = Table(
    "runs",
    tables,
    Column("owner", Owner, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("opened", BigInteger, nullable=False),
    Column("closed", BigInteger, nullable=False),
    Column("cash", Amount, nullable=False),
    Column("equity", Amount, nullable=False),
)
"""Those that a reset has ended."""
entries = Table(
    "entries",
    tables,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Name, nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("time", BigInteger, nullable=False),
)
postings = Table(
    "postings",
    tables,
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("account", Name, nullable=False),
    Column("currency", String(96), nullable=False),
    Column("amount", Amount, nullable=False),
)
balances = Table(
    "balances",
    tables,
    Column("account", Name, primary_key=True),
    Column("currency", String(96), primary_key=True),
    Column("amount", Amount, nullable=False),
    CheckConstraint(
        "amount NOT LIKE '-%' OR account IN ('bank', 'market') OR account LIKE 'issue:%'",
        name="not_below_zero",
    ),
    Index("balances_currency", "currency"),
)
"""What a replay of the postings gives."""
positions = Table(
    "positions",
    tables,
    Column("owner", Owner, primary_key=True),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("exchange", String(64), primary_key=True),
    Column("symbol", String(96), primary_key=True),
    Column("native", String(96), nullable=False),
    Column("quantity", Amount, nullable=False),
    Column("cost", Amount, nullable=False),
    Column("realised", Amount, nullable=False),
)
"""What things have cost. Those of the exchange `token` are tokens."""
orders = Table(
    "orders",
    tables,
    Column("id", String(32), primary_key=True),
    Column("owner", Owner, nullable=False),
    Column("run", Integer, nullable=False),
    Column("client_order_id", String(128), nullable=False),
    Column("exchange", String(64), nullable=False),
    Column("symbol", String(96), nullable=False),
    Column("native", String(96), nullable=False),
    Column("side", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("quantity", Amount),
    Column("budget", Amount),
    Column("price", Amount),
    Column("stop_price", Amount),
    Column("state", String(24), nullable=False),
    Column("filled", Amount, nullable=False),
    Column("value", Amount, nullable=False),
    Column("owed", Amount, nullable=False),
    Column("fee", Amount, nullable=False),
    Column("fee_currency", String(96), nullable=False),
    Column("fills", Integer, nullable=False),
    Column("mid", Amount),
    Column("reason", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Index("orders_owner", "owner", "created"),
    Index("orders_state", "state"),
    Index(
        "orders_client",
        *("owner", "run", "client_order_id"),
        unique=True,
        sqlite_where=text("client_order_id <> ''"),
        postgresql_where=text("client_order_id <> ''"),
    ),
)
fills = Table(
    "fills",
    tables,
    Column("id", String(48), primary_key=True),
    Column("owner", Owner, nullable=False),
    Column("run", Integer, nullable=False),
    Column("order_id", String(32), nullable=False),
    Column("exchange", String(64), nullable=False),
    Column("symbol", String(96), nullable=False),
    Column("side", String(8), nullable=False),
    Column("price", Amount, nullable=False),
    Column("quantity", Amount, nullable=False),
    Column("value", Amount, nullable=False),
    Column("fee", Amount, nullable=False),
    Column("fee_currency", String(96), nullable=False),
    Column("liquidity", String(8), nullable=False),
    Column("mid", Amount),
    Column("time", BigInteger, nullable=False),
    Index("fills_owner", "owner", "time"),
)
tokens = Table(
    "tokens",
    tables,
    Column("mint", String(64), primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("name", AnyText, nullable=False),
    Column("symbol", String(16), nullable=False),
    Column("creator", Owner, nullable=False),
    Column("supply", Amount, nullable=False),
    Column("virtual_quote", Amount, nullable=False),
    Column("virtual_tokens", Amount, nullable=False),
    Column("fee", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("holders", Integer, nullable=False),
)
token_trades = Table(
    "token_trades",
    tables,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("mint", String(64), nullable=False),
    Column("owner", Owner, nullable=False),
    Column("side", String(8), nullable=False),
    Column("amount", Amount, nullable=False),
    Column("price", Amount, nullable=False),
    Column("total", Amount, nullable=False),
    Column("fee", Amount, nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("token_trades_mint", "mint", "number"),
)
token_candles = Table(
    "token_candles",
    tables,
    Column("mint", String(64), primary_key=True),
    Column("opened", BigInteger, primary_key=True, autoincrement=False),
    Column("open", Amount, nullable=False),
    Column("high", Amount, nullable=False),
    Column("low", Amount, nullable=False),
    Column("close", Amount, nullable=False),
    Column("volume", Amount, nullable=False),
    Column("trades", Integer, nullable=False),
    Index("token_candles_opened", "opened"),
)
"""Minutes in which a token was traded."""
equity = Table(
    "equity",
    tables,
    Column("owner", Owner, primary_key=True),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("time", BigInteger, primary_key=True, autoincrement=False),
    Column("value", Amount, nullable=False),
)
"""What runs were worth, looked at now and then."""
outbox = Table(
    "outbox",
    tables,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("time", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("content", Text, nullable=False),
)
"""What is to be told: committed with what it tells of, and gone when it has been told."""
trading_answers = Table(
    "trading_answers",
    tables,
    Column("owner", Owner, primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("asked", String(64), nullable=False),
    Column("answer", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Index("trading_answers_created", "created"),
)
"""What those were answered who named their request by a key."""
counters = Table(
    "counters",
    tables,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""The last number of each kind."""
