"""The same app, started from each place, and what is left of the secrets in the processes that come of it."""

from __future__ import annotations

import base64
import json
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.config.values import OF_STORES
from tests.config.places.shelves import in_aws, in_azure, in_bao, in_files, in_google
from tests.databases import Keys
from tests.people import TOKEN
from tests.server.canary import traces
from tests.server.live_server import RemotePatient, Server

if TYPE_CHECKING:
    from tests.config.places.shelves import Shelf

FIELDS = {
    "SECRET_KEY": "phrase",
    "FERNET_KEYS": "sealing",
    "INDEX_KEY": "index",
    "DATABASE_URL": "database",
    "TWILIO_AUTH_TOKEN": "twilio",
}
STARTS_A_CHILD = """\
import subprocess
exec(compile(open("deploy/gunicorn.conf.py").read(), "gunicorn.conf.py", "exec"))
theirs = post_worker_init
def post_worker_init(worker):
    theirs(worker)
    subprocess.run(["sh", "-c", "cat /proc/self/environ /proc/self/limits >child; umask >>child"], cwd={folder!r}, check=True)
"""


def starting(
    folder: Path, template: Path, shelf: Shelf, name: str, *, fresh: bool
) -> tuple[Server, dict[str, str]]:
    """Put a whole set of secrets away, and begin a server that has nothing but references to them."""
    folder.mkdir()
    database = shutil.copy(template, folder / "anteroom.db")
    keys = Keys()
    kept = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FERNET_KEYS": base64.urlsafe_b64encode(keys.masters[0]).decode(),
        "INDEX_KEY": base64.urlsafe_b64encode(keys.index_keys[0]).decode(),
        "DATABASE_URL": f"sqlite:///{database}",
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    shelf.keep(name, {field: kept[variable] for variable, field in FIELDS.items()})
    references = {variable: shelf.refer(name, field) for variable, field in FIELDS.items()}
    database_url = references.pop("DATABASE_URL")
    server = Server(
        folder, database_url, **references, **shelf.environment, LOG_LEVEL="DEBUG", WEB_CONCURRENCY="1"
    )
    (folder / "gunicorn.conf.py").write_text(STARTS_A_CHILD.format(folder=str(folder)))
    server.fresh = fresh
    server.config = str(folder / "gunicorn.conf.py")
    server.begin()
    return server, kept


def test_the_same_app_starts_from_each_place_and_leaves_no_secret_about(
    aws_server, azure, google, bao_server, internet, sqlite_template, name, tmp_path
):
    (tmp_path / "kept").mkdir()
    shelves = {
        "aws": in_aws(aws_server),
        "azure": in_azure(azure, internet.environment),
        "gcp": in_google(google, internet.environment, tmp_path),
        "vault": in_bao(bao_server),
        "cmd": in_files(tmp_path / "kept"),
    }
    begun = [
        # Of one, /proc is to tell what a process was started with.
        starting(tmp_path / place, sqlite_template, shelf, name, fresh=place == "cmd")
        for place, shelf in shelves.items()
    ]
    try:
        for server, kept in begun:
            server.wait_until_it_answers()
            connection = server.connect()
            connection.request("GET", "/readyz")
            ready = connection.getresponse()
            assert ready.status == 200
            assert {state for name, state in json.load(ready).items() if name != "jobs"} == {"ok"}
            assert "ESPAÑOL" in RemotePatient(server, "whatsapp:+15005550006").says("hello")
            leaves_nothing_about(server, kept)
    finally:
        for server, _ in begun:
            server.end()


def leaves_nothing_about(server: Server, kept: dict[str, str]) -> None:
    canaries = [value for variable, value in kept.items() if variable != "DATABASE_URL"]
    assert traces(canaries, [server.folder]) == [], "in its logs and files, and what its child was given"
    family = [
        server.pid,
        *map(int, Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()),
    ]
    assert len(family) == 2
    for pid in family:
        with suppress(PermissionError):  # which all but root get, in production
            environ = Path(f"/proc/{pid}/environ").read_text()
            assert [value for value in canaries if value in environ] == []
        limits, status = Path(f"/proc/{pid}/limits").read_text(), Path(f"/proc/{pid}/status").read_text()
        assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)
        assert "\nUmask:\t0077\n" in status
    child = (server.folder / "child").read_text()
    assert [name for name in OF_STORES | set(kept) if f"{name}=" in child] == []
    assert re.search(r"^Max core file size +0 +0 ", child, re.MULTILINE)
    assert child.endswith("0077\n")
    assert (server.folder / "child").stat().st_mode & 0o777 == 0o600
