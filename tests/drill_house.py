"""An operator's folder with Anteroom in it, and somebody who follows a drill of docs/drills to the letter."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from argon2.profiles import CHEAPEST

from app import create_app
from app.config import load, read_environment
from app.config.environment import with_value
from app.crypto import new_identity
from app.services import build
from tests.compile_caches import TEMPLATE_CACHE
from tests.fork_client import LoadedApp
from tests.people import Clock, Patient, Twilio
from tests.project import ROOT
from tests.settings import bare_environment, complete_environment
from tests.staff_people import Colleague, add_colleague

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flask import Flask

    from app.services import Services

DRILLS: Final = ROOT / "docs" / "drills"
_BLOCK: Final = re.compile(r"^( *)```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
IDENTITY: Final = "backup-identity.txt"
_RESTART: Final = '#!/bin/sh\necho "$@" >> restarts\n'


def furnish(folder: Path) -> None:
    """Copy Anteroom into a folder, like a clone, and add a `systemctl` that only notes its calls."""
    for name in ("app", "migrations", "deploy"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "wsgi.py", folder)
    _put(folder / "programs" / "systemctl", _RESTART)
    (folder / ".venv").symlink_to(sys.prefix)


@contextmanager
def forked_commands(folder: Path) -> Iterator[None]:
    """While the block runs, fork what a drill types as `python` and `flask`: both then start quickly."""
    loaded = LoadedApp(folder)
    (folder / ".venv").unlink()
    for name, program in (("python", ""), ("flask", "-m flask ")):
        request = (
            f'exec {sys.executable} -IS {ROOT / "tests" / "fork_request.py"} {loaded.path} {program}"$@"'
        )
        _put(folder / ".venv" / "bin" / name, f"#!/bin/sh\n{request}\n")
    yield
    loaded.end()


def clear(folder: Path) -> None:
    """Delete everything that a clone does not have."""
    for path in folder.iterdir():
        if path.name in {"app", "migrations", "deploy", "wsgi.py", "programs", ".venv"}:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _put(program: Path, text: str) -> None:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(text)
    program.chmod(0o755)


def blocks(drill: str) -> list[str]:
    """Return the shell blocks of a drill, as they are written."""
    found = _BLOCK.findall((DRILLS / f"{drill}.md").read_text())
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


@dataclass
class House:
    """Anteroom in a furnished folder. A change of `.env` has no effect until the app is started again."""

    folder: Path
    database_url: str
    clock: Clock = field(default_factory=Clock)
    app: Flask = field(init=False)
    services: Services = field(init=False)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock.now = datetime.now(UTC)
        (self.folder / "instance").mkdir(mode=0o700, exist_ok=True)
        self.backups.mkdir(mode=0o700, exist_ok=True)
        env = self.folder / ".env"
        env.touch(0o600)
        identity, public_key = new_identity()
        (self.folder / IDENTITY).write_text(identity)
        (self.folder / IDENTITY).chmod(0o600)
        settings = complete_environment(DATABASE_URL=self.database_url, BACKUP_KEY=public_key)
        env.write_text("".join(f"{name}='{value}'\n" for name, value in settings.items()))
        self.starts()

    def starts(self) -> None:
        """Start Anteroom again, with what is in `.env` now."""
        if hasattr(self, "services"):
            self.services.store.close()
        self.services = build(load(self.env(), self.folder / "instance"), self.clock)
        self.app = create_app(self.services, CHEAPEST)
        self.app.jinja_env.bytecode_cache = TEMPLATE_CACHE

    @property
    def backups(self) -> Path:
        """The folder in the place of `/mnt/backups`."""
        return self.folder / "backups"

    def env(self) -> dict[str, str]:
        return read_environment(self.folder, {})

    def sets(self, name: str, value: str) -> None:
        """Write another value into `.env`, as an editor would."""
        file = self.folder / ".env"
        file.write_text(with_value(file.read_text(), name, value))

    def colleague(self, email: str, role: str) -> Colleague:
        return add_colleague(self.app, self.services, self.clock, email, role)

    def patient(self) -> Patient:
        return Patient(Twilio(self.app.test_client()))

    def follows(
        self,
        drill: str,
        typed: Mapping[str, str] | None = None,
        meanwhile: Mapping[str, Callable[[], None]] | None = None,
        **capitals: str | Callable[[], str],
    ) -> str:
        """Run every block of a drill in order, and return all that they printed.

        `capitals` gives the value of each placeholder that the drill writes in capitals. The keys of `typed` and
        `meanwhile` are words that a block contains: the one gives its standard input, the other what happens before it.
        """
        text = (DRILLS / f"{drill}.md").read_text()
        assert all(f"{word}, " in text for word in capitals), "the drill says what the words in capitals are"
        for block in blocks(drill):
            for happens in (what for words, what in (meanwhile or {}).items() if words in block):
                happens()
            keyed = "".join(what for words, what in (typed or {}).items() if words in block)
            self._runs(self._filled(block, capitals), keyed)
        return "\n".join(self.said)

    def _filled(self, block: str, capitals: Mapping[str, str | Callable[[], str]]) -> str:
        block = block.replace("/mnt/backups", str(self.backups))
        for word, value in capitals.items():
            if re.search(rf"\b{word}\b", block):
                block = re.sub(rf"\b{word}\b", value if isinstance(value, str) else value(), block)
        return block

    def _runs(self, block: str, typed: str) -> None:
        environment = bare_environment()
        environment["PATH"] = f"{self.folder / 'programs'}:{environment['PATH']}"
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=self.folder,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, f"{block}\n{ran.stdout}\n{ran.stderr}"
        self.said.append(ran.stdout)
        restarts = self.folder / "restarts"
        if restarts.exists():
            assert restarts.read_text() == "restart anteroom\n"
            restarts.unlink()
            self.starts()
