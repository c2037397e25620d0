"""Checks before an upgrade.

The new code makes them, on the database that the old code runs on.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from app.checks import FLASK, Finding, State, ago, ok
from app.config import ROOT
from app.config.environment import in_text
from app.services import Services
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN, REHEARSED_WITHIN
from app.store.engine import schema, sqlite
from app.store.engine.planned import Outlook, Planned, look

_LOCK: Final = "requirements.txt"
_RELEASES: Final = "migrations/releases.json"
_PAGE: Final = "docs/upgrading.md"
_FRESH: Final = timedelta(days=1)
_SETTING: Final = re.compile(r"^#?\s?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)([^\\\n]*)", re.MULTILINE)
_LEAST_PYTHON: Final = (3, 11)
_ROOM: Final = 256 * 2**20


def findings(services: Services, kinds: Collection[str]) -> Iterator[Finding]:
    """Yield what was found. `kinds` are the jobs that this code does.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    yield from _python()
    yield from _libraries(ROOT / _LOCK)
    now = services.clock()
    sealer, index, _door = services.store.keys
    seen = look(services.store.engine, sealer, index, BACKUP_TAKEN, BACKUP_REHEARSED)
    if seen.standing is schema.Standing.UNRELEASED:
        said = f"the database is at {seen.revision}, and release 1.0 begins at {schema.FIRST}"
        yield Finding("migrations", State.BAD, said, "The upgrade would refuse it.", schema.UNRELEASED)
        return
    if seen.standing not in {schema.Standing.OK, schema.Standing.PENDING}:
        said = f"the database is at {seen.revision}, and this code ends at {schema.head()}"
        why = "A newer version has upgraded it already."
        yield Finding("migrations", State.BAD, said, why, "Run this with the newest version's code.")
        return
    yield from _migrations(seen.migrations, seen.revision, seen.dialect)
    if seen.missing_key:
        yield Finding("keys", State.BAD, "a key is missing here", "The upgrade would stop.", seen.missing_key)
    else:
        yield ok("keys", "every key that the database is written with is here")
    yield from _settings(seen.revision)
    yield from _backups(seen, now)
    yield _jobs(seen.waiting, kinds)
    others = sorted({f"{each.machine} ({each.role}, code up to {each.migration})" for each in seen.machines})
    yield ok("machines", f"heard of within a day: {', '.join(others)}" if others else "none was heard of")
    yield from _disk(services)


def _migrations(plans: list[Planned], revision: str | None, dialect: str) -> Iterator[Finding]:
    if not plans:
        yield ok("migrations", f"none will run: the database is at {revision}")
        return
    for each in plans:
        rows = ", ".join(f"{name} ({count} rows)" for name, count in each.touched.items())
        kind = "only adds" if each.only_adds else "changes or takes away what older code may use"
        if not each.is_known:
            kind = "depends on the database"
        yield ok("migration", f"{each.revision} {each.says} It {kind}; {rows or 'no rows'}.")
    rows_in_all = sum({name: count for each in plans for name, count in each.touched.items()}.values())
    lock = "the write lock" if dialect == "sqlite" else "all tables, as soon as they are free at once"
    said = f"{len(plans)} will run, from {revision or 'nothing'} to {plans[-1].revision}, over some {rows_in_all} rows"
    why = f"They take {lock}, in one transaction. Messages wait meanwhile, and a failure changes nothing."
    if all(each.only_adds for each in plans):
        yield Finding("migrations", State.OK, said, why)
        return
    mend = f"Read what older machines cannot do until they are replaced: {_PAGE}"
    yield Finding("migrations", State.WARN, said, why, mend)


def _backups(seen: Outlook, now: datetime) -> Iterator[Finding]:
    why = "A backup from just before is the way back."
    take = f"{FLASK} backup before-the-upgrade.backup"
    for name, milestone, within, mend in (
        ("backup", BACKUP_TAKEN, _FRESH, f"Run: {take}"),
        ("rehearsal", BACKUP_REHEARSED, REHEARSED_WITHIN, f"Run: {FLASK} rehearse before-the-upgrade.backup"),
    ):
        found = seen.milestones.get(milestone)
        said = (
            "there was none"
            if found is None
            else f"the newest is from {found.at:%Y-%m-%d}, {ago(now - found.at)}"
        )
        is_fresh = found is not None and now - found.at <= within
        yield ok(name, said) if is_fresh else Finding(name, State.WARN, said, why, mend)


def _settings(revision: str | None) -> Iterator[Finding]:
    """Yield the settings that are new, and the names that nothing reads."""
    example = ROOT / ".env.example"
    if not example.exists():
        yield ok("settings", f"not compared: there is no {example.name} here")
        return
    known = set(_SETTING.findall(example.read_text()))
    releases: dict[str, dict[str, Any]] = json.loads((ROOT / _RELEASES).read_text())
    before = next((each for each in releases.values() if each["migration"] == revision), None)
    if before is not None:
        new = sorted(known - set(before["settings"]))
        said = f"{len(new)} are new, and each has a default: {', '.join(new)}" if new else "none is new"
        yield ok("settings", said)
    env = ROOT / ".env"
    unread = sorted(set(in_text(env.read_text())) - known) if env.exists() else []
    if unread:
        said = f"this version does not read these of .env: {', '.join(unread)}"
        yield Finding(
            "settings", State.WARN, said, "They were removed, renamed or mistyped.", "See .env.example."
        )


def _jobs(waiting: Mapping[str, int], kinds: Collection[str]) -> Finding:
    unknown = ", ".join(f"{count} of {kind}" for kind, count in sorted(waiting.items()) if kind not in kinds)
    if not unknown:
        return ok("jobs", "this version does every kind that waits")
    said = f"this version does not know: {unknown}"
    mend = "Let a machine of the version before finish them first."
    return Finding("jobs", State.WARN, said, "They would wait for ever.", mend)


def _disk(services: Services) -> Iterator[Finding]:
    engine = services.store.engine
    if engine.dialect.name != "sqlite":
        yield ok("disk", "look at the disk of the database's server: a changed table is written once more")
        return
    path = sqlite.file_of(engine.url)
    needed = (path.stat().st_size if path.exists() else 0) * 2 + _ROOM
    free = shutil.disk_usage(path.parent).free
    said = f"{free / 2**30:.1f} GiB free, {needed / 2**30:.1f} may be needed"
    why = "The upgrade writes changed tables once more. Without room it fails and changes nothing."
    yield (
        ok("disk", said) if free > needed else Finding("disk", State.BAD, said, why, "Free some space first.")
    )


def _python() -> Iterator[Finding]:
    least = ".".join(map(str, _LEAST_PYTHON))
    if sys.version_info >= _LEAST_PYTHON:
        yield ok("python", platform.python_version())
    else:
        yield Finding(
            "python", State.BAD, platform.python_version(), f"This version needs {least}.",
            f"Install Python {least}, and make .venv again with it.",
        )  # fmt: skip


def _libraries(lock: Path) -> Iterator[Finding]:
    """Yield whether the libraries are those of the lock file.

    Those for other systems are left out.
    """
    if not lock.exists():  # an image, whose libraries are those that it was built with
        yield ok("libraries", f"not compared: there is no {lock.name} here")
        return
    pinned = [
        (name, wanted) for name, wanted, marker in _PINNED.findall(lock.read_text()) if ";" not in marker
    ]
    others = [f"{name} {wanted}" for name, wanted in pinned if _installed(name) != wanted]
    if others:
        why = "This version was tested with exactly the libraries of requirements.txt."
        mend = f".venv/bin/pip install --require-hashes -r {lock.name}"
        yield Finding("libraries", State.BAD, f"not installed as locked: {', '.join(others)}", why, mend)
    else:
        yield ok("libraries", f"{len(pinned)}, as locked")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
