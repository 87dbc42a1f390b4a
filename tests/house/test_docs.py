"""Undocumented is red: exchanges, commands, endpoints, make targets; and so are dead links."""

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import pytest

import radist
from radist import plugins
from radist.codec import KIND
from radist.conditions import Condition
from radist.config import Config
from radist.venues import make_exchange

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SERVER = ROOT / "src" / "radist" / "server"
ROUTE = re.compile(r"(/[a-z][a-z0-9_{}-]*)+")


def pages() -> list[Path]:
    web = [*ROOT.glob("web/*.md"), *ROOT.glob("web/packages/*/*.md")]
    return [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *web]


def commands() -> list[str]:
    """The names of the command line's commands."""
    if find_spec("radist.cli") is None:
        return []
    import typer

    return list(typer.main.get_command(import_module("radist.cli").app).commands)


def endpoints() -> Iterator[str]:
    """Every path that the server's sources spell out, whichever way they register it."""
    for path in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and ROUTE.fullmatch(str(node.value)):
                yield node.value


@pytest.mark.parametrize("name", plugins.names("exchanges"))
def test_every_exchange_has_its_row(name):
    assert re.search(rf"^\| `{name}` \|", (DOCS / "exchanges.md").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", plugins.names("exchanges"))
def test_every_channel_has_its_row_as_the_exchange_tells_it(name):
    _, _, section = (DOCS / "exchanges.md").read_text("utf-8").partition(f"### `{name}`\n")
    told = [line for line in section.partition("\n#")[0].splitlines() if line.startswith("| `")]
    rows = []
    for channel, what in make_exchange(Config(), name).channels.items():
        streams = ", ".join(f"`{stream}`" for stream in (what.stream, what.every) if stream)
        payload = ", ".join(f"`{KIND[event]}`" for event in what.events)
        poll = f"`{what.poll}`" if what.poll else ""
        cells = (f"`{channel}`", streams, payload, what.source, what.speed, poll)
        rows.append(f"| {' | '.join(cells)} |")
    assert told == rows


@pytest.mark.parametrize("name", commands())
def test_every_command_is_shown(name):
    told = [page for page in pages() if f"radist {name}" in page.read_text("utf-8")]
    assert [page for page in told if page.name not in ("CHANGELOG.md", "CONTRIBUTING.md")]


@pytest.mark.parametrize(
    "name",
    [
        *(name for name in radist.__all__ if not name.startswith("_")),
        *(name for name in vars(radist.Radist) if not name.startswith("_")),
        *(
            name
            for name in vars(radist.Blocking)
            if name not in ("open", "close") and name[0] != "_"
        ),
    ],
)
def test_every_name_of_the_library_is_described(name):
    assert re.search(rf"`{name}\b", (DOCS / "python.md").read_text("utf-8"))


def options() -> Iterator[tuple[str, str]]:
    """Every option of every command, as in ("token make", "--sub")."""
    import typer

    groups = [("", typer.main.get_command(import_module("radist.cli").app))]
    while groups:
        before, group = groups.pop()
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                groups.append((f"{before}{name} ", command))
                continue
            yield f"{before}{name}", ""
            for parameter in command.params:
                for option in (*parameter.opts, *parameter.secondary_opts):
                    if option.startswith("--"):
                        yield f"{before}{name}", option


@pytest.mark.parametrize(("command", "option"), sorted(options()))
def test_every_option_is_described_at_its_command(command, option):
    text = (DOCS / "cli.md").read_text("utf-8")
    _, heading, section = text.partition(f"\n## radist {command}\n")
    assert heading
    if option:
        assert f"`{option}`" in section.partition("\n## ")[0]


@pytest.mark.parametrize("name", plugins.names("sinks"))
def test_every_sink_has_its_row(name):
    section = (DOCS / "cli.md").read_text("utf-8").partition("\n## Sinks\n")[2]
    assert re.search(rf"^\| `{name}[:`]", section, re.MULTILINE)


@pytest.mark.parametrize("name", plugins.names("notify"))
def test_every_kind_of_target_has_its_row(name):
    section = (DOCS / "alerts.md").read_text("utf-8").partition("\n## Delivery\n")[2]
    assert re.search(rf"^\| `{name}` \|", section, re.MULTILINE)


@pytest.mark.parametrize("condition", get_args(Condition), ids=lambda kind: kind.__name__)
def test_every_condition_of_alerts_and_its_fields_are_described(condition):
    text = (DOCS / "alerts.md").read_text("utf-8")
    section = text.partition("\n## Conditions\n")[2].partition("\n## ")[0]
    name = condition.__struct_config__.tag
    assert re.search(rf"^\|(?: `\w+`,)* `{name}`[ ,|]", section, re.MULTILINE)
    assert [field for field in condition.__struct_fields__ if f"`{field}`" not in section] == []


@pytest.mark.parametrize("route", sorted(set(endpoints())))
def test_every_endpoint_is_described(route):
    described = re.escape(route) + r"(?![a-z0-9_-])"
    assert re.search(described, (DOCS / "api.md").read_text("utf-8"))


def test_every_make_target_is_described():
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony is not None
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [target for target in phony[1].split() if f"`make {target}`" not in text] == []


def test_all_pages_ask_for_the_node_js_that_the_packages_ask_for():
    engines = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))["engines"]["node"]
    asked = {
        version
        for page in pages()
        for version in re.findall(r"Node\.js (\d[\d.]*)", page.read_text("utf-8"))
    }
    assert asked == {engines.removeprefix(">=")}


def test_every_link_to_a_file_leads_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages()
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
