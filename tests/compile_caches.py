"""Caches of compiled templates and SQL, which all apps of a run share.

Each test makes an app of its own, and all apps have the same pages and statements. To compile them again would be most of a
short test. Each key has everything that the result depends on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from tests.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

    from jinja2.bccache import Bucket


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
