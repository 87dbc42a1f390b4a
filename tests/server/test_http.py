import os
import socket

import pytest

from radist.errors import ConfigError
from radist.server.http import bind


def test_a_host_that_is_none_is_one_clear_line():
    with pytest.raises(ConfigError, match=r"http\.port"):
        bind("no.such.host.invalid", 0, "http.port")


def test_an_address_that_a_host_has_twice_is_bound_once(monkeypatch):
    found = socket.getaddrinfo("127.0.0.1", 0, type=socket.SOCK_STREAM)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found * 2)
    [sock] = bind("twice.example", 0, "http.port")
    sock.close()


@pytest.mark.parametrize(("system", "reused"), [("posix", True), ("nt", False)])
def test_an_address_is_reused_where_that_takes_it_from_nobody(monkeypatch, system, reused):
    monkeypatch.setattr(os, "name", system)
    [sock] = bind("127.0.0.1", 0, "http.port")
    monkeypatch.undo()
    with sock:
        assert bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)) is reused
