import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_benchmark_compares_and_what_does_not_concern_costs_nothing():
    command = [sys.executable, str(BENCHMARKS / "alerts.py"), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stderr, done.returncode) == ("", 0)
    _, _, table = done.stdout.partition("rules that do not concern the event")
    ours, loop = map(float, next(row for row in table.splitlines() if "1,000" in row).split()[1:])
    assert ours * 10 < loop
