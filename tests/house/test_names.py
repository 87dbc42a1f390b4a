"""No exchange is named outside its own file, and no name is a drawer for odds and ends."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from radist import plugins

SOURCE = Path(__file__).parents[2] / "src" / "radist"
MAY_NAME_EXCHANGES = {
    "cli.py": "examples in --help and the default of --exchange name one",
    "watching.py": "examples in --help name one",
    "config.py": "the default of market_exchange is an exchange",
}
"""Files outside `exchanges/` and `simulator/` which name one, each with its reason."""

REFUSED = {
    *("manager", "handler", "helper", "helpers", "util", "utils", "service", "processor"),
    *("engine", "data", "info", "common", "misc"),
}
SEEDS_NAMES = "compat"
"""The folder whose names others have chosen."""
NAMED_BY_OTHERS = {
    "unused_data": "zlib and zstandard call it so",
    "get_websocket_manager": "programs that tell rooms call it so",
    "data_received": "asyncio calls it so",
}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def mentions(path: Path, exchange: str) -> list[str]:
    """The lines which name an exchange; `gate` is not named by `gateway` or `aggregate`.

    The simulator has its dialects in files of its own: to import one is not to name it.
    """
    word = re.compile(rf"(?<![a-z]){re.escape(exchange)}(?![a-z])", re.IGNORECASE)
    wiring = re.compile(r"(from|import) radist\.simulator\b")
    return [
        f"{place(path)}:{number}"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if word.search(line)
        if not (path.parent.name == "simulator" and wiring.match(line))
    ]


def belongs_to(path: Path, exchange: str) -> bool:
    """Whether a file is an exchange's own, its family's or its simulation."""
    family = path.stem.lstrip("_")
    own = family.startswith(exchange) or exchange.startswith(f"{family}_")
    return own and path.parent.name in ("exchanges", "simulator")


def test_no_exchange_is_named_outside_its_own_file():
    found = [
        mention
        for exchange in plugins.names("exchanges")
        for path in modules()
        if not belongs_to(path, exchange)
        and place(path) not in MAY_NAME_EXCHANGES
        and path.parent.name != SEEDS_NAMES
        for mention in mentions(path, exchange)
    ]
    assert found == []


def test_every_file_that_may_name_an_exchange_does():
    for name in MAY_NAME_EXCHANGES:
        assert any(mentions(SOURCE / name, exchange) for exchange in plugins.names("exchanges"))


def words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def defined(path: Path) -> Iterator[str]:
    """A module's own name and those of its classes and functions."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def test_no_name_is_a_drawer_for_odds_and_ends():
    found = [
        f"{place(path)}: {name}"
        for path in modules()
        if path.parent.name != SEEDS_NAMES
        if not any(belongs_to(path, exchange) for exchange in plugins.names("exchanges"))
        for name in set(defined(path)) - NAMED_BY_OTHERS.keys()
        if words(name) & REFUSED
    ]
    assert found == []


def test_words_are_found_in_either_spelling():
    assert words("WebSocketManager") == {"web", "socket", "manager"}
    assert words("load_data_2") == {"load", "data", "2"}
