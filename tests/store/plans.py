"""Checks that a statement costs no more among thousands of patients than among a few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Store
    from tests.store.statements import Statements

MANY = 2000
PAGE = 51
FEW = 4 * PAGE
"""The most rows that a statement may sort."""


def costs(store: Store, statement: str, parameters: Any) -> list[str]:
    """Return where a statement reads a whole table, or sorts more than a few rows."""
    with store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            lines = [
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
            by_ids = "id IN (" in statement
            return [line for line in lines if scans(line) or ("TEMP B-TREE FOR ORDER" in line and not by_ids)]
        explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        plan = list(nodes(explained.scalar_one()[0]["Plan"]))
    read = sum(rows_read(node) for node in plan if "Relation Name" in node)
    sorted_rows = [node["Plans"][0]["Actual Rows"] for node in plan if "Sort" in node["Node Type"]]
    return [f"{read} read"] * (read >= MANY) + [f"{rows} sorted" for rows in sorted_rows if rows > FEW]


def rows_read(node: dict[str, Any]) -> float:
    """Return how many rows of a table PostgreSQL looked at."""
    found = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return float(found * node["Actual Loops"])


def scans(line: str) -> bool:
    """Return whether SQLite scans a table beyond what a page of it needs."""
    return line.startswith(("SCAN patient", "SCAN conversations")) and "INDEX" not in line


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def assert_cheap(store: Store, statements: Statements, what: object) -> None:
    assert statements
    for statement, parameters in statements:
        assert not costs(store, statement, parameters), (what, statement)
