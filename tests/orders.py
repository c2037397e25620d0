"""Orders to a process that has loaded the app. As a script, this is one: a shell's `python`, started at once.

It imports next to nothing, for a Python that starts in an instant: `python -IS orders.py SOCKET -m flask …`.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Final

ROOM: Final = 2**17  # bytes for an order


def sent(
    path: str, arguments: list[str], folder: str, environment: dict[str, str], streams: tuple[int, int, int]
) -> socket.socket:
    """Send an order, and return where the process's id and then its status come from."""
    loader = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    loader.connect(path)
    order = {"arguments": arguments, "folder": folder, "environment": environment}
    socket.send_fds(loader, [json.dumps(order).encode()], streams)
    return loader


if __name__ == "__main__":
    here = os.getcwd()  # noqa: PTH109 - pathlib takes longer to import than all else here
    answers = sent(sys.argv[1], sys.argv[2:], here, dict(os.environ), (0, 1, 2))
    answers.recv(ROOM)
    sys.exit(int(answers.recv(ROOM)))
