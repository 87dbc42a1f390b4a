"""Proofs come in two sizes: small in every run of the tests, whole by `make proof`."""

import os
import sys
from collections.abc import Callable

import pytest

WHOLE = "RADIST_PROOF" in os.environ
whole_only = pytest.mark.skipif(not WHOLE, reason="in full size only: make proof")
Say = Callable[[str], None]


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
