"""Frames and answers that no exchange would send: each is understood or refused, none breaks us."""

import math
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from exchanges.mutations import Target, mutated
from proof.conftest import WHOLE

from radist import codec
from radist.errors import ExchangeError

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*.jsonl"))
SEEDS = range(10 if WHOLE else 1)
EACH = 8000 if WHOLE else 400


def finite(tree: Any) -> bool:
    if isinstance(tree, dict | list | tuple):
        return all(map(finite, tree.values() if isinstance(tree, dict) else tree))
    return not isinstance(tree, float) or math.isfinite(tree)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_what_makes_no_sense_is_refused_by_name_and_nothing_else_is_raised(path):
    target = Target(path)
    refused = told = 0
    for seed in SEEDS:
        target.begin()
        dice = Random(seed)
        for number in range(EACH):
            line = dice.choice(target.lines)
            whole = number % 5 == 0
            frame = bytes(line.frame)
            payload = frame if whole else mutated(frame, target.frames, dice)
            try:
                events = target.take(payload, line)
            except ExchangeError:
                refused += 1
            except Exception as error:
                raise AssertionError(f"seed {seed}, {number}: {payload!r}") from error
            else:
                told += len(events)
                for event in events:
                    assert finite(msgspec.structs.asdict(event)), payload
                    codec.decode(codec.encode(event))
    assert refused > 0 and told > 0
