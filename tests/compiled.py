"""What one app of a run has compiled, for all the others: each test has an app of its own, and the same pages."""

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


class Compiled(FileSystemBytecodeCache):
    """Keeps compiled templates in memory for this process and in files for others, each with the checksum of its source."""

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


COMPILED = Compiled(ROOT / ".pytest_cache" / "templates")


_MADE_BY_COMPILING = ("_parts", "_trace", "_converters", "_build", "_build_unknown", "arguments")


class CompiledRule(Rule):
    """A route. Werkzeug parses each, and makes functions that build its address: that was half of making an app."""

    _kept: dict[tuple[Any, ...], dict[str, Any]] = {}  # noqa: RUF012  (for all rules of the run)

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
            self._kept[key] = {name: getattr(self, name) for name in _MADE_BY_COMPILING}
        vars(self).update(self._kept[key])


class CompiledMap(Map):
    """All routes. Werkzeug makes a tree of them: that was half of what is left of making an app."""

    _kept: dict[tuple[Any, ...], StateMachineMatcher] = {}  # noqa: RUF012  (for all maps of the run)

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


class CompiledStatements(LRUCache[Any, Any]):
    """Statements in SQL. SQLAlchemy's key begins with the dialect, of which every engine has one of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


_STATEMENTS = {name: CompiledStatements(3000) for name in ("sqlite", "postgresql")}


def _shared(engine: Engine) -> CompiledStatements:
    return _STATEMENTS[engine.dialect.name]


def _leave_own(_engine: Engine, _cache: object) -> None:
    """Let SQLAlchemy's own, which each engine begins with, go."""


# Every engine uses what others of its kind have compiled: that is a tenth of a test's time. A migration, a backup and a
# restore have engines of their own, which would compile a statement for each table.
Engine._compiled_cache = property(_shared, _leave_own)  # type: ignore[assignment]
