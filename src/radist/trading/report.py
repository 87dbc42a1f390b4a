"""A page that shows what came of a strategy: figures, equity over time, fills. One file, nothing
that is loaded from elsewhere, no script.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from radist import codec
from radist.trading.orders import text
from radist.trading.result import Result

_WIDTH, _HEIGHT, _MARGIN = 960, 240, 8
_MOST_FILLS = 1_000

_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #8884 }
th:first-child, td:first-child { text-align: left }
svg { width: 100%; height: auto; border: 1px solid #8884 }
polyline { fill: none; stroke: #3b6fd4; stroke-width: 1.5 }
line { stroke: #8888; stroke-dasharray: 4 }
.paper { border: 2px dashed #c77; padding: .2rem .6rem; font-weight: bold }
"""


def page(name: str, result: Result) -> str:
    """HTML. `name` is of the strategy."""
    figures = ((_words(key), value) for key, value in result.figures().items())
    fills = result.fills[-_MOST_FILLS:]
    left = f", the last {len(fills):,}" if len(fills) < len(result.fills) else ""
    rows = (
        (
            codec.iso(fill.time),
            fill.side,
            fill.symbol,
            text(fill.quantity),
            text(fill.price),
            text(fill.fee),
            fill.liquidity,
        )
        for fill in fills
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PAPER: {escape(name)}</title><style>{_STYLE}</style></head><body>
<h1>{escape(name)} <span class="paper">PAPER</span></h1>
<p>Orders were filled by simulation; no money moved.</p>
{_chart(result.curve, result.began_with)}
<h2>Figures</h2>{_table(("", ""), figures)}
<h2>Fills: {len(result.fills):,}{left}</h2>
{_table(("time", "side", "symbol", "quantity", "price", "fee", "liquidity"), rows)}
</body></html>
"""


def _words(key: str) -> str:
    return key.replace("_percent", ", %").replace("_", " ")


def _table(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(_cell(cell))}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    return "–" if value is None else str(value)


def _chart(curve: Sequence[tuple[int, Decimal]], base: Decimal) -> str:
    """Equity over time, and a line where it began."""
    if len(curve) < 2:
        return "<p>Too short for a curve.</p>"
    times, values = [time for time, _ in curve], [float(equity) for _, equity in curve]
    low, high = min(*values, float(base)), max(*values, float(base))

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return _HEIGHT - _MARGIN - share * (_HEIGHT - 2 * _MARGIN)

    span = times[-1] - times[0] or 1
    points = " ".join(
        f"{(time - times[0]) / span * _WIDTH:.1f},{y(value):.1f}"
        for time, value in zip(times, values, strict=True)
    )
    start, begin, end = f"{y(float(base)):.1f}", codec.iso(times[0]), codec.iso(times[-1])
    return f"""<h2>Equity</h2>
<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Equity over time">
<line x1="0" y1="{start}" x2="{_WIDTH}" y2="{start}"/><polyline points="{points}"/></svg>
<p>{begin} to {end}; {low:,.2f} to {high:,.2f}; dashed: {base:,.2f}</p>"""
