"""What can be taken in at once stays readable: files, functions, front pages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXCEPTIONS: dict[str, str] = {}
"""Files above their ceiling, each with its reason."""

CEILINGS = {"README.md": 150, "ARCHITECTURE.md": 150, "CONTRIBUTING.md": 100}
SKIPPED = {"node_modules", "dist", "generated"}


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def sources() -> Iterator[tuple[Path, int]]:
    """Every file of code with its ceiling."""
    for folder, ceiling in (("src", 400), ("benchmarks", 400), ("examples", 400), ("tests", 600)):
        yield from ((path, ceiling) for path in (ROOT / folder).rglob("*.py"))
    for pattern in ("*.ts", "*.tsx", "*.css", "*.mjs"):
        for path in (ROOT / "web").rglob(pattern):
            if not SKIPPED & set(path.parts):
                yield path, 600 if ".test." in path.name else 400


def long_functions(path: Path, ceiling: int) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            if length > ceiling:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines"


def test_files_stay_below_their_ceiling():
    sizes = {str(path.relative_to(ROOT)): (lines(path), most) for path, most in sources()}
    assert sizes
    large = {name for name, (length, most) in sizes.items() if length > most}
    assert {name: sizes[name] for name in large - EXCEPTIONS.keys()} == {}
    assert EXCEPTIONS.keys() - large == set(), "no exception is needed any more"


def test_functions_stay_below_forty_lines():
    python = [path for path, _ in sources() if path.suffix == ".py"]
    assert [found for path in python for found in long_functions(path, 40)] == []


@pytest.mark.parametrize("name", CEILINGS)
def test_what_everybody_reads_first_stays_short(name):
    assert lines(ROOT / name) <= CEILINGS[name]
