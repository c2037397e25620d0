"""Define what an export target is, and find all of them.

One file or folder here is one target; everything else follows from what it declares.

The module of a target assigns it to `TARGET`. The address to post to, the place on the page, the words of the audit
trail, the jobs and the command line's formats are made from that. A target that lacks something stops the start.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from app.config import Settings
from app.exports.columns import ExportColumn
from app.exports.table import Table
from app.exports.workbook.cover import Cover
from app.store import Store, Transaction
from app.store.exports.exports import Export
from app.web.feature import JobKind

Pieces = Iterator[tuple[bytes, int]]
"""The parts of a file, each with the number of patients in it."""
Options = Mapping[str, str]
"""The values of a target's options in the form: name -> value, "" if none was sent."""

_CODE: Final = re.compile(r"[a-z][a-z0-9]{1,15}")


class IncompleteTarget(Exception):
    """A target lacks something: the message names its file, and what is missing."""


@dataclass(frozen=True, slots=True)
class File:
    """What is downloaded: its media type, its suffix, and the function that writes it."""

    media_type: str
    suffix: str
    stream: Callable[[Table, Store, Cover, Options], Pieces]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A field of the form that only one target has.

    With a `value`, it is a checkbox that sends the value.
    """

    name: str
    label: str
    hint: str
    value: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """HTML attributes of the field."""
    remembered: bool = False
    """Whether the form keeps its value when it is shown again."""
    asked_at_download: bool = False
    """Whether it is asked when an approved export is downloaded, since no export keeps it."""


class Fact(NamedTuple):
    """Something that the page says about the present state of a target."""

    name: str
    value: str | int | datetime
    is_code: bool = False


class Target(Protocol):
    """A place that an export can go to.

    It needs a code, a label, a description, and a file or a job.
    """

    code: str
    """What addresses, the database and the audit trail call it."""
    label: str
    """What pages call it; translatable."""
    about: str
    """What the page says below the label; translatable."""
    file: File | None
    """What is downloaded; None when nothing is."""
    jobs: tuple[JobKind, ...] = ()
    refused_elsewhere: Mapping[str, str] = MappingProxyType({})
    """Name of an option -> the problem if it is filled in for another target. Options without one are ignored there."""
    position: int = 100
    """Where the page shows it: the lowest comes first, and is the default."""

    def is_set_up(self, _settings: Settings) -> bool:
        """Tell whether the page offers it."""
        return True

    def takes(self, _column: ExportColumn) -> bool:
        """Tell whether the column may go there."""
        return True

    def options(self) -> tuple[Option, ...]:
        """Return what only this target asks for, in the language of the page."""
        return ()

    def problems(self, _options: Options) -> dict[str, str]:
        """Return what is wrong with the options: name -> sentence."""
        return {}

    def complete(self, _new: Export, _options: Options) -> None:
        """Add to a new export what the options ask for."""
        return

    def job_kind(self, _export: Export) -> str | None:
        """Return the kind of the job that does this export; None when the request does."""
        return None

    def clear_away(self, _unit: Transaction, _export: Export, _now: datetime) -> None:
        """Queue a job that removes what an unfinished export may have left."""
        return

    def facts(self, _unit: Transaction) -> tuple[Fact, ...]:
        """Return what the page says about the present state of the target."""
        return ()


@cache
def all_targets() -> Mapping[str, Target]:
    """Return all targets by their codes, in the order of the page.

    Raises:
        IncompleteTarget: one of them lacks something.
    """
    found = sorted(
        (_load(module.name) for module in pkgutil.iter_modules(__path__)), key=lambda each: each.position
    )
    by_code = {target.code: target for target in found}
    if len(by_code) < len(found):
        raise IncompleteTarget(f"app/exports/targets: two targets have the same code: {sorted(by_code)}")
    return by_code


def find_target(code: str) -> Target | None:
    """Return a target; None for one that was removed, which old exports may name."""
    return all_targets().get(code)


def all_jobs() -> dict[str, JobKind]:
    return {job.kind: job for target in all_targets().values() for job in target.jobs}


def does_export(kind: str) -> bool:
    """Tell whether a job of this kind does an export, which is its subject."""
    job = all_jobs().get(kind)
    return job is not None and job.is_export


def _load(name: str) -> Target:
    where = f"app/exports/targets/{name}"
    try:
        target = getattr(import_module(f"{__name__}.{name}"), "TARGET", None)
    except TypeError as error:  # a File, an Option or a JobKind without one of its fields
        raise IncompleteTarget(f"{where}: {error}") from error
    if target is None:
        raise IncompleteTarget(f"{where}: it assigns no TARGET")
    return _checked(where, target)


def _checked(where: str, target: Any) -> Target:
    members = {**Target.__annotations__, **vars(Target)}
    missing = [name for name in members if not name.startswith("_") and not hasattr(target, name)]
    if missing:
        raise IncompleteTarget(f"{where}: TARGET has no {', '.join(missing)}")
    if not _CODE.fullmatch(target.code):
        raise IncompleteTarget(f"{where}: the code has to match {_CODE.pattern}")
    if target.file is None and not target.jobs:
        raise IncompleteTarget(f"{where}: TARGET has neither a file nor a job")
    checked: Target = target
    return checked
