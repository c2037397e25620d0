"""The project's own files, in a checkout of git and in an unpacked archive alike."""

from __future__ import annotations

import ast
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]


def git(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *command], cwd=cwd, capture_output=True, text=True, check=False)


def git_beside(*command: str) -> subprocess.CompletedProcess[str]:
    """Run git on the project's folder with an empty repository elsewhere: an unpacked archive has none of its own."""
    with tempfile.TemporaryDirectory() as empty:
        git("init", "-q", "--bare", empty)
        return git(f"--git-dir={empty}", f"--work-tree={ROOT}", *command)


def statements(source: str) -> Iterator[ast.AST]:
    """Yield the module and every statement within it. Unlike `ast.walk`, this skips expressions, and is much faster."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            within = getattr(node, name, ())
            if isinstance(within, list):
                waiting += within


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project that git does not ignore."""
    listed = git_beside("ls-files", "-z", "--others", "--exclude-standard")
    listed.check_returncode()
    return tuple(ROOT / name for name in listed.stdout.split("\0") if name)


def clone(into: Path) -> None:
    """Clone the committed project or, if this is an unpacked archive, copy its files."""
    if git("rev-parse", "--is-inside-work-tree").returncode == 0:
        git("clone", "-q", "--depth", "1", f"file://{ROOT}", str(into)).check_returncode()
        return
    for path in files():
        (into / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, into / path.relative_to(ROOT))
