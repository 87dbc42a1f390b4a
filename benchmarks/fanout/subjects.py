"""Who is measured, how each is started, and how the loader speaks with it."""

import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import NamedTuple

HERE = Path(__file__).parent
PEERS = HERE.parent.parent / ".venv-peers" / "bin" / "python"
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
SERVER_CORE, LOADER_CORE = 0, 1
_PATIENCE = 30.0
"""Seconds in which a server has to be there."""

NGINX = """
load_module {module};
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
worker_rlimit_nofile {files};
events {{ worker_connections {files}; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/body;
  nchan_shared_memory_size 256m;
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    location = / {{ nchan_subscriber websocket; nchan_channel_id room; }}
    location = /pub {{ nchan_publisher; nchan_channel_id room; nchan_message_timeout 10s; }}
  }}
}}
"""
NATS = """
listen: "127.0.0.1:{port}"
ping_interval: "1h"
websocket {{ listen: "127.0.0.1:{other}", no_tls: true, compression: false }}
"""


class Subject(NamedTuple):
    """One way to send a message to many: the command, and what the loader has to know."""

    name: str
    command: tuple[str, ...]
    speech: tuple[str, ...] = ()
    """Arguments of the loader."""
    config: str = ""
    """Where a configuration is written instead of the ports read."""


class Running(NamedTuple):
    """A server that answers."""

    port: int
    inlet: int
    pids: str


_SUBSCRIBE = '{"op":"subscribe","rooms":["trade.binance.BTC/USDT"]}'
_IMMEDIATE = '{"op":"hello","immediate":true}'
RADIST = ("path=/api/v1/websocket/ws", f"hello={_SUBSCRIBE}", "ready=subscribed")
HASTY = (RADIST[0], f"hello={_IMMEDIATE}\x1e{_SUBSCRIBE}", RADIST[2])
"""Clients who ask that nothing waits for what comes after it: one write for each message."""
SOCKETIO = (
    "path=/socket.io/?EIO=4&transport=websocket",
    *("hello=40", "ready=40{", "ping=2", "pong=3"),
)
NATS_HELLO = 'hello=CONNECT {"verbose":false}\r\nSUB room 1\r\nPING\r\n'
NATS_SPEECH = ("opcode=2", NATS_HELLO, "ready=PONG", "ping=PING\r\n", "pong=PONG\r\n")


def python(name: str, where: str = sys.executable, *more: str) -> tuple[str, ...]:
    return (where, str(HERE / f"{name}_subject.py"), *more)


def subjects(built: Path) -> dict[str, Subject]:
    """Everybody, by name. `built` is the folder of what was compiled."""
    peers = str(PEERS)
    everybody = (
        Subject("C", (str(built / "server"),)),
        Subject("Radist", python("radist"), RADIST),
        Subject("Radist again", python("radist"), RADIST),
        Subject("Radist at once", python("radist"), HASTY),
        Subject("at once again", python("radist"), HASTY),
        Subject("FastAPI", python("fastapi", peers)),
        Subject("websockets", python("websockets", peers)),
        Subject("python-socketio", python("socketio", peers), SOCKETIO),
        Subject("nchan", ("nginx", "-c"), ("publish=http",), NGINX),
        Subject("nats-server", ("nats-server", "-c"), ("publish=nats", *NATS_SPEECH), NATS),
    )
    return {subject.name: subject for subject in everybody}


def absent(subject: Subject) -> str:
    """Why a subject cannot be measured here; empty if it can."""
    program = subject.command[0]
    if program == str(PEERS) and not PEERS.exists():
        return "no .venv-peers: `make bench-fanout` makes it"
    if not shutil.which(program):
        return f"no {program} here"
    if subject.config == NGINX and not NCHAN.exists():
        return "nginx has no module nchan here"
    return ""


def build(folder: Path) -> None:
    """Compile loader and floor."""
    for name in ("loader", "server"):
        source, target = str(HERE / f"{name}.c"), str(folder / name)
        subprocess.run(["cc", "-O2", "-w", "-o", target, source], check=True)


def settle(core: int) -> None:
    """Called in the child: on a core of its own, with as many files as it may have."""
    if core in os.sched_getaffinity(0):
        os.sched_setaffinity(0, {core})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def running(subject: Subject, folder: Path, more: tuple[str, ...] = ()) -> Iterator[Running]:
    """The subject's server, for as long as that is needed."""
    ports = (free_port(), free_port())
    command = [*subject.command, *more]
    if subject.config:
        config = folder / "peer.conf"
        config.write_text(_configuration(subject, folder, *ports), "utf-8")
        command = [*subject.command, str(config)]
    environ = os.environ | {"GOMAXPROCS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command,
        env=environ,
        stdout=DEVNULL if subject.config else PIPE,
        stderr=DEVNULL if subject.config else None,
        preexec_fn=partial(settle, SERVER_CORE),
    ) as process:
        try:
            if not subject.config:
                assert process.stdout is not None
                ports = tuple(int(port) for port in process.stdout.readline().split())
            inlet, port = ports if subject.config == NATS else ports[::-1]
            if subject.config == NGINX:
                inlet = port = ports[0]
            _wait_for(port)
            yield Running(port, inlet, _family(process.pid, subject.config == NGINX))
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def _configuration(subject: Subject, folder: Path, port: int, other: int) -> str:
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return subject.config.format(module=NCHAN, folder=folder, files=files, port=port, other=other)


def _wait_for(port: int) -> None:
    limit = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.05)
        else:
            return


def _family(pid: int, forks: bool) -> str:
    """A process and its children, as the loader takes them."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    while forks and not path.read_text("ascii"):
        time.sleep(0.01)
    return ",".join([str(pid), *path.read_text("ascii").split()])
