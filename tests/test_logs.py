import json
import logging
import re
from collections.abc import Iterator

import pytest

from radist import logs
from radist.config import Log
from radist.model import Subscription

log = logging.getLogger("radist.somewhere")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    names = ("picows", "asyncio", "uvicorn", "uvicorn.error", "aiohttp")
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


def test_text_is_one_line_of_time_level_words_and_fields(capsys):
    logs.set_up(Log())
    log.warning("reconnecting", extra={"reason": "closed by peer", "wait": 1.5, "attempt": 1})
    out, err = capsys.readouterr()
    assert out == ""
    time = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    line = rf"{time} WARNING reconnecting reason='closed by peer' wait=1\.5 attempt=1\n"
    assert re.fullmatch(line, err)


@pytest.mark.parametrize("value", ["two\nlines", "", "\x1b[31mred", "a\tb"])
def test_a_field_from_outside_cannot_forge_a_line(capsys, value):
    logs.set_up(Log())
    log.error("frame not understood", extra={"error": value})
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "\x1b" not in err and repr(value) in err


HOSTILE = [
    "BTC\r\n2025-12-25T12:00:00.000Z ERROR forged",
    "\x1b[2J\x1b[31mBTC",
    "BTC\x9b31m\x85\x7f",
    "BTC\u2028\u2029\u202eUSDT\u2066",
    "half \ud800 a character",
    "B" * 1_000_000,
    "\n" * 1_000_000,
]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_symbol_is_called_is_one_line_and_no_long_one(capsys, form, name):
    logs.set_up(Log(format=form))
    log.warning("market %s left out", name, extra={"symbol": name, "symbols": [name, {name: 1}]})
    err = capsys.readouterr().err
    assert err.endswith("\n") and len(err.splitlines()) == 1
    assert len(err) < 20_000
    assert not any(c in err for c in "\r\x1b\x9b\x85\x7f\u2028\u202e\u2066\ud800")
    if form == "json":
        assert json.loads(err)["symbol"][:3] in (name[:3], "\n\n\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_that_quotes_a_stranger_forges_no_line(capsys, form):
    logs.set_up(Log(format=form))
    try:
        raise ValueError("\r\n2025-12-25T12:00:00.000Z ERROR forged\x1b[31m" + "x" * 1_000_000)
    except ValueError:
        log.exception("failed")
    err = capsys.readouterr().err
    assert len(err) < 50_000 and "\x1b" not in err and "\r" not in err
    assert not any(line.startswith("2025-12-25") for line in err.splitlines())


def test_json_is_one_object_a_line_with_the_fields_in_it(capsys):
    logs.set_up(Log(format="json"))
    asked = (Subscription("trade", "BTC/USDT"),)
    log.error("refused", extra={"reason": 'said "no"\n', "subscriptions": asked, "path": object()})
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said["time"].endswith("Z")
    assert (said["level"], said["logger"]) == ("error", "radist.somewhere")
    assert (said["message"], said["reason"]) == ("refused", 'said "no"\n')
    assert said["subscriptions"] == [{"channel": "trade", "symbol": "BTC/USDT", "interval": ""}]


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_told_with_its_origin(capsys, form):
    logs.set_up(Log(format=form))
    try:
        raise ValueError("a bug of ours")
    except ValueError:
        log.exception("failed")
    err = capsys.readouterr().err
    assert "ValueError: a bug of ours" in err and "test_logs.py" in err
    assert form == "text" or len(err.splitlines()) == 1


def test_below_the_level_nothing_is_told(capsys):
    logs.set_up(Log(level="error"))
    log.warning("quiet")
    log.error("loud")
    assert "quiet" not in (err := capsys.readouterr().err) and "loud" in err


def test_chatter_of_libraries_is_left_out(capsys):
    logs.set_up(Log(level="debug"))
    logging.getLogger("aiohttp.access").info("GET /")
    logging.getLogger("picows").info("handshake")
    log.debug("ours")
    err = capsys.readouterr().err
    assert "ours" in err and "handshake" not in err and "GET" not in err
