"""The schema of a database, as the database tells it: each column, key, index, constraint, trigger and function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Inspector, create_engine, inspect, text

_DEFINED: Final = {
    "sqlite": """
        SELECT type || ' ' || name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL
        UNION ALL SELECT 'kind of ' || name, type || ' ' || wr || strict FROM pragma_table_list
        UNION ALL SELECT 'kind of number ' || name, 'autoincrement'
        FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'
    """,
    "postgresql": """
        SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) || ' enabled: ' || tgenabled::text
        FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function ' || proname, pg_get_functiondef(oid)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'sequence ' || sequencename, data_type::text
        FROM pg_sequences WHERE schemaname = 'public'
        UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    """,
}
"""What SQLAlchemy's inspector does not tell."""


def read(url: str) -> dict[str, Any]:
    """Return what there is by its name; the order of a table's columns is no part of it."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            defined = connection.execute(text(_DEFINED[connection.dialect.name])).all()
            found = {name: " ".join(source.split()) for name, source in defined}
            inspector = inspect(connection)
            for table in inspector.get_table_names():
                found.update(_parts(inspector, table))
    finally:
        engine.dispose()
    return found


def _parts(inspector: Inspector, table: str) -> Iterator[tuple[str, Any]]:
    if inspector.dialect.supports_comments:
        yield f"comment of {table}", _plain(inspector.get_table_comment(table))
    for column in inspector.get_columns(table):
        yield f"column {table}.{column['name']}", _plain(column)
    yield f"primary key of {table}", _plain(inspector.get_pk_constraint(table))
    for kind, parts in (
        ("foreign key", inspector.get_foreign_keys(table)),
        ("unique", inspector.get_unique_constraints(table)),
        ("check", inspector.get_check_constraints(table)),
    ):
        for part in parts:
            yield f"{kind} {table}: {part['name'] or part}", _plain(part)


def _plain(part: Any) -> dict[str, str]:
    return {name: str(value) for name, value in sorted(part.items())}
