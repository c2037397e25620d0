"""The files of the image, and a sandbox with the limits of its containers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.crypto import new_identity
from tests.deploy.shipped import DEPLOY, HOME
from tests.deploy.stack import COMPOSE
from tests.project import ROOT

if TYPE_CHECKING:
    from tests.deploy.stack import Stack

_DOCKERFILE: Final = (DEPLOY / "Dockerfile").read_text()
[_USER] = set(re.findall(r"^USER (\d+):", _DOCKERFILE, re.MULTILINE))
IDENTITY, PUBLIC_KEY = new_identity()
_FILLED_IN: Final = {
    "ANTEROOM_HOST": "intake.example.org",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_SENDERS": "whatsapp:+14155238886",
    "CLINIC_NAME": "Larkfield Clinic",
    "CLINIC_PHONE": "01632 960 555",
    "EMERGENCY_NUMBER": "999",
    "CLINIC_TIMEZONE": "Europe/London",
    "BACKUP_KEY": PUBLIC_KEY,
}
"""The values that an operator writes into .env."""


def copied() -> list[str]:
    """Return the patterns of the files that go into the image."""
    first, *rest = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")
    ]
    assert first == "*"
    return [line.removeprefix("!") for line in rest if line.startswith("!")]


def make_image(folder: Path) -> None:
    """Copy what the image is made of into a folder."""
    for pattern in copied():
        for path in ROOT.glob(pattern):
            there = folder / path.relative_to(ROOT)
            there.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, there)


def health_check() -> list[str]:
    """Return the command by which Docker asks a server how it is."""
    [command] = re.findall(r'^ +CMD (\["python".*\])$', _DOCKERFILE, re.MULTILINE)
    found: list[str] = json.loads(command)
    return found


class Box:
    """Runs commands as a container of the Compose file would, with bubblewrap.

    The user has no capability, the root cannot be written to, and the settings, secrets and volumes are those
    of the file. The network is this computer's.
    """

    def __init__(self, folder: Path, stack: Stack) -> None:
        self._folder = folder
        self._stack = stack
        make_image(folder / "image")
        for name in ("image/instance", "image/.venv", "instance", "backups"):
            (folder / name).mkdir(0o700)
        (folder / "hosts").write_text(f"127.0.0.1 localhost {' '.join(COMPOSE['services'])}\n")

    def command(self, service: str, *command: str) -> list[str]:
        """Return what runs a command as in a container of a service."""
        environment = {"PATH": f"{HOME}/.venv/bin:/usr/bin:/bin"} | _FILLED_IN
        for name, value in COMPOSE["services"][service]["environment"].items():
            environment[name] = re.sub(r"\$\{ANTEROOM_HOST:[^}]*\}", _FILLED_IN["ANTEROOM_HOST"], value)
        mounted: dict[str, tuple[str, Path]] = {
            HOME: ("--ro-bind", self._folder / "image"),
            f"{HOME}/.venv": ("--ro-bind", Path(sys.prefix).resolve()),
            # The commands in it begin with the path at which it was made, which may be in an emptied folder.
            sys.prefix: ("--ro-bind", Path(sys.prefix).resolve()),
            f"{HOME}/instance": ("--bind", self._folder / "instance"),
            "/mnt/backups": ("--bind", self._folder / "backups"),
            "/run/secrets": ("--ro-bind", self._stack.folder / "secrets"),
            "/run/authority": ("--ro-bind", self._stack.folder / "tls/authority"),
            "/etc/hosts": ("--ro-bind", self._folder / "hosts"),
        }
        empty = [each for folder in ("/srv", "/mnt", "/run", "/tmp") for each in ("--tmpfs", folder)]
        mounts = [each for there, (how, here) in mounted.items() for each in (how, str(here), there)]
        settings = [each for name, value in environment.items() for each in ("--setenv", name, value)]
        return [
            "bwrap", "--unshare-user", "--uid", _USER, "--gid", _USER, "--cap-drop", "ALL", "--die-with-parent",
            "--ro-bind", "/", "/", *empty, *mounts, "--dev", "/dev", "--proc", "/proc",
            "--remount-ro", "/srv", "--chdir", HOME, "--clearenv", *settings, "--", *command,
        ]  # fmt: skip

    def run(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(service, *command), capture_output=True, text=True, check=False, timeout=120
        )

    def opens_backups(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with the identity at its standard input."""
        return subprocess.run(
            self.command(service, "env", "BACKUP_IDENTITY_FILE=-", *command),
            input=IDENTITY, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
