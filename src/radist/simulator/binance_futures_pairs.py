"""The contracts of Binance's two futures markets, which share their all-market streams."""

from dataclasses import replace

from radist.simulator.contracts import Contract, day_suffix, quarter_ends
from radist.simulator.pairs import PAIRS, Pair

COMPOSITE = "DEFIUSDT"
"""The contract whose index is made of several assets."""
_HOURS = {"FIL": 4, "APT": 4, "ARB": 4}
_QUARTERS = ("CURRENT_QUARTER", "NEXT_QUARTER")
_COINS = ("BTC", "ETH", "BNB", "SOL", "XRP")


def contracts(now: int) -> list[Contract]:
    """Those of both markets that are traded from `now` on; what is followed comes first."""
    linear = [_perpetual(pair) for pair in PAIRS]
    inverse = [_inverse(perpetual) for perpetual in linear if perpetual.base in _COINS]
    composite = Contract("DEFI", 842.0, 1, 3, 2.0, 0.045, 300.0)
    bitcoin = linear[0]
    dated = [
        _dated(bitcoin, end, kind, now)
        for end, kind in zip(quarter_ends(now, 2), _QUARTERS, strict=True)
    ]
    quarter = _dated(inverse[0], quarter_ends(now, 1)[0], _QUARTERS[0], now)
    return [*linear, composite, *dated, *inverse, quarter]


def perpetual(base: str, price: float) -> Contract:
    """One more, for a listing while the exchange runs."""
    return Contract(base, price, 4, 0, 3.0, 0.06, 250.0)


def inverse(base: str, price: float) -> Contract:
    """The same, settled in its own coin."""
    return replace(_inverse(perpetual(base, price)), follows="")


def _perpetual(pair: Pair) -> Contract:
    return Contract(
        pair.base,
        pair.price,
        max(1, pair.price_digits - 1),
        min(3, pair.size_digits),
        pair.pace,
        pair.wildness,
        2 * pair.order,
        funding_hours=_HOURS.get(pair.base, 8),
    )


def _inverse(linear: Contract) -> Contract:
    return replace(
        linear,
        quote="USD",
        suffix="_PERP",
        size_digits=0,
        face=100 if linear.base == "BTC" else 10,
        pace=linear.pace / 4,
        places=0,
        follows=linear.symbol,
    )


def _dated(leader: Contract, end: int, kind: str, now: int) -> Contract:
    dated = replace(
        leader,
        suffix="_" + day_suffix(end),
        kind=kind,
        delivery=end,
        pace=leader.pace / 6,
        follows=leader.follows or leader.symbol,
    )
    return replace(dated, price=dated.fair(dated.price, now))
