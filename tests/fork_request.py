"""A request to `tests.fork_server`: the Python program that it should run in a fork.

As a script, this stands in for `python` in a shell: `python -IS fork_request.py SOCKET -m flask …` forks the program,
waits for it, and ends with its status. It is fast only while it imports next to nothing.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Final

LONGEST_ANSWER: Final = 32  # bytes, for a process id or an exit status


def send(
    path: str, arguments: list[str], folder: str, environment: dict[str, str], streams: tuple[int, int, int]
) -> socket.socket:
    """Send a request, and return the socket that answers with the process id and later with the status."""
    request = {"arguments": arguments, "folder": folder, "environment": environment}
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        server.connect(path)
        socket.send_fds(server, [json.dumps(request).encode()], streams)
    except OSError:
        server.close()
        raise
    return server


if __name__ == "__main__":
    here = os.getcwd()  # noqa: PTH109 - pathlib takes longer to import than all else here
    answers = send(sys.argv[1], sys.argv[2:], here, dict(os.environ), (0, 1, 2))
    answers.recv(LONGEST_ANSWER)  # the process id
    sys.exit(int(answers.recv(LONGEST_ANSWER)))
