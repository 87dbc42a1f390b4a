from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "trading.py"


def test_a_small_run_places_every_order_and_prints_a_rate_for_each_question(capsys):
    spec = spec_from_file_location("trading_benchmark", SCRIPT)
    benchmark = module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    for name in ("taken", "rested"):  # each looks whether its orders came to their end
        benchmark.rate(name, 200, 1, getattr(benchmark, name))
    benchmark.rate("heard", 200, 1, lambda count: benchmark.heard(count, 50))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["taken", "rested", "heard"]
