"""What a feature brings, and how that is found.

A feature declares a page, an event of the trail or what its codes mean beside the code that it is about: as a name of a
module. `app/features.py` lists the features. Whatever shows all pages, all events or all words asks here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import chain
from types import ModuleType
from typing import Final, TypeVar, cast

from flask import Flask, current_app

from app.guard.doors import GuardedBlueprint
from app.store.events import TrailEvent

_KEY: Final = "anteroom.features"
_Declared = TypeVar("_Declared")


class DeclaredTwice(Exception):
    """Two events have the same code: the message names it."""


class Words(dict[str, str]):
    """What the codes in one detail of the trail mean.

    Several features may have codes of one detail.
    """

    def __init__(self, detail: str, meanings: Mapping[str, str]) -> None:
        super().__init__(meanings)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Feature:
    """What a package or a module declares."""

    name: str
    pages: tuple[GuardedBlueprint, ...] = ()
    events: tuple[TrailEvent, ...] = ()
    words: tuple[Words, ...] = ()

    @classmethod
    def of(cls, name: str) -> Feature:
        """Return what a module declares, or a package and the modules in it."""
        found = list(chain.from_iterable(vars(module).values() for module in _modules(name)))
        return cls(name, _all(GuardedBlueprint, found), _all(TrailEvent, found), _all(Words, found))


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
        by_code = {(event.code, event.page): event for event in events}
        if len(by_code) < len(events):
            twice = next(each.code for each in events if by_code[each.code, each.page] is not each)
            raise DeclaredTwice(twice)
        return by_code

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Return detail of the trail -> its code -> what it means."""
        words: dict[str, dict[str, str]] = {}
        for each in self.all_words:
            words.setdefault(each.detail, {}).update(each)
        return words

    @property
    def all_words(self) -> tuple[Words, ...]:
        """Return the words as they are declared."""
        return _once(words for feature in self._all for words in feature.words)


def init_features(app: Flask, features: Features) -> None:
    """Give the app its pages, and keep what else the features bring.

    Raises:
        DeclaredTwice: two events have the same code.
    """
    for page in features.pages:
        app.register_blueprint(page)
    app.extensions[_KEY] = features
    _ = features.events


def brought() -> Features:
    """Return what the features of this app bring."""
    return cast("Features", current_app.extensions[_KEY])


def _modules(name: str) -> list[ModuleType]:
    module = import_module(name)
    inside = pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}.")
    return [module, *(import_module(each.name) for each in inside)]


def _all(kind: type[_Declared], found: Iterable[object]) -> tuple[_Declared, ...]:
    return _once(each for each in found if isinstance(each, kind))


def _once(found: Iterable[_Declared]) -> tuple[_Declared, ...]:
    """Return each thing once. Modules that import a declaration have it too."""
    return tuple({id(each): each for each in found}.values())
