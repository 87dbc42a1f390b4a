import json
import runpy
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize(
    ("regime", "kinds"),
    [
        ("saturated", "trade,aggTrade,bookTicker,depth,kline,markPrice,mixed,bybitBook,okxBook"),
        ("paced", "mixed"),
    ],
)
def test_the_benchmark_runs_and_misses_no_message(regime, kinds):
    only = ["--quick", "--without-peers", "--regime", regime, "--kinds", kinds]
    command = [sys.executable, str(BENCHMARKS / "ingest.py"), *only]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.stderr == ""
    assert done.returncode == 0
    rows = [row for row in done.stdout.splitlines() if row.startswith(regime)]
    assert len(rows) == len(kinds.split(","))


@pytest.fixture
def feed(monkeypatch):
    """The benchmark's own modules."""
    monkeypatch.syspath_prepend(str(BENCHMARKS / "feed"))

    def load(name):
        return runpy.run_path(str(BENCHMARKS / "feed" / f"{name}.py"))

    return load


@pytest.mark.parametrize("plan", ["depth", "markPrice", "mixed"])
@pytest.mark.parametrize(
    ("spoil", "complete"),
    [
        (lambda ids: ids, True),
        (lambda ids: ids[:-1], False),
        (lambda ids: [*ids, ids[-1]], False),
        (lambda ids: [*ids[:-1], ids[0]], False),
        (lambda ids: ids[::-1], False),
    ],
)
def test_a_run_in_which_a_message_is_lost_doubled_or_out_of_order_is_void(
    feed, plan, spoil, complete
):
    traffic, tally = feed("traffic"), feed("tally")
    noted = tally["Tally"](tally["Plan"]("localhost:1/1", plan, 100))
    noted.seen = [str(number) for number in spoil(traffic["ids"](plan, traffic["WARM_UP"] + 100))]
    assert json.loads(noted.report(()))["complete"] is complete


def test_a_mix_has_the_shares_that_it_tells_and_the_same_order_each_time(feed):
    traffic = feed("traffic")
    first, again = (list(islice(traffic["messages"]("mixed"), 2000)) for _ in range(2))
    assert first == again
    assert Counter(message.kind for message in first) == {
        "bookTicker": 1468,
        "trade": 398,
        "depth": 134,
    }


def test_a_depth_message_has_three_kilobytes(feed):
    names = {"depth": "depth@100ms"}
    for payload in feed("traffic")["payloads"]("depth", 100, names, False):
        assert 3000 <= len(payload) <= 3200
