"""An exchange that says what it has prepared, as fast as the socket takes it or at a given pace.

The plan is how an address begins: `/<run>/<what>/<messages per second, 0 for no limit>/<messages>`.
After the warm-up it waits until somebody GETs `…/go`.
"""

import base64
import hashlib
import json
import os
import re
import socket
import sys
import time
from collections import defaultdict
from contextlib import suppress
from functools import cache
from itertools import pairwise
from threading import Event, Thread
from time import perf_counter, sleep
from urllib.parse import parse_qs, urlsplit

from traffic import (
    FUTURES,
    NATIVES,
    OKX,
    OTHERS,
    WARM_UP,
    exchange_info,
    first_word,
    instruments,
    kind,
    kinds_of,
    okx_instruments,
    payloads,
    snapshot,
    spot_info,
    stay_on_one_core,
)

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_PATIENCE = 60.0
_going: defaultdict[str, Event] = defaultdict(Event)
"""Set, by run, when the warm-up is over."""


def frame(message: bytes) -> bytes:
    """A text frame of a server; of nothing, nothing."""
    size = len(message)
    if not size:
        return b""
    head = bytes([0x81, size]) if size < 126 else b"\x81\x7e" + size.to_bytes(2, "big")
    return head + message


@cache
def prepared(
    plan: str, count: int, names: tuple[tuple[str, str], ...], bare: bool
) -> tuple[bytes, list[int]]:
    """All frames, and where each begins; the last number is where all end."""
    frames = [frame(payload) for payload in payloads(plan, count, dict(names), bare)]
    ends = [0]
    for each in frames:
        ends.append(ends[-1] + len(each))
    return b"".join(frames), ends


def read_head(peer: socket.socket) -> bytes:
    """A request without a body."""
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = peer.recv(65536)
        if not chunk:
            return b""
        head += chunk
    return head


def answer_rest(peer: socket.socket, target: str) -> None:
    parts = urlsplit(target)
    plan, question = parts.path.split("/")[2], parts.path.rpartition("/")[2]
    if question == "depth":
        body = snapshot(parse_qs(parts.query)["symbol"][0])
    elif question == "exchangeInfo":
        body = exchange_info() if FUTURES.intersection(kinds_of(plan)) else spot_info()
    elif question == "instruments-info":
        body = instruments()
    elif question == "instruments":
        body = okx_instruments()
    elif question == "time":
        now = time.time_ns() // 1_000_000
        all_alike = b'{"serverTime":%d,"retCode":0,"result":{},"time":%d,"code":"0",%b}'
        body = all_alike % (now, now, b'"data":[{"ts":"%d"}]' % now)
    else:
        body = b"[]"  # nothing that the streams do not tell
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    peer.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + body)


def shake_hands(peer: socket.socket, head: bytes) -> None:
    key = re.search(rb"sec-websocket-key: *(\S+)", head, re.IGNORECASE)
    assert key is not None
    accept = base64.b64encode(hashlib.sha1(key[1] + _GUID, usedforsecurity=False).digest())
    peer.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def read_exactly(peer: socket.socket, size: int) -> bytes:
    parts = b""
    while len(parts) < size:
        chunk = peer.recv(size - len(parts))
        if not chunk:
            raise ConnectionError("the subject has left")
        parts += chunk
    return parts


def read_frame(peer: socket.socket) -> bytes:
    """The payload of a masked frame."""
    _, size = read_exactly(peer, 2)
    size &= 0x7F
    if size == 126:
        size = int.from_bytes(read_exactly(peer, 2), "big")
    mask, masked = read_exactly(peer, 4), read_exactly(peer, size)
    return bytes(byte ^ mask[n % 4] for n, byte in enumerate(masked))


def subscribed_in_parts(peer: socket.socket, okx: bool) -> list[str]:
    """The topics of all pairs, asked for in as many requests as a subject likes."""
    topics: list[str] = []
    while len(topics) < len(NATIVES):
        request = json.loads(read_frame(peer))
        asked = request.get("args", [])
        if okx:
            topics += [f"{arg['channel']}.{arg['instId']}" for arg in asked]
            number = {"id": request["id"]} if "id" in request else {}
            answers = [{"event": "subscribe", "arg": arg, "connId": "1"} | number for arg in asked]
        else:
            topics += asked
            number = {"req_id": request["req_id"]} if "req_id" in request else {}
            answers = [{"success": True, "ret_msg": "", "op": request["op"]} | number]
        peer.sendall(b"".join(frame(json.dumps(answer).encode()) for answer in answers))
    peer.sendall(b"".join(frame(first_word(topic)) for topic in topics))
    return topics


def subscribed(peer: socket.socket, target: str) -> list[str]:
    """The streams asked for: in the address, or in a request, which is answered."""
    plan = target.split("/")[2]
    if plan in OTHERS.values():
        return subscribed_in_parts(peer, plan in OKX.values())
    _, _, in_address = target.partition("streams=")
    if in_address:
        return in_address.split("/")
    request = json.loads(read_frame(peer))
    peer.sendall(frame(json.dumps({"result": None, "id": request["id"]}).encode()))
    streams: list[str] = request["params"]
    return streams


def send(peer: socket.socket, target: str) -> None:
    """Warm-up, a wait for the word, the plan; then wait until the subject leaves.

    A subject that uses several sockets gets on each what it asked for there.
    """
    run, plan, rate, count = target.split("/")[1:5]
    names = tuple(sorted(set(map(kind, subscribed(peer, target)))))
    bare = "/ws/" in target
    everything, ends = prepared(plan, WARM_UP + int(count), names, bare)
    peer.sendall(everything[: ends[WARM_UP]])
    if not _going[run].wait(_PATIENCE):
        raise ConnectionError("the subject never asked for more")
    if int(rate):
        send_paced(peer, everything, ends[WARM_UP:], int(rate))
    else:
        peer.sendall(memoryview(everything)[ends[WARM_UP] :])
    while peer.recv(65536):
        pass


def send_paced(peer: socket.socket, everything: bytes, ends: list[int], rate: int) -> None:
    """Each message by itself, at its time."""
    began = perf_counter()
    for n, (start, end) in enumerate(pairwise(ends)):
        early = began + n / rate - perf_counter()
        if early > 0:
            sleep(early)
        if start < end:
            peer.sendall(everything[start:end])


def serve(peer: socket.socket) -> None:
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with peer, suppress(ConnectionError):  # a subject that is done just leaves
        head = read_head(peer)
        if not head:
            return
        target = head.split(b" ", 2)[1].decode()
        if "upgrade: websocket" in head.decode("latin-1").lower():
            shake_hands(peer, head)
            send(peer, target)
        elif target.endswith("/go"):
            _going[target.split("/")[1]].set()
        else:
            answer_rest(peer, target)


def leave_with_the_benchmark() -> None:
    """End when nobody holds the other end of stdin any more, however that came about."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    stay_on_one_core(1)
    Thread(target=leave_with_the_benchmark, daemon=True).start()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            peer, _ = listener.accept()
            Thread(target=serve, args=[peer], daemon=True).start()


if __name__ == "__main__":
    main()
