"""Every exchange has a recording of made-up frames, each with the events it must become."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from radist import codec, plugins
from radist.config import Config
from radist.model import Event, Gap
from radist.venues import make_exchange

RECORDINGS = sorted(Path(__file__).parent.glob("recordings/*.jsonl"))


class Line(msgspec.Struct):
    """A frame to the byte, or with a URL a REST body; when it came, and what it means."""

    frame: msgspec.Raw
    now: int
    events: list[dict[str, Any]]
    url: str | None = None


def read(path: Path) -> list[Line]:
    return msgspec.json.Decoder(Line).decode_lines(path.read_bytes())


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_every_frame_becomes_the_events_that_stand_beside_it(path):
    exchange = make_exchange(Config(), path.stem)
    exchange.assuming, exchange.asks = True, False
    conversation = exchange.conversation("")
    for number, line in enumerate(read(path), 1):
        payload = bytes(line.frame)
        if line.url is None:
            outputs = conversation.received(payload, line.now)
        else:
            outputs = exchange.fetched(line.url, payload, line.now)
        events = [msgspec.json.decode(codec.encode(o)) for o in outputs if isinstance(o, Event)]
        assert events == line.events, f"line {number}"


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_every_channel_of_the_exchange_is_recorded(path):
    texts = [msgspec.json.encode(event) for line in read(path) for event in line.events]
    events = [codec.decode(text) for text in texts]
    recorded = {event.channel for event in events if not isinstance(event, Gap)}
    assert recorded >= make_exchange(Config(), path.stem).channels.keys()


def test_every_exchange_has_a_recording():
    assert [path.stem for path in RECORDINGS] == list(plugins.names("exchanges"))
