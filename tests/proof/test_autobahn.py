"""Autobahn's fuzzing client against the port of the rooms, whose clients echo for once."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest
from picows import WSFrame, WSMsgType, WSTransport

from proof.conftest import Say
from proof.guarded import Upstream
from radist.config import Config, Limits, WebSocket
from radist.hub.hub import Hub
from radist.server import websocket
from radist.server.client import Client

AUTOBAHN = Path(__file__).parents[2] / ".venv-autobahn"
RUN = "import site, sys; site.addsitedir(sys.argv.pop(1)); from autobahntestsuite import wstest; "
GOOD = {"OK", "NON-STRICT", "INFORMATIONAL"}
PATIENCE = 300.0


class Echo(Client):
    """Takes frames as every client's are taken, and gives back what they say."""

    def _received(self, message: bytes, cost: int) -> None:
        super()._write(message)

    def _write(self, *messages: bytes) -> None:
        """What a room says of itself is no echo."""

    def _read(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.BINARY and not self._closing:
            transport.send(WSMsgType.BINARY, frame.get_payload_as_bytes())
        else:
            super()._read(transport, frame)


async def fuzz(url: str, folder: Path) -> dict[str, dict[str, str]]:
    """What Autobahn says of each of its core cases: without limits (9) and compression (12, 13)."""
    excluded = ["9.*", "12.*", "13.*"]
    server = {"agent": "Radist", "url": url}
    asked = {"outdir": str(folder), "servers": [server], "cases": ["*"], "exclude-cases": excluded}
    (folder / "asked.json").write_text(json.dumps(asked | {"exclude-agent-cases": {}}))
    client = await asyncio.create_subprocess_exec(
        *(AUTOBAHN / "python", "-c", RUN + "wstest.run()", AUTOBAHN / "packages"),
        *("--mode", "fuzzingclient", "--spec", folder / "asked.json"),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(PATIENCE):
        output, _ = await client.communicate()
    assert client.returncode == 0, output.decode()
    return dict(json.loads((folder / "index.json").read_text())["Radist"])


@pytest.mark.skipif(
    not (AUTOBAHN / "python").exists(),
    reason="Autobahn takes a Python 2.7, and make has found none",
)
async def test_frames_are_taken_as_the_standard_has_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, say: Say
) -> None:
    monkeypatch.setattr(websocket, "Client", Echo)
    port = WebSocket(host="127.0.0.1", port=0, max_frame=131_072, heartbeat=3600)
    generous = Limits(messages=1e6, bytes=1e9)
    upstream, hub = Upstream(), Hub("e1", 1_000_000)
    rooms = websocket.Rooms(upstream, hub, Config(websocket=port, limits=generous))
    await rooms.start()
    try:
        said = await fuzz(f"ws://127.0.0.1:{rooms.port}{websocket.PATH}", tmp_path)
    finally:
        await rooms.stop()
    judged = {case: (found["behavior"], found["behaviorClose"]) for case, found in said.items()}
    assert len(judged) == 247
    assert [case for case, verdicts in judged.items() if not GOOD.issuperset(verdicts)] == []
    for group in sorted({case.partition(".")[0] for case in judged}, key=int):
        of_group = [v for case, (v, _) in judged.items() if case.partition(".")[0] == group]
        say(f"cases {group}: {dict(Counter(of_group))}")
