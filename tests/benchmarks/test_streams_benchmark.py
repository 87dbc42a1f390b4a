import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "streams.py"


def test_all_streams_of_a_small_run_deliver_and_keep_the_limits():
    command = [sys.executable, str(SCRIPT), "--streams", "120", "--seconds", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "binance: 120 streams on sockets of [120]"
    assert lines[1].startswith("delivering: 120 of 120")
    assert lines[2].startswith("violations: 0 ")
