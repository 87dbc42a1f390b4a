"""The sections of the configuration that are about trading with paper money."""

from typing import Annotated

from msgspec import Meta, Struct

Money = Annotated[str, Meta(pattern=r"^(?!0*(\.0*)?$)\d{1,15}(\.\d{1,8})?$")]
"""An exact amount above zero, as text."""


class Trading(Struct, frozen=True):
    """What everybody begins with who trades with paper money."""

    currency: Annotated[str, Meta(pattern=r"^[A-Z0-9]{1,12}$")] = "USDT"
    cash: Money = "100000"


class Paper(Struct, frozen=True):
    """How the paper desk plays the market: docs/trading.md. Fees are shares of the value."""

    latency_ms: Annotated[int, Meta(ge=0, le=60_000)] = 50
    maker_fee: Annotated[str, Meta(pattern=r"^0(\.\d{1,8})?$")] = "0.001"
    taker_fee: Annotated[str, Meta(pattern=r"^0(\.\d{1,8})?$")] = "0.001"
    stale_ms: Annotated[int, Meta(ge=100, le=3_600_000)] = 10_000


class Tokens(Struct, frozen=True):
    """The curve of new tokens: docs/why/curve.md. `virtual_tokens` is a part of the supply, `fee`
    one of the money that changes hands.
    """

    supply: Money = "1000000000"
    virtual_quote: Money = "5000"
    virtual_tokens: Annotated[str, Meta(pattern=r"^\d(\.\d{1,6})?$")] = "0.073"
    fee: Annotated[str, Meta(pattern=r"^0(\.\d{1,6})?$")] = "0.01"
