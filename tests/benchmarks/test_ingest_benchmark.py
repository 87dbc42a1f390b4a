import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_benchmark_runs_and_misses_no_message():
    command = [sys.executable, str(BENCHMARKS / "ingest.py"), "--quick", "--without-peer"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    assert done.returncode == 0
    rows = [row for row in done.stdout.splitlines() if row.startswith(("saturated", "paced"))]
    assert len(rows) == 5


@pytest.mark.parametrize(
    ("spoil", "complete"),
    [
        (lambda ids: ids, True),
        (lambda ids: ids[:-1], False),
        (lambda ids: [*ids, ids[-1]], False),
        (lambda ids: ids[::-1], False),
    ],
)
def test_a_run_in_which_a_message_is_lost_doubled_or_out_of_order_is_void(spoil, complete):
    traffic = runpy.run_path(str(BENCHMARKS / "feed" / "traffic.py"))
    tally = traffic["Tally"](10)
    tally.seen = [str(number) for number in spoil(traffic["ids"](traffic["WARM_UP"] + 10))]
    assert json.loads(tally.report({}))["complete"] is complete
