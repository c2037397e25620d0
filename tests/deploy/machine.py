"""A machine that systemd has booted, on which an operator types what the pages say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import uuid4

from werkzeug.datastructures import MultiDict

from tests.people import message_fields, replies_in, sign
from tests.project import ROOT, files
from tests.server.live_server import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST: Final = "intake.localhost"
"""Caddy makes the certificate of a name under localhost by itself, with an authority of its own."""
WHEELS: Final = Path(sys.prefix) / "wheels"
REPOSITORY: Final = "/var/published"
COMMIT: Final = "git add -A\ngit -c user.name=A -c user.email=a@example.org commit -qm 'A version'\n"
_BOOT: Final = ROOT / "tests" / "deploy" / "boot.sh"
_NAMESPACES: Final = ("--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--fork", "--kill-child")
_ENVIRONMENT: Final = (
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/root",
    "LANG=C.UTF-8",
    "DEBIAN_FRONTEND=noninteractive",
    "PIP_CONFIG_FILE=/dev/null",
    "PIP_NO_INDEX=1",
    "PIP_FIND_LINKS=/var/wheels",
)
_BLOCK: Final = re.compile(r"^( *)```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_CADDY: Final = "var/lib/caddy/.local/share/caddy"
_POST: Final = """
import http.client, json, ssl, sys, time
told = json.load(sys.stdin)
for _ in range(60):  # as Twilio does while a server starts
    there = http.client.HTTPSConnection(told["host"], context=ssl.create_default_context(), timeout=30)
    there.request("POST", told["path"], told["body"], told["headers"])
    answer = there.getresponse()
    said = answer.read().decode()
    if answer.status < 500:
        break
    time.sleep(1)
print(answer.status, said, sep="\\n")
"""


def blocks(page: str, beginning: str = "\n", end: str = "\0") -> list[str]:
    """Return the shell blocks of a page between two of its headings, as they are written."""
    text = (ROOT / "docs" / page).read_text().partition(beginning)[2].partition(end)[0]
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in _BLOCK.findall(text)]


class Machine:
    """What root sees on it, once it has booted."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.root = Path(f"/proc/{pid}/root")
        self._within = ["nsenter", "--all", f"--target={pid}", "env", "-i", *_ENVIRONMENT]

    def tries(self, command: str, typed: str = "", cwd: str = "/root") -> subprocess.CompletedProcess[str]:
        """Run a block of shell as root, and return how it ended."""
        block = f"cd {cwd}\n{command}"
        return subprocess.run(
            [*self._within, "bash", "-euo", "pipefail", "-c", block],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    def types(self, command: str, typed: str = "", cwd: str = "/srv/anteroom") -> str:
        """Run a block of shell as root, which has to end well, and return what it printed."""
        done = self.tries(command, typed, cwd)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}\n{self.journal()[-2000:]}"
        return done.stdout

    def journal(self, *options: str) -> str:
        """Return what journalctl prints."""
        return self.tries(f"journalctl --no-pager -o cat {' '.join(options)}").stdout

    @contextmanager
    def mail_box(self, folder: Path, port: int) -> Iterator[Path]:
        """Run a mail server on the machine until the block ends; it puts what it takes into a folder (Maildir)."""
        server = (
            sys.executable,
            "-m",
            "aiosmtpd",
            "-n",
            "-l",
            f"127.0.0.1:{port}",
            "-c",
            "aiosmtpd.handlers.Mailbox",
        )
        process = subprocess.Popen(["nsenter", f"--net=/proc/{self.pid}/ns/net", *server, folder])
        try:
            wait_until(lambda: self.tries(f"</dev/tcp/127.0.0.1/{port}").returncode == 0)
            yield folder
        finally:
            process.terminate()
            process.wait()

    def posts(self, text: str, sender: str, token: str) -> list[str]:
        """Have Twilio post a patient's message through Caddy, and return the replies."""
        fields = message_fields(text, f"whatsapp:{sender}", WaId=sender.removeprefix("+"))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign(f"https://{HOST}/webhook", MultiDict(fields), token),
        }
        told = {"host": HOST, "path": "/webhook", "body": urlencode(fields), "headers": headers}
        said = self.types(f"/usr/bin/python3 -c '{_POST}'", json.dumps(told))
        status, _, body = said.partition("\n")
        assert status == "200", said
        return replies_in(body)


@contextmanager
def booted(folder: Path) -> Iterator[Machine]:
    """Boot a machine, until the block ends; an empty folder takes what is mounted."""
    assert os.geteuid() == 0, "only root can boot a machine: run make deploy-check as root"
    mounted = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    [cgroups] = {each[1] for each in mounted if each[2] == "cgroup2"}
    group = Path(cgroups) / f"anteroom-{uuid4()}"
    group.mkdir()
    enter = f"echo $$ >{group}/cgroup.procs; exec unshare {' '.join(_NAMESPACES)} {_BOOT} {folder}"
    process = subprocess.Popen(["bash", "-euc", enter])
    try:
        wait_until(lambda: _child_of(process.pid) is not None)
        machine = Machine(_child_of(process.pid) or 0)
        wait_until(lambda: machine.tries("systemctl is-system-running").stdout.strip() == "running")
        yield machine
    finally:
        process.kill()  # and with it systemd, and with systemd all of the machine
        process.wait()
        wait_until(lambda: "populated 0" in (group / "cgroup.events").read_text())
        _remove(group)


def _child_of(pid: int) -> int | None:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(listed[0]) if listed else None


def _remove(group: Path) -> None:
    for each in sorted(group.rglob("*/"), reverse=True):
        if each.is_dir():
            each.rmdir()
    group.rmdir()


def publish(machine: Machine) -> None:
    """Make a repository that has the project's files as they are now, for `git clone` and `git pull`."""
    for path in files():
        there = machine.root / REPOSITORY.removeprefix("/") / path.relative_to(ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, there)
    machine.types("git init -q -b main\n" + COMMIT, cwd=REPOSITORY)


def prepare(machine: Machine, folder: Path) -> None:
    """Give the machine what it would have from the internet: packages of Python, and a name with a trusted certificate."""
    assert WHEELS.exists(), "make deploy-check downloads the packages first"
    shutil.copytree(WHEELS, machine.root / "var/wheels")
    _certify(machine, folder)


def _certify(machine: Machine, folder: Path) -> None:
    """Make a certificate of the name, as Caddy would get one, and have the machine trust the authority that signed it."""
    curve = (
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-noenc",
        "-days",
        "60",
        "-subj",
        "/CN=Test",
    )
    own = machine.root / f"{_CADDY}/certificates/local/{HOST}"
    own.mkdir(parents=True)
    (folder / "extensions").write_text(f"subjectAltName=DNS:{HOST}\n")
    for command in (
        ["req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.crt", "-addext", "keyUsage=critical,keyCertSign"],
        ["req", *curve, "-keyout", own / f"{HOST}.key", "-out", "request"],
        ["x509", "-req", "-in", "request", "-CA", "ca.crt", "-CAkey", "ca.key", "-days", "60", "-extfile", "extensions", "-out", own / f"{HOST}.crt"],
    ):  # fmt: skip
        subprocess.run(["openssl", *command], check=True, capture_output=True, cwd=folder)
    (own / f"{HOST}.json").write_text(json.dumps({"sans": [HOST], "issuer_data": None}))
    shutil.copy(folder / "ca.crt", machine.root / "usr/local/share/ca-certificates/test.crt")
    machine.types(
        f"chown -R caddy:caddy /{_CADDY}\nupdate-ca-certificates\necho 127.0.0.1 {HOST} >>/etc/hosts", cwd="/"
    )
