"""Who may import whom, as data. The rule is read off the imports; nothing is run."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.project import ROOT, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

MAY_IMPORT: dict[str, set[str]] = {
    "intake": set(),
    "fhir": {"intake"},
    "crypto": set(),
    "config": {"intake"},
    "store": {"intervals", "intake", "crypto"},
    "services": {"config", "crypto", "store"},
    "guard": {"intervals", "config", "services", "store"},
    "web": {"config", "guard", "intake", "services", "store"},
    "observe": {"intervals", "web", "checks", "config", "retention", "services", "store", "guard"},
    "retention": {"config", "services", "store"},
    "webhook": {
        "intervals",
        "web",
        "config",
        "intake",
        "records",
        "retention",
        "services",
        "store",
        "guard",
        "observe",
    },
    "staff": {"web", "config", "services", "store", "guard", "observe"},
    "form": {
        *(
            "web",
            "config",
            "crypto",
            "intake",
            "records",
            "retention",
            "services",
            "store",
            "guard",
            "observe",
        ),
    },
    "records": {"web", "config", "guard", "intake", "retention", "store"},
    "checks": {"web", "config", "crypto", "guard", "intake", "retention", "services", "store"},
    "dashboard": {
        "fhir",
        "web",
        "checks",
        "config",
        "figures",
        "intake",
        "records",
        "reminders",
        "retention",
        "services",
        "store",
        "guard",
    },
    "exports": {"intervals", "web", "config", "figures", "guard", "intake", "records", "services", "store"},
    "reminders": {"web", "intake", "services", "store"},
    "messages": {"intervals", "web", "checks", "config", "intake", "observe", "services", "store"},
    "jobs": {
        *("web", "config", "exports", "intake", "messages", "observe", "records", "reminders", "retention"),
        *("intervals", "services", "store", "webhook", "checks", "crypto"),
    },
    "copies": {"fhir", "web", "guard", "intake", "records", "retention", "services", "store"},
    "figures": set(),
    "intervals": set(),
    "proof": {"config"},
    "evidence": {
        *("checks", "config", "dashboard", "guard", "intake", "retention", "services", "store", "web"),
    },
    "cli": {
        "fhir",
        "evidence",
        "proof",
        "web",
        "checks",
        "copies",
        "dashboard",
        "exports",
        "jobs",
        "messages",
        "records",
        "retention",
        "staff",
        "config",
        "crypto",
        "intake",
        "services",
        "store",
        "guard",
        "observe",
        "webhook",
    },
    "server": {"config", "guard", "intake", "jobs", "observe", "services", "store", "web"},
    "features": {"web"},
    "__init__": {
        *(
            "cli",
            "config",
            "crypto",
            "dashboard",
            "features",
            "guard",
            "observe",
            "services",
            "staff",
            "web",
        ),
        "webhook",
    },
}
"""Package of app -> packages of app that it may import."""

ONLY_HOME: dict[str, set[str]] = {
    "cryptography": {"crypto"},
    "pybase64": {"crypto"},
    "pyrage": {"crypto"},
    "rfc3161_client": {"crypto"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "dotenv": {"config"},
    "flask_talisman": {"guard"},
    "flask_limiter": {"guard"},
    "structlog": {"observe"},
    "prometheus_client": {"observe"},
    "opentelemetry": {"observe"},
    "twilio": {"webhook", "messages", "proof"},
    "babel": {"intake", "web"},
    "flask_wtf": {"guard"},
    "flask_babel": {
        *("guard", "web", "records", "exports", "copies", "staff", "form", "dashboard", "observe"),
        *("checks", "messages", "reminders", "jobs"),
    },
    "limits": {"guard"},
    "argon2": {"staff"},
    "segno": {"web"},
    "flask": {
        "web",
        "form",
        "staff",
        "dashboard",
        "exports",
        "copies",
        "services",
        "guard",
        "observe",
        "webhook",
        "cli",
        "__init__",
    },
    "pandas": {"figures"},
    "openpyxl": {"exports"},
    "gspread": {"exports"},
    "google": {"config", "exports"},
    "boto3": {"config"},
    "botocore": {"config"},
    "azure": {"config"},
    "msoffcrypto": {"exports"},
    "pyotp": {"staff", "proof"},
    "celery": {"jobs"},
    "kombu": {"jobs"},
    "billiard": {"jobs"},
    "phonenumbers": {"web"},
}
"""Library -> the packages of app that may import it."""

PURE: dict[str, set[str]] = {
    "intake": {
        *(
            "__future__",
            "collections.abc",
            "dataclasses",
            "enum",
            "functools",
            "itertools",
            "types",
            "typing",
        ),
        *("decimal.Decimal", "decimal.InvalidOperation", "decimal.ROUND_HALF_UP", "msgspec"),
        *("array.array", "math.exp", "math.log", "math.sqrt", "operator.itemgetter", "zlib.crc32"),
        *("json", "re", "unicodedata", "calendar.monthrange", "hashlib.sha256", "uuid.UUID"),
        *("datetime.UTC", "datetime.date", "datetime.datetime", "datetime.timedelta"),
        # CLDR's data, of values that are handed in.
        *("babel.dates.format_date", "babel.dates.get_day_names", "babel.dates.get_month_names"),
        *("babel.dates.format_skeleton", "babel.units.format_unit"),
        *("babel.numbers.format_decimal", "babel.numbers.get_decimal_symbol"),
    },
    "fhir": {
        *("__future__", "collections.abc", "dataclasses", "enum", "itertools.islice", "typing"),
        *("decimal.Decimal", "msgspec"),
        *(
            "html.parser.HTMLParser",
            "json",
            "re",
            "unicodedata",
            "datetime.date",
            "datetime.datetime",
            "uuid.UUID",
            "uuid.uuid5",
        ),
    },
}
"""Pure package -> the modules, or the single names of them, that it may import besides its own: values in, values out.

A module that knows the time, a chance, a file or a network is not among them; of one that knows them too, names are.
"""

_FINDS_FILES = {"importlib.import_module", "pkgutil.iter_modules"}
SHIPS_WITH_IT = {
    **{f"app/intake/{folder}/__init__.py": _FINDS_FILES for folder in ("lexicon", "phrases")},
    "app/intake/danger/learned.py": {"pathlib.Path"},
    "app/intake/intent/__init__.py": {"pathlib.Path"},
}
"""Module of a pure package -> what it may import besides, to find what lies beside it when it is loaded."""

_CLOCKS = {"now", "today", "utcnow"}
_REACH_OUT = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}


def violations(app_folder: Path) -> list[str]:
    """Return a sentence for every import under `app_folder` that the tables do not allow."""
    found: list[str] = []
    for path in sorted(app_folder.rglob("*.py")):
        parts = path.relative_to(app_folder).with_suffix("").parts
        package, name = parts[0], str(path.relative_to(app_folder.parent))
        source = path.read_text()
        for node in ast.walk(ast.parse(source)) if package in PURE else statements(source):
            faults = [fault for module in imported(node, parts) if (fault := fault_of(package, module))]
            if package in PURE and not faults:
                faults = impurities(node, PURE[package] | SHIPS_WITH_IT.get(name, set()))
            found.extend(f"{name}: {fault}" for fault in faults)
    return found


def impurities(node: ast.AST, allowed: set[str]) -> list[str]:
    """Return a sentence for whatever of one node brings the world into a pure package."""
    match node:
        case ast.Import(names):
            asked = [(name.name, name.name) for name in names]
        case ast.ImportFrom(module=str(module), names=names, level=0) if module.partition(".")[0] != "app":
            asked = [(module, f"{module}.{name.name}") for name in names]
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in _CLOCKS:
            return [f"a pure package may not ask a clock: {ast.unparse(node)}"]
        case ast.Attribute(value=ast.Name(id="date" | "datetime"), attr=attr) if attr in _CLOCKS:
            return [f"a pure package may not name a clock: {ast.unparse(node)}"]
        case ast.Name(id=name) if name in _REACH_OUT:
            return [f"a pure package may not reach out: {name}"]
        case _:
            return []
    return [
        f"a pure package may not import {name}"
        for module, name in asked
        if allowed.isdisjoint({module, name})
    ]


def imported(node: ast.AST, parts: tuple[str, ...]) -> list[str]:
    """Return the full names of the modules that one import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        if node.level:
            base = ["app", *parts[: len(parts) - node.level]]
            return [".".join([*base, node.module] if node.module else base)]
        if node.module == "app":
            return [f"app.{alias.name}" for alias in node.names]
        return [node.module or ""]
    return []


def fault_of(package: str, module: str) -> str | None:
    """Return what is wrong with `package` importing `module`, or None."""
    top, _, rest = module.partition(".")
    if top == "app":
        target = rest.partition(".")[0]
        if package != "__init__" and target not in MAY_IMPORT:
            return "imports the package root"
        if target != package and target not in MAY_IMPORT.get(package, set()):
            return f"{package} may not import {target or 'the package root'}"
        return None
    if top in ONLY_HOME and package not in ONLY_HOME[top]:
        return f"{package} may not import {top}: its home is {sorted(ONLY_HOME[top]) or 'a feature to come'}"
    return None


def test_every_import_is_one_that_the_tables_allow():
    assert violations(ROOT / "app") == []


def test_every_package_of_the_app_is_in_the_table():
    packages = {
        path.stem
        for path in (ROOT / "app").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert packages == set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("intake", "import flask"),
        ("intake", "from app.store import Store"),
        ("intake", "import requests"),
        ("crypto", "from app.config import Settings"),
        ("store", "from cryptography.fernet import Fernet"),
        ("webhook", "import sqlalchemy"),
        ("webhook", "from app.cli import chat"),
        ("guard", "from app import create_app"),
        ("guard", "def later():\n    import cryptography"),
        ("guard", "from ..webhook import handler"),
        ("webhook", "import twilio.rest, pandas"),
    ],
)
def test_a_planted_import_is_found(tmp_path, package, line):
    planted = tmp_path / "app" / package / "planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(line)
    assert len(violations(tmp_path / "app")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "import secrets", "import random", "import os", "import time", "import pathlib", "import socket", "import uuid",
        "import datetime", "import urllib.request", "import importlib", "import asyncio", "import subprocess",
        "from uuid import uuid4", "from pathlib import Path", "from os import urandom", "from time import monotonic",
        "from importlib import import_module", "from babel.dates import format_datetime", "from requests import get",
        "def later():\n    from secrets import token_bytes",
        "from datetime import datetime\nmoment = datetime.now()", "from datetime import date\nday = date.today()",
        "from datetime import UTC, datetime\nmoment = datetime.now(UTC)", "clock = datetime.utcnow",
        "from datetime import datetime as when\nmoment = when.now()", "open('notes')", "reading = open", "print('hello')",
        "__import__('secrets')", "eval('1')",
    ],
)  # fmt: skip
def test_a_planted_look_at_the_world_is_found_in_a_pure_package(tmp_path, line):
    planted = tmp_path / "app" / "intake" / "stages" / "planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(line)
    assert violations(tmp_path / "app") != []


def test_values_are_no_look_at_the_world(tmp_path):
    planted = tmp_path / "app" / "intake" / "planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(
        "import re\nfrom datetime import datetime\nsoon = scene.now - then\nday = asking.today\n"
    )
    assert violations(tmp_path / "app") == []


def test_no_package_reaches_another_through_a_cycle():
    def reaches(start: str, target: str, seen: frozenset[str] = frozenset()) -> bool:
        onward = MAY_IMPORT[start] - seen
        return target in onward or any(reaches(next_, target, seen | onward) for next_ in onward)

    assert [package for package in MAY_IMPORT if reaches(package, package)] == []


def test_no_modules_import_each_other_in_a_circle():
    """An import for annotations, or within a function, counts too: a reader has to follow it."""
    assert circles(ROOT / "app") == []


def test_a_planted_circle_is_found(tmp_path):
    planted = tmp_path / "app" / "store"
    planted.mkdir(parents=True)
    (planted / "__init__.py").write_text("from app.store import one")
    (planted / "one.py").write_text("from app.store.two import this")
    (planted / "two.py").write_text("def f():\n    from app.store import one")
    assert circles(tmp_path / "app") == [["app.store.one", "app.store.two"]]


def circles(app_folder: Path) -> list[list[str]]:
    """Return each group of modules that import each other."""
    files = {
        ".".join(path.relative_to(app_folder.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in app_folder.rglob("*.py")
    }
    reached = {name: set(_modules_named(path.read_text(), files)) - {name} for name, path in files.items()}
    growing = True
    while growing:  # until everything that a module leads to is known
        wider = {name: found.union(*(reached[each] for each in found)) for name, found in reached.items()}
        growing, reached = wider != reached, wider
    groups = {frozenset(each for each in found if name in reached[each]) for name, found in reached.items()}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def _modules_named(source: str, files: Collection[str]) -> Iterator[str]:
    """Yield the modules that the imports of a source name."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    yield from ({f"{module}.{alias.name}"} & set(files)) or ({module} & set(files))
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name in files)


def test_nothing_is_imported_from_a_test():
    """What several tests need is in a module that is none, so that each test can go and change alone."""
    from_a_test = re.compile(r"^\s*(?:from|import) .*\btest_\w+", re.MULTILINE)
    importing = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in ("app", "bench", "deploy", "docs", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in from_a_test.findall(path.read_text())
    ]
    assert importing == []


def test_the_web_app_starts_without_the_heavy_libraries_and_the_commands(environment):
    heavy = [
        "pandas",
        "openpyxl",
        "gspread",
        "twilio.rest",
        "celery",
        "opentelemetry",
        "kombu",
        "redis",
        "google.oauth2",
        "aiohttp",
        "boto3",
        "azure",
        "requests",
        "psycopg",  # the database is SQLite
    ]
    code = (
        "import sys; from app import create_app; create_app();"
        f" print([m for m in sys.modules if m in {heavy} or m.startswith('app.cli.')]);"
        " import app.server; print([m for m in sys.modules if m in {'celery', 'kombu', 'billiard', 'redis'}])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["[]", "[]"], "and to do jobs in threads takes no Celery"
