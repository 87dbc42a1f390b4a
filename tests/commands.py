"""Commands as programs, and in this process."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from radist import cli

PROGRAM = Path(sys.executable).parent / "radist"
PATIENCE = 30.0


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Radist = Callable[..., Ended]


@pytest.fixture
def radist(monkeypatch, capfd) -> Radist:
    """Runs a command to its end; in this process, since a new one takes half a second."""
    for name in os.environ:
        if name.startswith("RADIST_") and name != "RADIST_CAPTURES":
            monkeypatch.delenv(name)
    monkeypatch.setattr(cli.logs, "set_up", lambda settings: None)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["radist", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(ended.value.code, *capfd.readouterr())

    return run


async def begin(*arguments: object) -> asyncio.subprocess.Process:
    """A command in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RADIST_")}
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        PROGRAM, *map(str, arguments), env=environment, stdout=pipe, stderr=pipe
    )


def is_one_line_of_error(ended: Ended, *words: str) -> bool:
    """Whether a mistake was answered as it should be."""
    assert ended.code == 2 and ended.out == ""
    assert ended.err.startswith("error: ") and ended.err.count("\n") == 1
    for word in words:
        assert word in ended.err
    return True


def frame(number: int) -> str:
    payload = f'{{"e":"trade","s":"BTCUSDT","t":{number},"p":"1.5","q":"2","T":9,"m":true}}'
    return f'{{"stream":"btcusdt@trade","data":{payload}}}'


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Three trades of which the third shows a hole."""
    path = tmp_path / "recording"
    lines = ['#radist 1 {"exchange":"binance"}']
    lines += [f"{1723075200000000000 + n * 10**9} {frame(n)}" for n in (1, 2, 5)]
    path.write_text("\n".join(lines) + "\n")
    return path
