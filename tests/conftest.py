"""What all tests may ask for."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair, and says nothing about the invariant.
settings.register_profile("radist", deadline=None)
settings.load_profile("radist")

pytest_plugins = ["commands", "postgres"]

REPOSITORY = Path(__file__).parents[1]

# Clients which others wrote need an environment of their own: `make foreign`.
collect_ignore = [] if "RADIST_FOREIGN_PYTHON" in os.environ else ["foreign"]


_STATES = Path(mkdtemp(prefix="radist-state-"))
_numbers = count()


def pytest_runtest_setup() -> None:
    """Nothing is kept from one test to the next, nor from or for whoever runs them."""
    os.environ["XDG_STATE_HOME"] = str(_STATES / str(next(_numbers)))


def pytest_unconfigure() -> None:
    rmtree(_STATES, ignore_errors=True)


@pytest.fixture
def captures() -> Path:
    """Recorded traffic of exchanges, which is not part of this repository."""
    default = REPOSITORY.parent / "shared" / "captures"
    folder = Path(os.environ.get("RADIST_CAPTURES", default))
    if not folder.is_dir():
        reason = f"no recorded traffic in {folder}; name its folder in RADIST_CAPTURES"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Eventually = Callable[..., Awaitable[None]]


@pytest.fixture
def eventually() -> Eventually:
    """Waits until a condition holds that no event tells of, or fails."""

    async def wait(condition: Callable[[], object], within: float = 30.0) -> None:
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110  # there is no event
                await asyncio.sleep(0.005)

    return wait
