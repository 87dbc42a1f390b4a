"""When alerts have to fire, computed from a table of all events at once."""

from collections.abc import Iterable, Sequence

import polars as pl

from radist.alerts.rule import moment
from radist.derivatives import FundingRate
from radist.model import Event, Quote, Trade

Firing = tuple[int, float]
"""When, and what was compared."""
_ROWS = 1 << 24
"""More than a table has: a slice's number times this, plus the row's, is in order of both."""


def of_trades(events: Iterable[Event]) -> pl.DataFrame:
    """Trades in order of arrival."""
    rows = [(moment(e), e.price, e.quantity) for e in events if isinstance(e, Trade)]
    return pl.DataFrame(
        rows, {"time": pl.Int64, "price": pl.Float64, "quantity": pl.Float64}, orient="row"
    ).with_row_index("row")


def of_quotes(events: Iterable[Event]) -> pl.DataFrame:
    """Quotes that have both sides."""
    rows = [(moment(e), e.bid_price, e.ask_price) for e in events if isinstance(e, Quote)]
    columns = {"time": pl.Int64, "bid": pl.Float64, "ask": pl.Float64}
    table = pl.DataFrame(rows, columns, orient="row")
    return table.filter((pl.col("bid") > 0) & (pl.col("ask") > 0))


def of_rates(events: Iterable[Event]) -> pl.DataFrame:
    """Funding rates."""
    rows = [(moment(e), e.rate) for e in events if isinstance(e, FundingRate)]
    return pl.DataFrame(rows, {"time": pl.Int64, "rate": pl.Float64}, orient="row")


def begins(table: pl.DataFrame, value: pl.Expr, met: pl.Expr) -> list[Firing]:
    """Where a condition is met and was not at the row before, of those that it can be judged at."""
    judged = table.select("time", value=value, met=met).drop_nulls("met")
    first = pl.col("met") & ~pl.col("met").shift(1, fill_value=False)
    return list(judged.filter(first).select("time", "value").iter_rows())


def moments(table: pl.DataFrame, value: pl.Expr, met: pl.Expr) -> list[Firing]:
    """Every row at which a condition is met."""
    return list(table.select("time", value=value, met=met).filter("met").drop("met").iter_rows())


def sliced(table: pl.DataFrame, window: float, slices: int) -> pl.DataFrame:
    """With the number of each row's slice of a window, and where the row is among all."""
    number = (pl.col("time") // (int(window * 1e6) // slices)).cum_max()
    table = table.with_columns(slice=number)
    return table.with_columns(at=pl.col("slice") * _ROWS + pl.col("row").cast(pl.Int64))


def span(slices: int) -> str:
    """So many slices, in units of `at`."""
    return f"{slices * _ROWS}i"


def crosses(table: pl.DataFrame, level: float, direction: str) -> list[Firing]:
    side = (pl.col("price") - level).sign()
    known = table.filter(side != 0).with_columns(side=side)
    before = pl.col("side").shift(1)
    wanted = {"up": pl.col("side") > 0, "down": pl.col("side") < 0}.get(direction, pl.lit(True))
    return moments(known, pl.col("price"), (pl.col("side") != before) & wanted)


def beyond(table: pl.DataFrame, level: float, kind: str) -> list[Firing]:
    price = pl.col("price")
    return begins(table, price, price > level if kind == "above" else price < level)


def change(table: pl.DataFrame, percent: float, window: float) -> list[Firing]:
    price, slices = pl.col("price"), 1000
    lowest = price.rolling_min_by("at", span(slices))
    highest = price.rolling_max_by("at", span(slices))
    rise, fall = (price - lowest) / lowest * 100, (price - highest) / highest * 100
    table = sliced(table, window, slices).with_columns(rise=rise, fall=fall)
    larger = pl.when(pl.col("rise") >= -pl.col("fall")).then("rise").otherwise("fall")
    return begins(table, larger, larger.abs() >= percent)


def extreme(table: pl.DataFrame, of: str, window: float) -> list[Firing]:
    price, slices = pl.col("price"), 1000
    rolling = price.rolling_max_by if of == "high" else price.rolling_min_by
    table = sliced(table, window, slices)
    best = rolling("at", span(slices), closed="none")
    whole = pl.col("time") - pl.col("time").first() >= int(window * 1e6)
    beyond = price > best if of == "high" else price < best
    return begins(table, price, pl.when(whole).then(beyond))


def volume_spike(table: pl.DataFrame, times: float, window: float, baseline: float) -> list[Firing]:
    near, far = 20, int(20 * baseline / window)
    table = sliced(table, window, near)
    elapsed = pl.col("slice") - pl.col("slice").first() + 1
    quantity = pl.col("quantity")
    table = table.with_columns(
        near=quantity.rolling_sum_by("at", span(near)),
        all=quantity.rolling_sum_by("at", span(near + far)),
        known=pl.min_horizontal(elapsed, near + far) - pl.min_horizontal(elapsed, near),
    )
    usual = (pl.col("all") - pl.col("near")) / pl.col("known") * near
    found = pl.col("near") / usual
    judged = (pl.col("known") >= far / 2) & (pl.col("all") > pl.col("near") * (1 + 1e-9))
    return begins(table, found, pl.when(judged).then(found >= times))


def trade_size(table: pl.DataFrame, times: float, baseline: float) -> list[Firing]:
    slices, quantity = 100, pl.col("quantity")
    table = sliced(table, baseline, slices).with_columns(one=1.0)
    elapsed = pl.col("slice") - pl.col("slice").first() + 1
    table = table.with_columns(
        sum=quantity.rolling_sum_by("at", span(slices)) - quantity,
        count=pl.col("one").rolling_sum_by("at", span(slices)) - 1,
        known=elapsed >= slices / 2,
    )
    found = quantity / (pl.col("sum") / pl.col("count"))
    return moments(table, found, pl.col("known") & (pl.col("count") > 0) & (found >= times))


def spread(table: pl.DataFrame, percent: float) -> list[Firing]:
    bid, ask = pl.col("bid"), pl.col("ask")
    found = (ask - bid) / ((bid + ask) / 2) * 100
    return begins(table, found, found >= percent)


def all_of(table: pl.DataFrame, level: float, quantity: float, within: float) -> list[Firing]:
    """Above a level, and a trade of such a quantity, both within so many seconds."""
    time, above = pl.col("time"), pl.col("price") > level
    ceased = pl.when(~above & above.shift(1)).then(time - 1).forward_fill()
    large = pl.when(pl.col("quantity") >= quantity).then(time).forward_fill()
    was = (time - ceased <= int(within * 1e6)).fill_null(False)
    near = (time - large <= int(within * 1e6)).fill_null(False)
    value = pl.when(above).then("price").forward_fill()
    return begins(table, value, (above | was) & near)


def crossing_averages(closes: Sequence[tuple[int, float]], fast: int, slow: int) -> list[Firing]:
    """When the shorter of two means of closes gets above the longer."""
    table = pl.DataFrame(closes, {"time": pl.Int64, "close": pl.Float64}, orient="row")
    close = pl.col("close")
    table = table.with_columns(fast=close.rolling_mean(fast), slow=close.rolling_mean(slow))
    apart = pl.col("fast") - pl.col("slow")
    return moments(table, pl.col("fast"), (apart > 0) & (apart.shift(1) <= 0))


def silences(events: Iterable[Event], seconds: int, tick: int) -> list[Firing]:
    """The first of ticks, one each so many microseconds, that comes so long after a trade."""
    rows = [event.time_received for event in events if isinstance(event, Trade)]
    heard = pl.col("heard")
    due = (heard + seconds * 1_000_000 + tick - 1) // tick * tick
    table = pl.DataFrame({"heard": rows}).with_columns(due=due, after=heard.shift(-1))
    quiet = table.filter(pl.col("due") <= pl.col("after"))
    return list(quiet.select("due", value=(pl.col("due") - heard) / 1e6).iter_rows())
