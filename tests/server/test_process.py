"""What processes of ours leave to others: no core dump, no file for anybody else, no secret in what they start."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fork_client import loaded_app
from tests.people import OLDER_TOKEN, TOKEN, message_fields
from tests.server.live_server import RemotePatient, Server, wait_until
from tests.settings import bare_environment, complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable

STARRED = ("SECRET_KEY", "FERNET_KEYS", "INDEX_KEY", "DATABASE_URL", "TWILIO_AUTH_TOKEN")
SHOWS_ITSELF = """\
import ctypes, os, subprocess
os.umask(0o022)
exec(compile(open("deploy/gunicorn.conf.py").read(), "gunicorn.conf.py", "exec"))
theirs = post_worker_init
def post_worker_init(worker):
    theirs(worker)
    child = subprocess.run(["cat", "/proc/self/environ"], capture_output=True, check=True).stdout.decode()
    made = os.open({path!r} + ".new", os.O_CREAT | os.O_WRONLY, 0o666)
    os.write(made, (str(ctypes.CDLL(None).prctl(3)) + child).encode())
    os.rename({path!r} + ".new", {path!r})
"""


def served(tmp_path: Path, url: str, **environment: str) -> tuple[Server, Path]:
    """Start a server whose worker writes down whether it is dumpable, and what a child of it was given."""
    shown = tmp_path / "shown"
    server = Server(tmp_path, url, WEB_CONCURRENCY="1", **environment)
    server.config = str(tmp_path / "gunicorn.conf.py")
    Path(server.config).write_text(SHOWS_ITSELF.format(path=str(shown)))
    return server.start(), shown


def test_secrets_given_as_values_are_not_handed_on_and_a_reload_reads_them_again(tmp_path, sqlite_url):
    (tmp_path / "token").write_text(TOKEN)
    server, shown = served(
        tmp_path, sqlite_url, TWILIO_AUTH_TOKEN=f"cmd:cat {tmp_path / 'token'}", VAULT_TOKEN="hvs.canary"
    )
    try:
        seen = shown.read_text()
        assert [name for name in (*STARRED, "VAULT_TOKEN") if f"{name}=" in seen] == []
        assert [name for name in STARRED if server.environment[name] in seen] == []
        assert seen.startswith("0"), "no debugger of the same user, in production"
        assert shown.stat().st_mode & 0o777 == 0o600
        assert_private(server.pid)

        (tmp_path / "token").write_text(OLDER_TOKEN)
        reload(server, lambda: answers(server) == 403)
        (tmp_path / "token").unlink()
        reload(server, lambda: "TWILIO_AUTH_TOKEN is kept at cmd:…" in server.log.read_text())
        assert "Until then the previous settings are used." in server.log.read_text()
        assert answers(server) == 403
    finally:
        server.end()


def answers(server: Server) -> int:
    """Return the status of a message that is signed with TOKEN."""
    return RemotePatient(server, "whatsapp:+15005550006").deliver(message_fields("hello"))[0]


def reload(server: Server, done: Callable[[], bool]) -> None:
    os.kill(server.pid, signal.SIGHUP)
    wait_until(done)


AS_A_SHELL = """\
import os, runpy, sys
os.umask(0o022)
sys.argv[:] = ["flask", "--app", "wsgi", "worker"]
runpy.run_module("flask", run_name="__main__", alter_sys=True)
"""


def assert_private(pid: int) -> None:
    assert core_limit(pid) == ("0", "0")
    assert "\nUmask:\t0077\n" in Path(f"/proc/{pid}/status").read_text()


def core_limit(pid: int) -> tuple[str, str]:
    found = re.search(
        r"^Max core file size +(\S+) +(\S+)", Path(f"/proc/{pid}/limits").read_text(), re.MULTILINE
    )
    assert found
    return found[1], found[2]


def test_a_command_is_as_private_as_the_server(tmp_path, sqlite_url):
    environment = bare_environment() | complete_environment(DATABASE_URL=sqlite_url)
    worker = loaded_app().start("-c", AS_A_SHELL, environment=environment)
    try:
        wait_until(lambda: "\nUmask:\t0077\n" in Path(f"/proc/{worker.pid}/status").read_text())
        assert_private(worker.pid)
    finally:
        worker.terminate()
        assert worker.wait(30) in {0, -signal.SIGTERM}


def test_the_server_that_takes_the_place_of_a_command_is_given_everything(environment):
    code = (
        "import os; from app.config import from_environment, whole_environment; before = dict(os.environ);"
        "from_environment(); assert 'FERNET_KEYS' not in os.environ; assert whole_environment() == before;"
        "assert from_environment() is from_environment(); from_environment(again=True); print('so it is')"
    )
    assert loaded_app().run("-c", code, environment=environment).stdout == "so it is\n"


def test_the_reloader_of_a_developer_keeps_what_it_restarts_itself_with(environment):
    code = "import os; from app.config import from_environment; from_environment(); print('FERNET_KEYS' in os.environ)"
    ran = loaded_app().run(
        "-c", code, environment=environment | {"FLASK_DEBUG": "1", "ANTEROOM_ENV": "development"}
    )
    assert ran.stdout == "True\n"
