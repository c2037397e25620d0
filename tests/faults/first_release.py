"""The first release, out of the project's history: its code, its servers, and somebody who signed in to it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.project import ROOT
from tests.server.live_server import Server

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COMMIT: Final = "169c3a95ed50686ebd0b864c401e912f51ce8dad"
"""0.1.0, of 25 November 2026."""
_SIGNS_IN: Final = """\
import json
from datetime import UTC, datetime
from app import create_app
from app.guard.tokens import new_token, token_hash
from app.services import of
from datetime import timedelta

services = of(create_app())
now = services.clock()
tokens = []
with services.store.begin() as unit:
    for name, role in json.loads(input()):
        staff_id = unit.staff.add(f"{name}@clinic.example", name, role, now)
        member = unit.staff.lock(staff_id)
        unit.staff.enrol(staff_id, "$argon2id$unused", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 0, b"0" * 16, [b"0" * 32], now)
        tokens.append(new_token())
        unit.sessions.open(token_hash(tokens[-1]), staff_id, "Firefox", "127.0.0.0", now, now + timedelta(hours=12), now)
print(json.dumps(tokens))
"""


def unpack(folder: Path) -> Path:
    """Put the first release's code into the folder."""
    packed = subprocess.run(
        ["git", "archive", "--format=tar", COMMIT], cwd=ROOT, capture_output=True, check=True
    ).stdout
    folder.mkdir()
    subprocess.run(["tar", "--extract", "--directory", folder], input=packed, check=True)
    return folder


def run(root: Path, environment: Mapping[str, str], *arguments: str, given: str = "") -> str:
    """Run Python with the code of a folder, and return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root, env=dict(environment), input=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def sign_in(root: Path, environment: Mapping[str, str], **members: str) -> list[str]:
    """Make members by their names, with their roles, and return the tokens of their sessions."""
    printed = run(root, environment, "-c", _SIGNS_IN, given=json.dumps(list(members.items())))
    tokens: list[str] = json.loads(printed.splitlines()[-1])
    return tokens


def server_of(root: Path, folder: Path, database_url: str, public_url: str, **environment: str) -> Server:
    """Return a server of the first release, not started."""
    folder.mkdir()
    server = Server(folder, database_url, PUBLIC_URL=public_url, WEB_CONCURRENCY="1", **environment)
    server.root, server.fresh = root, True
    return server
