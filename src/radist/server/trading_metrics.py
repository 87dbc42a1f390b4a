"""The metrics of trading with paper money."""

from collections.abc import Iterator

from prometheus_client.core import Metric

from radist.server.metric_families import counter, gauge
from radist.server.upstream import DeskFigures, FloorFigures


def desk_metrics(figures: DeskFigures) -> Iterator[Metric]:
    """Of orders on paper, the figures of this moment."""
    live = [((), figures.open)]
    yield gauge("radist_paper_orders_open", "Paper orders that are not over", [], live)
    ended = [((state,), number) for state, number in figures.ended.items()]
    yield counter("radist_paper_orders", "Paper orders that are over", ["state"], ended)
    fills = [((), figures.fills)]
    yield counter("radist_paper_fills", "Fills of paper orders", [], fills)


def trading_metrics(figures: FloorFigures) -> Iterator[Metric]:
    """The figures of this moment."""
    outcomes = {"committed": figures.committed, "refused": figures.refused}
    by_outcome = [((outcome,), number) for outcome, number in outcomes.items()]
    yield counter("radist_trading_commands", "Commands to trade", ["outcome"], by_outcome)
    text = "Commands that wait for their transaction"
    yield gauge("radist_trading_waiting", text, [], [((), figures.waiting)])
    told = [((), figures.told)]
    yield counter("radist_trading_events", "Events told after their commit", [], told)
    yield counter("radist_tokens_created", "Tokens made", [], [((), figures.created)])
    trades = [((side,), number) for side, number in figures.trades.items()]
    yield counter("radist_token_trades", "Trades of tokens", ["side"], trades)
