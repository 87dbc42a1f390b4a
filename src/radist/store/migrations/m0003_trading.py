"""The ledger, tokens, orders, and the outbox of what is to be told of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_OWNER, _ACCOUNT, _NAME, _MINT = sa.String(128), sa.String(300), sa.String(96), sa.String(64)
_BIG, _TEXT, _WORD, _ID = sa.BigInteger, sa.Text, sa.String(32), sa.String(32)
_MAY_BE_MISSING = frozenset({"quantity", "budget", "price", "stop_price", "mid"})
_TABLES = (
    *("accounts", "runs", "entries", "postings", "balances", "positions", "orders", "fills"),
    *("tokens", "token_trades", "token_candles", "equity", "outbox", "trading_answers"),
    "counters",
)


def _make(name: str, keys: dict[str, Any], columns: dict[str, Any], *more: Any) -> None:
    """A table; keys are numbered by nobody but ourselves."""
    op.create_table(
        name,
        *(
            sa.Column(key, kind, primary_key=True, autoincrement=False)
            for key, kind in keys.items()
        ),
        *(
            sa.Column(column, kind, nullable=name == "orders" and column in _MAY_BE_MISSING)
            for column, kind in columns.items()
        ),
        *more,
    )


def upgrade() -> None:
    """Their tables."""
    _make_ledger()
    _make_orders()
    _make_tokens()
    _make("equity", {"owner": _OWNER, "run": sa.Integer, "time": _BIG}, {"value": _TEXT})
    _make("outbox", {"number": _BIG}, {"time": _BIG, "kind": _WORD, "content": _TEXT})
    answer = {"asked": sa.String(64), "answer": _TEXT, "created": _BIG}
    _make("trading_answers", {"owner": _OWNER, "key": sa.String(255)}, answer)
    op.create_index("trading_answers_created", "trading_answers", ["created"])
    _make("counters", {"name": _WORD}, {"value": _BIG})


def _make_ledger() -> None:
    opened = {"opened": _BIG}
    _make("accounts", {"owner": _OWNER}, {"run": sa.Integer, **opened, "cash": _TEXT})
    ended = {"closed": _BIG, "cash": _TEXT, "equity": _TEXT}
    _make("runs", {"owner": _OWNER, "run": sa.Integer}, opened | ended)
    entry = {"id": _ACCOUNT, "kind": _WORD, "time": _BIG}
    _make("entries", {"number": _BIG}, entry, sa.UniqueConstraint("id"))
    posting = {"account": _ACCOUNT, "currency": _NAME, "amount": _TEXT}
    _make("postings", {"entry": _BIG, "line": sa.Integer}, posting)
    rule = "amount NOT LIKE '-%' OR account IN ('bank', 'market') OR account LIKE 'issue:%'"
    check = sa.CheckConstraint(rule, name="not_below_zero")
    _make("balances", {"account": _ACCOUNT, "currency": _NAME}, {"amount": _TEXT}, check)
    op.create_index("balances_currency", "balances", ["currency"])
    place = {"owner": _OWNER, "run": sa.Integer, "exchange": _MINT, "symbol": _NAME}
    position = {"native": _NAME, "quantity": _TEXT, "cost": _TEXT, "realised": _TEXT}
    _make("positions", place, position)


def _make_orders() -> None:
    whose = {"owner": _OWNER, "run": sa.Integer}
    market = {"exchange": _MINT, "symbol": _NAME}
    amounts = dict.fromkeys(("quantity", "budget", "price", "stop_price"), _TEXT)
    done = dict.fromkeys(("filled", "value", "owed", "fee"), _TEXT)
    order = {
        **whose,
        "client_order_id": _OWNER,
        **market,
        "native": _NAME,
        "side": sa.String(8),
        "kind": sa.String(16),
        **amounts,
        "state": sa.String(24),
        **done,
        "fee_currency": _NAME,
        "fills": sa.Integer,
        "mid": _TEXT,
        "reason": _TEXT,
        "created": _BIG,
        "updated": _BIG,
    }
    _make("orders", {"id": _ID}, order)
    op.create_index("orders_owner", "orders", ["owner", "created"])
    op.create_index("orders_state", "orders", ["state"])
    named = sa.text("client_order_id <> ''")
    op.create_index(
        "orders_client",
        "orders",
        ["owner", "run", "client_order_id"],
        unique=True,
        sqlite_where=named,
        postgresql_where=named,
    )
    paid = dict.fromkeys(("price", "quantity", "value", "fee"), _TEXT)
    end = {"fee_currency": _NAME, "liquidity": sa.String(8)}
    fill = {**whose, "order_id": _ID, **market, "side": sa.String(8), **paid, **end}
    missing = sa.Column("mid", _TEXT)
    _make("fills", {"id": sa.String(48)}, {**fill, "time": _BIG}, missing)
    op.create_index("fills_owner", "fills", ["owner", "time"])


def _make_tokens() -> None:
    token = {
        "number": _BIG,
        "name": _TEXT,
        "symbol": sa.String(16),
        "creator": _OWNER,
        "supply": _TEXT,
        "virtual_quote": _TEXT,
        "virtual_tokens": _TEXT,
        "fee": sa.Integer,
        "created": _BIG,
        "holders": sa.Integer,
    }
    _make("tokens", {"mint": _MINT}, token, sa.UniqueConstraint("number"))
    trade = {
        "id": _ID,
        "mint": _MINT,
        "owner": _OWNER,
        "side": sa.String(8),
        **dict.fromkeys(("amount", "price", "total", "fee"), _TEXT),
        "time": _BIG,
    }
    _make("token_trades", {"number": _BIG}, trade, sa.UniqueConstraint("id"))
    op.create_index("token_trades_mint", "token_trades", ["mint", "number"])
    candle = dict.fromkeys(("open", "high", "low", "close", "volume"), _TEXT)
    place = {"mint": _MINT, "opened": _BIG}
    _make("token_candles", place, candle | {"trades": sa.Integer})
    op.create_index("token_candles_opened", "token_candles", ["opened"])


def downgrade() -> None:
    """Without them."""
    for table in reversed(_TABLES):
        op.drop_table(table)
