"""Exchanges add fields any day: what every recording tells stays what it was."""

import json
from typing import Any

import pytest
from exchanges.mutations import Target
from exchanges.test_mutations import RECORDINGS

from radist.model import Event

NEW = ("zNew", None, 7, "text", [1, "2", {}], {"deep": {"er": [None]}})


def with_more(tree: Any, added: object) -> Any:
    if isinstance(tree, list):
        return [with_more(each, added) for each in tree]
    if isinstance(tree, dict):
        return {key: with_more(each, added) for key, each in tree.items()} | {"zNew": added}
    return tree


def told(path, *added: object) -> list[Event]:
    target, found = Target(path), list[Event]()
    for line in target.lines:
        frame = bytes(line.frame)
        if added:
            frame = json.dumps(with_more(json.loads(frame), *added), separators=(",", ":")).encode()
        found += target.take(frame, line)
    return found


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_fields_that_nobody_knows_change_nothing_wherever_they_are(path):
    plain = told(path)
    assert plain
    for added in NEW:
        assert told(path, added) == plain
