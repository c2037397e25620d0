"""Caches of compiled templates, routes and SQL, which all apps of a run share.

Each test makes an app of its own, and all apps have the same pages, routes and statements. To compile them again would be
most of a short test. Each key has everything that the result depends on, except the converters of routes: no test may add a
converter to an app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map, Rule

from tests.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

    from jinja2.bccache import Bucket
    from werkzeug.routing import RuleFactory
    from werkzeug.routing.matcher import StateMachineMatcher


class TemplateCache(FileSystemBytecodeCache):
    """Keeps compiled templates in memory for this process, and in files for other workers, by the checksum of their source."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder))
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        key = (bucket.key, bucket.checksum)
        if key not in self._kept:
            super().load_bytecode(bucket)
            if bucket.code is None:
                return
            self._kept[key] = bucket.code
        bucket.code = self._kept[key]

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code
        super().dump_bytecode(bucket)


TEMPLATE_CACHE = TemplateCache(ROOT / ".pytest_cache" / "templates")


_SET_BY_COMPILE = ("_parts", "_trace", "_converters", "_build", "_build_unknown", "arguments")


class CachedRule(Rule):
    """A route that is compiled once. Compiling all routes takes half of the time in which an app is made."""

    _kept: dict[tuple[Any, ...], dict[str, Any]] = {}  # noqa: RUF012  (shared by all rules)

    def compile(self) -> None:
        key = (
            self.rule,
            self.host,
            self.subdomain,
            repr(self.defaults or ""),
            self.merge_slashes,
        )
        if key not in self._kept:
            super().compile()
            self._kept[key] = {name: getattr(self, name) for name in _SET_BY_COMPILE}
        vars(self).update(self._kept[key])


class CachedMap(Map):
    """All routes of an app, with a matcher that is built once. Building it takes half of the time that is left.

    The methods are Werkzeug's own, except that `add` leaves the matcher to `update`.
    """

    _kept: dict[tuple[Any, ...], StateMachineMatcher] = {}  # noqa: RUF012  (shared by all maps)

    def add(self, rulefactory: RuleFactory) -> None:
        for rule in rulefactory.get_rules(self):
            rule.bind(self)
            self._rules_by_endpoint.setdefault(rule.endpoint, []).append(rule)
        self._remap = True

    def update(self) -> None:
        if not self._remap:
            return
        rules = [rule for rule in self._rules if not rule.build_only]
        key = tuple(
            (rule.rule, rule.endpoint, *sorted(rule.methods or ()), repr(rule.defaults or ""))
            for rule in rules
        )
        if key not in self._kept:
            matcher = self._kept[key] = type(self._matcher)(self.merge_slashes)
            for rule in rules:
                matcher.add(rule)
            matcher.update()
        self._matcher = self._kept[key]
        for of_endpoint in self._rules_by_endpoint.values():
            of_endpoint.sort(key=Rule.build_compare_key)
        self._remap = False


class StatementCache(LRUCache[Any, Any]):
    """Compiled statements, shared by all engines of one kind.

    SQLAlchemy's keys begin with the engine's dialect object. It is left out, since each engine has one of its own.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


_STATEMENTS = {name: StatementCache(3000) for name in ("sqlite", "postgresql")}


def _shared(engine: Engine) -> StatementCache:
    return _STATEMENTS[engine.dialect.name]


def _leave_own(_engine: Engine, _cache: object) -> None:
    """Ignore the cache that SQLAlchemy gives each new engine."""


# This saves a tenth of a test's time. Migrations, backups and restores make engines of their own, and each would compile
# a statement for every table.
Engine._compiled_cache = property(_shared, _leave_own)  # type: ignore[assignment]
