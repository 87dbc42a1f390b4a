"""Proofs come in two sizes: small in every run of the tests, whole by `make proof`."""

import os
import sys
from collections.abc import Callable

import pytest

WHOLE = "RADIST_PROOF" in os.environ
whole_only = pytest.mark.whole_only
Say = Callable[[str], None]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is for `make proof` alone is no part of other runs."""
    if WHOLE:
        return
    left_out = [item for item in items if item.get_closest_marker("whole_only")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def whole() -> bool:
    """Whether to prove it in full size."""
    return WHOLE


@pytest.fixture
def say(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Say:
    """Prints a figure that can be quoted, whatever pytest captures."""

    def line(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n    {request.node.name}: {text}")

    return line
