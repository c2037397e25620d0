"""Programs are forked reliably, however busy the machine is."""

from __future__ import annotations

import gc
import select
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fork_client import ForkedProcess
from tests.fork_request import send
from tests.fork_server import ForkServer


def test_the_socket_of_a_fork_server_exists_only_once_it_accepts_connections(tmp_path, monkeypatch):
    path = tmp_path / "socket"
    listeners: list[socket.socket] = []

    class Listener(socket.socket):
        def listen(self, backlog: int = 0) -> None:
            assert not path.exists()
            listeners.append(self)
            super().listen(backlog)

    monkeypatch.setattr(socket, "socket", Listener)
    ForkServer(str(path))
    monkeypatch.undo()
    with listeners[0], socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
        client.connect(str(path))


def test_a_request_that_no_server_takes_leaves_no_socket_open(tmp_path):
    with pytest.raises(FileNotFoundError):
        send(str(tmp_path / "socket"), ["-c", ""], str(tmp_path), {}, (0, 1, 2))
    gc.collect()  # one left open would be reported here, and without this in any later test


def test_two_threads_that_wait_for_a_forked_program_both_get_its_status(monkeypatch):
    server, client = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with server:
        server.send(b"1")
        program = ForkedProcess(client)
        server.send(b"3")
    both, see = threading.Barrier(2), select.select

    def see_together(*waited: Any) -> Any:
        seen = see(*waited)
        both.wait(30)
        return seen

    monkeypatch.setattr(select, "select", see_together)
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(program.wait, (30, 30))) == [3, 3]
