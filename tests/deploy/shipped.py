"""What deploy/ ships, read for tests, and what of it Anteroom knows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from app.cli import COMMANDS
from app.config import load
from tests.project import ROOT
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterable

DEPLOY: Final = ROOT / "deploy"
SETTINGS: Final = frozenset(
    re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
)
PORT: Final = 8000
HOME: Final = "/srv/anteroom"


def documents(path: Path) -> list[Any]:
    """Return each document of a YAML file."""
    return list(yaml.safe_load_all(path.read_text()))


def unknown_settings(names: Iterable[str]) -> set[str]:
    """Return the names that are no setting of Anteroom, or NAME_FILE of a setting."""
    return {name for name in names if name.removesuffix("_FILE") not in SETTINGS}


def is_ours(command: list[str]) -> bool:
    """Return whether a command of a container is one that the image has."""
    match command:
        case ["flask", "--app", "wsgi", name, *_]:
            return name in COMMANDS
        case ["gunicorn", "--config", config, "--bind", bind]:
            return (ROOT / config).exists() and bind == f"0.0.0.0:{PORT}"
        case [script, *_]:
            return (ROOT / script).is_file() and f"!{script}" in (ROOT / ".dockerignore").read_text().split()
    return False


def connections(processes: int) -> int:
    """Return the connections to PostgreSQL that so many processes may open."""
    return processes * load(complete_environment(), ROOT).connections


def ran(*command: str | Path, **options: Any) -> str:
    """Run a program, which must end well, and return what it said."""
    name = Path(sys.executable).parent / command[0]
    program = name if name.exists() else command[0]
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout + done.stderr)
