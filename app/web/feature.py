"""What a feature brings, and how that is found.

A feature declares a page, an event of the trail or what its codes mean beside the code that it is about: as a name of a
module. `app/features.py` lists the features. Whatever shows all pages, all events or all words asks here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from importlib import import_module
from itertools import chain
from types import ModuleType
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app

from app.guard.doors import GuardedBlueprint, May
from app.services import Services
from app.store.trail.events import TrailEvent
from app.store.work.jobs import Beat, Job

_KEY: Final = "anteroom.features"
_Declared = TypeVar("_Declared")
_Name = TypeVar("_Name")


class DeclaredTwice(Exception):
    """Two of a kind have the same name, which the message says."""


class Words(dict[str, str]):
    """What the codes in one detail of the trail mean.

    Several features may have codes of one detail.
    """

    def __init__(self, detail: str, meanings: Mapping[str, str]) -> None:
        super().__init__(meanings)
        self.detail = detail


Run = Callable[[Services, Job, Beat], None]
"""Does a job. It raises Delayed to be called again later and Hopeless never to be; a beat of False ends it."""


class Lane(StrEnum):
    """Jobs that wait for one another, but for none of another lane.

    A retention run or an export may take many minutes, and a message must not wait for it. An alarm waits for neither.
    """

    ALARMS = "alarms"
    """What tells staff. It never goes through Redis, so that nobody who breaks Redis silences it."""
    MESSAGES = "messages"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job.

    One may be started again at any point, and `run` must allow for that.
    """

    kind: str
    """What the outbox calls it. Jobs of an earlier release wait under it, so it never changes."""
    title: str
    """What pages call it: "Sending to Google Sheets"."""
    run: Run
    lane: Lane = Lane.OTHERS
    noun: str = ""
    """What the trail calls it, if staff may stop it: "a push to Google Sheets"."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """Code of a failure -> what it means."""
    is_export: bool = False
    """Whether it does an export, which is its subject. Staff may stop those jobs, and no others."""


HAPPENED: Final = ""
"""The key of the count of what happened since the member last looked."""


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    endpoint: str
    label: str
    icon: str
    act: May
    position: int
    """The lowest comes first."""
    waits: str | None = None
    """The key of the count that is shown beside it."""
    counted: str = ""
    """What the count is of, for a screen reader."""
    query: Mapping[str, Any] = field(default_factory=dict)
    if_some: bool = False
    """Whether it is hidden while nothing waits."""
    also: tuple[str, ...] = ()
    """Other views whose pages belong to it."""


@dataclass(frozen=True, slots=True)
class Feature:
    """What a package or a module declares."""

    name: str
    pages: tuple[GuardedBlueprint, ...] = ()
    events: tuple[TrailEvent, ...] = ()
    words: tuple[Words, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    places: tuple[NavigationEntry, ...] = ()

    @classmethod
    def of(cls, name: str) -> Feature:
        """Return what a module declares, or a package and the modules in it."""
        values = chain.from_iterable(vars(module).values() for module in _modules(name))
        found = [each for each in values if type(each) in _KINDS]  # of thousands of values, a few
        return cls(
            name,
            _all(GuardedBlueprint, found),
            _all(TrailEvent, found),
            _all(Words, found),
            _all(JobKind, found),
            _all(NavigationEntry, found),
        )


_KINDS: Final = {GuardedBlueprint, TrailEvent, Words, JobKind, NavigationEntry}


class Features:
    """What the features of an app bring."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self._all = tuple(features)

    @cached_property
    def pages(self) -> tuple[GuardedBlueprint, ...]:
        """Return every blueprint, in the order of the features."""
        return _once(page for feature in self._all for page in feature.pages)

    @cached_property
    def events(self) -> Mapping[tuple[str, str], TrailEvent]:
        """Return every event by its code and its page.

        Raises:
            DeclaredTwice: two have both in common.
        """
        events = _once(event for feature in self._all for event in feature.events)
        return _by_name([((event.code, event.page), event) for event in events])

    @cached_property
    def jobs(self) -> Mapping[str, JobKind]:
        """Return what jobs there are, by their kinds.

        Raises:
            DeclaredTwice: two have the same kind.
        """
        jobs = _once(job for feature in self._all for job in feature.jobs)
        return _by_name([(job.kind, job) for job in jobs])

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Return detail of the trail -> its code -> what it means."""
        words: dict[str, dict[str, str]] = {}
        for each in self.all_words:
            words.setdefault(each.detail, {}).update(each)
        return words

    @cached_property
    def places(self) -> tuple[NavigationEntry, ...]:
        """Return the navigation, in its order."""
        places = _once(place for feature in self._all for place in feature.places)
        return tuple(sorted(places, key=lambda each: each.position))

    @property
    def all_words(self) -> tuple[Words, ...]:
        """Return the words as they are declared."""
        return _once(words for feature in self._all for words in feature.words)


def init_features(app: Flask, features: Features) -> None:
    """Give the app its pages, and keep what else the features bring.

    Raises:
        DeclaredTwice: two events or jobs have the same name.
    """
    for page in features.pages:
        app.register_blueprint(page)
    app.extensions[_KEY] = features
    _ = features.events, features.jobs


def of(app: Flask) -> Features:
    """Return what the features of an app bring."""
    return cast("Features", app.extensions[_KEY])


def brought() -> Features:
    """Return what the features of the current app bring."""
    return of(current_app)


def declared_in(name: str, kind: type[_Declared]) -> tuple[_Declared, ...]:
    """Return what a package or a module declares of one kind."""
    return _all(kind, chain.from_iterable(list(vars(module).values()) for module in _modules(name)))


def _modules(name: str) -> list[ModuleType]:
    module = import_module(name)
    inside = pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}.")
    return [module, *(import_module(each.name) for each in inside)]


def _all(kind: type[_Declared], found: Iterable[object]) -> tuple[_Declared, ...]:
    return _once(each for each in found if isinstance(each, kind))


def _once(found: Iterable[_Declared]) -> tuple[_Declared, ...]:
    """Return each thing once. Modules that import a declaration have it too."""
    return tuple({id(each): each for each in found}.values())


def _by_name(named: Collection[tuple[_Name, _Declared]]) -> Mapping[_Name, _Declared]:
    by_name = dict(named)
    if len(by_name) < len(named):
        raise DeclaredTwice(*(name for name, each in named if by_name[name] is not each))
    return by_name
