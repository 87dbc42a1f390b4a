import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_benchmark_runs_and_its_books_agree():
    command = [sys.executable, str(BENCHMARKS / "book.py"), "--quick", "--without-peers"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stderr, done.returncode) == ("", 0)
    rows = [row.split()[1] for row in done.stdout.splitlines() if row.startswith("made")]
    assert rows == ["watched", "applied", "read"]
