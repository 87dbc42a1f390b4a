"""What does a node need for two thousand streams, and does it keep to the exchange's limits?

A whole node in a process of its own, and the simulated exchange in another, which counts what
clients do that it does not put up with.
"""

import argparse
import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from subprocess import PIPE
from time import monotonic, process_time
from typing import Any

import aiohttp
import uvloop

from radist.config import Config, Http, Hub, WebSocket
from radist.node import Node

CHANNELS = ("trade", "quote", "ticker", "candle")
LIMIT = 150.0
"""MB that a node may have in memory."""
_PATIENCE = 300.0

Result = dict[str, Any]


def memory(what: str) -> float:
    """MB of this process in memory: now (`VmRSS`), or the most there ever were (`VmHWM`)."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) * 1024 / 1e6


def topics(node: Node, exchange: str) -> Iterator[str]:
    """Those of all symbols, channel after channel of each."""
    for symbol, instrument in node.exchange(exchange).instruments.items():
        if instrument.kind in ("spot", "perpetual"):
            for channel in CHANNELS:
                topic = f"{channel}.{exchange}.{symbol}"
                yield node.check(f"{topic}.1m" if channel == "candle" else topic)


async def listen(node: Node, exchange: str, streams: int, seconds: float) -> Result:
    """Want so many streams of a node; wait until each has brought something."""
    while not node.exchange(exchange).instruments:  # noqa: ASYNC110  # a slow machine takes a while
        await asyncio.sleep(0.1)
    wanted = set(islice(topics(node, exchange), streams))
    before, began = memory("VmRSS"), monotonic()
    node.subscribe(wanted)
    silent = wanted
    while silent and monotonic() - began < _PATIENCE:
        await asyncio.sleep(0.5)
        silent = {topic for topic in silent if not node.hub.latest(topic)}
    took, cpu = monotonic() - began, process_time()
    messages = sum(feed.messages for feed in node.status())
    await asyncio.sleep(seconds)
    return {
        "delivering": len(wanted) - len(silent),
        "after": took,
        "before": before,
        "rss": memory("VmRSS"),
        "peak": memory("VmHWM"),
        "core": (process_time() - cpu) / seconds,
        "rate": (sum(feed.messages for feed in node.status()) - messages) / seconds,
    }


async def be_a_node(options: argparse.Namespace) -> None:
    """Tell the result as a line of JSON."""
    urls = {"ws_url": options.node[0], "rest_url": options.node[1]}
    exchange = options.exchange
    config = Config(
        http=Http(port=0),
        websocket=WebSocket(port=0),
        hub=Hub(room_bytes=options.room_bytes),
        exchanges={exchange: urls},
        market_exchange=exchange,
        markets=(),
    )
    node, stop, ready = Node(config), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(node.run(stop, ready))
        await ready.wait()
        print(
            json.dumps(await listen(node, exchange, options.streams, options.seconds)), flush=True
        )
        sys.stdin.read()  # the exchange is still to be asked
        stop.set()


@contextmanager
def simulated(exchange: str, streams: int, activity: str) -> Iterator[tuple[str, str]]:
    """The addresses of a simulated exchange with enough pairs, most of them quiet."""
    program = Path(sys.executable).parent / "radist"
    pairs = str(streams // len(CHANNELS))
    command = [program, "simulate", "--exchange", exchange, "--port", "0"]
    command += ["--more-pairs", pairs, "--activity", activity]
    with subprocess.Popen(command, stderr=PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"on (ws://\S+) and (http://[^\s]+\d)", process.stderr.readline())
            assert found is not None
            yield found[1], found[2]
        finally:
            process.send_signal(signal.SIGINT)


async def status_of(rest_url: str) -> Result:
    """What the simulated exchange tells of its clients."""
    async with aiohttp.ClientSession() as http, http.get(f"{rest_url}/simulator/status") as answer:
        return dict(await answer.json())


def measure(options: argparse.Namespace) -> tuple[Result, Result]:
    """What the node says of itself, and the exchange of the node."""
    arguments = ["--exchange", options.exchange, "--streams", str(options.streams)]
    with simulated(options.exchange, options.streams, options.activity) as (ws_url, rest_url):
        arguments += ["--seconds", str(options.seconds), "--room-bytes", str(options.room_bytes)]
        command = [sys.executable, __file__, *arguments, "--node", ws_url, rest_url]
        with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as node:
            assert node.stdout is not None and node.stdin is not None
            told: Result = json.loads(node.stdout.readline())
            status = asyncio.run(status_of(rest_url))
            node.stdin.close()
    return told, status


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchange", default="binance")
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--activity", default="1", help="how busy the market is")
    parser.add_argument(
        "--room-bytes", type=int, default=Hub().room_bytes, help="as hub.room_bytes"
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="to watch once all deliver")
    parser.add_argument("--node", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.node:
        uvloop.run(be_a_node(options))
        return
    node, exchange = measure(options)
    sizes = [len(socket["streams"]) for socket in exchange["sockets"]]
    print(f"{options.exchange}: {sum(sizes)} streams on sockets of {sizes}")
    print(f"delivering: {node['delivering']} of {options.streams}, after {node['after']:.1f} s")
    print(f"violations: {exchange['violations']} {exchange['counts']}")
    print(f"{node['rate']:,.0f} messages/s on {node['core']:.2f} of a core")
    verdict = "met" if node["rss"] <= LIMIT else "missed"
    print(f"memory: {node['before']:.0f} MB before, {node['rss']:.0f} MB with all streams,")
    print(f"        {node['peak']:.0f} MB at most; goal ≤ {LIMIT:.0f} MB: {verdict}")
    if exchange["violations"] or node["delivering"] < options.streams:
        sys.exit(1)


if __name__ == "__main__":
    main()
