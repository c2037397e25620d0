"""What one app of a run has compiled, for all the others: each test has an app of its own, and the same pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.bccache import Bucket
    from sqlalchemy import Engine


class Compiled(BytecodeCache):
    """Keeps compiled templates in memory. Jinja holds each to the checksum of its source."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class CompiledRule(Rule):
    """A route. Werkzeug makes a function of each for building its address, which was a third of making an app."""

    _kept: dict[tuple[str, bool], Callable[..., tuple[str, str]]] = {}  # noqa: RUF012  (for all rules of the run)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (repr((self.rule, self._trace, self.defaults)), append_unknown)
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]


class CompiledStatements(LRUCache[Any, Any]):
    """Statements in SQL. SQLAlchemy's key begins with the dialect, of which every engine has one of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


_STATEMENTS = {name: CompiledStatements(3000) for name in ("sqlite", "postgresql")}


def share_statements(engine: Engine) -> None:
    """Let an engine use what others of its kind have compiled: that is a tenth of a test's time."""
    engine._compiled_cache = _STATEMENTS[engine.dialect.name]
