"""Payloads of the Binance family which are states, told whole each time.

Spot: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
Derivatives: https://developers.binance.com/docs/derivatives
"""

from typing import Literal

from msgspec import Struct

from radist.exchanges._binance_streams import MiniTickerPayload, TickerPayload
from radist.exchanges._bounds import Amount, Id, Millis, Signed


class MiniTickerRow(MiniTickerPayload, gc=False):
    """An element of `!miniTicker@arr`."""

    s: str = ""
    st: int = 0


class TickerRow(TickerPayload, gc=False):
    """An element of `!ticker@arr`, or `<symbol>@optionTicker`."""

    e: str = ""
    s: str = ""
    st: int = 0


class WindowRow(TickerRow, kw_only=True, gc=False):
    """`<symbol>@ticker_<window>`, or an element of `!ticker_<window>@arr`."""

    w: Amount


class AveragePayload(Struct, gc=False):
    """`<symbol>@avgPrice`."""

    E: Millis
    i: str
    w: Amount


class ReferencePayload(Struct, gc=False):
    """`<symbol>@referencePrice`."""

    t: Millis
    r: Amount | None = None


class PicturePayload(Struct, gc=False):
    """`<symbol>@depth<levels>` of derivatives."""

    E: Millis
    u: Id
    b: list[tuple[Amount, Amount]]
    a: list[tuple[Amount, Amount]]


class SpotPicturePayload(Struct, gc=False):
    """`<symbol>@depth<levels>` of spot."""

    lastUpdateId: Id  # noqa: N815  # the exchange's name
    bids: list[tuple[Amount, Amount]]
    asks: list[tuple[Amount, Amount]]


class MarkPayload(Struct, gc=False):
    """`<symbol>@markPrice`: `r` is empty or `T` is 0 where nothing is funded.

    To read the rate here, and not out of a text later, saves 800 ns.
    """

    E: Millis
    p: Amount
    i: Amount | None = None
    P: Amount | None = None
    ap: Amount | None = None
    r: Signed | Literal[""] = ""
    T: Millis = 0
    s: str = ""
    st: int = 0


class IndexPayload(Struct, gc=False):
    """`<pair>@indexPrice`, or an element of `!index@arr`."""

    E: Millis
    p: Amount
    s: str = ""
    st: int = 0


class OrderPayload(Struct, gc=False):
    """The `o` of `<symbol>@forceOrder`."""

    S: str
    q: Amount
    p: Amount
    ap: Amount
    X: str
    z: Amount
    T: Millis


class LiquidationPayload(Struct, gc=False):
    """`<symbol>@forceOrder`."""

    o: OrderPayload


class ComponentPayload(Struct, gc=False):
    """A part of a composite index."""

    b: str
    q: str
    w: Amount
    W: Amount
    i: Amount


class CompositePayload(Struct, gc=False):
    """`<symbol>@compositeIndex`."""

    E: Millis
    p: Amount
    c: list[ComponentPayload]


class AssetPayload(Struct, gc=False):
    """`<asset>@assetIndex`."""

    E: Millis
    i: Amount
    b: Amount
    a: Amount
    B: Amount
    A: Amount
    q: Amount
    g: Amount
    Q: Amount
    G: Amount
    s: str = ""
    st: int = 0


class ContractPayload(Struct, gc=False):
    """`!contractInfo`."""

    E: Millis
    s: str
    ps: str
    ct: str
    cs: str
    dt: Millis | None = None
    ot: Millis | None = None
    st: int = 0


class OptionPayload(Struct, gc=False):
    """`!optionSymbol`: `d` is CALL or PUT, `sp` the strike, `u` units of the base in a contract."""

    E: Millis
    s: str
    ps: str
    qa: str
    d: str
    sp: Amount
    u: Amount
    dt: Millis
    cs: str
    ot: Millis | None = None


class SessionPayload(Struct, gc=False):
    """`tradingSession`."""

    e: str
    E: Millis
    t: Millis
    T: Millis
    S: str


class OptionMarkPayload(Struct, gc=False):
    """An element of `<underlying>@optionMarkPrice`; a volatility of -1 is none."""

    s: str
    mp: Amount
    E: Millis
    i: Amount | None = None
    P: Amount | None = None
    b: Signed = -1.0
    a: Signed = -1.0
    vo: Signed = -1.0
    rf: Signed = 0.0
    d: Signed = 0.0
    t: Signed = 0.0
    g: Signed = 0.0
    v: Signed = 0.0
    st: int = 0


class InterestPayload(Struct, gc=False):
    """An element of `<underlying>@optionOpenInterest@<expiry>`: contracts, and their value."""

    E: Millis
    s: str
    o: Amount
    h: Amount
    st: int = 0


class InterestBody(Struct, gc=False):
    """The answer of `openInterest`."""

    symbol: str
    openInterest: Amount  # noqa: N815  # the exchange's name
    time: Millis


class TimeBody(Struct, gc=False):
    """The answer of `time`."""

    serverTime: Millis  # noqa: N815  # the exchange's name
