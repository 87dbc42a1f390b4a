"""Messages to a server with Telegram's limits."""

import re
from typing import Any

import pytest

from notify.memory import Hours, Memory, delivery
from notify.telegrams import Telegrams
from radist.deliveries import Target

TOKEN = "123:abc"
CHATS = ["1", "2", "3", "-100"]


@pytest.fixture(autouse=True)
def token(monkeypatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)


def settings(there: Telegrams, *chats: str) -> dict[str, Any]:
    shared = {"kind": "telegram", "token": "env:TELEGRAM_TOKEN", "base_url": there.url("")}
    return {"targets": {f"chat{n}": {**shared, "chat": chat} for n, chat in enumerate(chats)}}


def chat(n: int) -> Target:
    return Target(f"chat{n}", f"chat{n}", "telegram")


async def test_a_message_is_told_with_its_title_and_escaped(outbox: Memory, running, eventually):
    hours = Hours()
    async with Telegrams(hours.now) as there, running(hours, **settings(there, "7")):
        outbox.add(delivery("<b>", chat(0), hours.now(), message="1 < 2 & 'x'\n\"y\""))
        await eventually(lambda: outbox.count("delivered"))
    assert there.texts == [("7", "<b>&lt;b&gt;</b>\n1 &lt; 2 &amp; 'x'\n\"y\"")]


async def test_alerts_that_wait_for_their_turn_become_one_message(outbox, running, eventually):
    hours = Hours(speed=60.0)
    async with Telegrams(hours.now) as there, running(hours, **settings(there, "7")):
        for n in range(50):
            outbox.add(delivery(f"d_{n}", chat(0), hours.now()))
        await eventually(lambda: outbox.count("delivered") == 50)
    told = [name for _, text in there.texts for name in re.findall(r"(d_\d+) fired", text)]
    assert sorted(told) == sorted(outbox.state)
    assert 3 <= len(there.texts) <= 6
    assert there.texts[-1][1].startswith("<b>")
    assert there.refused == 0


async def test_retry_after_of_the_server_is_obeyed(outbox, running, eventually):
    hours = Hours(speed=1000.0)
    async with Telegrams(hours.now) as there, running(hours, **settings(there, "7")):
        there.patience = 300.0
        outbox.add(delivery("d_1", chat(0), hours.now()))
        await eventually(lambda: outbox.count("delivered"))
    first, second = outbox.attempts["d_1"]
    assert (first.status, first.error) == (429, "answered 429: Too Many Requests")
    assert second.time - first.time >= 300 * 1e6


async def test_a_bot_that_was_blocked_ends_it_at_once(outbox, running, eventually):
    hours = Hours()
    async with Telegrams(hours.now) as there, running(hours, **settings(there, "gone")) as notifier:
        outbox.add(delivery("d_1", chat(0), hours.now()))
        await eventually(lambda: outbox.count("dead"))
        assert notifier.fault("chat0").startswith("answered 403: Forbidden: bot was blocked")


async def test_the_token_is_in_no_word_about_what_went_wrong(
    outbox, running, eventually, free_port, caplog, capsys
):
    caplog.set_level("DEBUG")
    hours = Hours()
    async with Telegrams(hours.now, token="another") as there:
        nowhere = {"base_url": f"http://127.0.0.1:{free_port}"}
        given = settings(there, "7", "8")
        given["targets"]["chat1"].update(nowhere)
        async with running(hours, **given) as notifier:
            for n in range(2):
                outbox.add(delivery(f"d_{n}", chat(n), hours.now()))
            await eventually(lambda: len(outbox.attempts) == 2)
            faults = [notifier.fault(f"chat{n}") for n in range(2)]
            shown = repr(notifier._declared["chat0"]) + repr(vars(notifier))
    assert faults[0] == "answered 401: Unauthorized"
    for text in (*faults, shown, caplog.text, *capsys.readouterr()):
        assert TOKEN not in text


async def test_a_long_message_is_cut_to_what_the_api_takes(outbox, running, eventually):
    hours = Hours()
    async with Telegrams(hours.now) as there, running(hours, **settings(there, "7")):
        outbox.add(delivery("n", chat(0), hours.now(), message="&" * 9000))
        await eventually(lambda: outbox.count("delivered"))
    ((_, text),) = there.texts
    assert len(text.replace("&amp;", "&").replace("<b>", "").replace("</b>", "")) == 4096
