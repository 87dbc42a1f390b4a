import sys
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

from radist import plugins
from radist.errors import ConfigError
from radist.exchanges.base import Exchange


class Moon:
    def __init__(self, *, ws_url: str, wait: Annotated[float, Meta(gt=0)] = 1.0, flags=()) -> None:
        """Options of a made-up exchange."""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes a module that can be imported until the test ends."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(text: str) -> str:
        (tmp_path / "made_up_plugin.py").write_text(text, "utf-8")
        return "made_up_plugin"

    yield write
    sys.modules.pop("made_up_plugin", None)


def complaint(call, *args) -> str:
    with pytest.raises(ConfigError) as caught:
        call(*args)
    return str(caught.value)


def test_every_name_that_is_listed_is_found():
    assert plugins.names("exchanges")
    for name in plugins.names("exchanges"):
        assert issubclass(plugins.find("exchanges", name), Exchange)


def test_bases_and_what_a_family_shares_are_no_plugins():
    assert not [name for name in plugins.names("exchanges") if name == "base" or name[0] == "_"]


def test_an_unknown_name_is_answered_with_the_nearest():
    name = plugins.names("exchanges")[0]
    assert f"did you mean {name}" in complaint(plugins.find, "exchanges", f"{name}x")


def test_a_name_like_nothing_is_answered_with_all_there_are():
    assert plugins.names("exchanges")[0] in complaint(plugins.find, "exchanges", "???")


def test_a_plugin_of_somebody_else_is_found_by_its_import_string(module):
    name = module("from radist.exchanges.base import Exchange\nclass Moon(Exchange): ...")
    assert plugins.find("exchanges", f"{name}:Moon").__name__ == "Moon"


@pytest.mark.parametrize("string", ["nothing_there:Moon", ":", "os:path", "os:PathLike", "os:no"])
def test_an_import_string_that_leads_nowhere_is_refused(string):
    assert string in complaint(plugins.find, "exchanges", string)


def test_a_plugin_that_cannot_be_imported_tells_why(module):
    name = module("import nothing_of_this_name")
    assert "nothing_of_this_name" in complaint(plugins.find, "exchanges", f"{name}:Moon")


def test_options_are_converted_to_what_the_constructor_wants():
    values = {"ws_url": "ws://a", "wait": "2.5"}
    assert plugins.options(Moon, values, "exchanges.moon") == {"ws_url": "ws://a", "wait": 2.5}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"ws_url": "a", "ws_urll": "b"},
            "exchanges.moon.ws_urll: no such key; did you mean ws_url",
        ),
        ({"ws_url": "a", "zzz": "b"}, "exchanges.moon.zzz: no such key; known are: ws_url, wait"),
        ({"ws_url": 1}, "exchanges.moon.ws_url: expected str, not 1"),
        ({"ws_url": "a", "wait": "b"}, "exchanges.moon.wait: expected float, not 'b'"),
        ({"ws_url": "a", "wait": 0}, "exchanges.moon.wait: expected float > 0.0, not 0"),
        ({}, "exchanges.moon.ws_url: is missing"),
    ],
)
def test_a_wrong_option_is_named_with_its_section(values, expected):
    assert expected in complaint(plugins.options, Moon, values, "exchanges.moon")
