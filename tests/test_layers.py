"""Who may import whom, as data. The rule is read off the imports; nothing is run."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

MAY_IMPORT: dict[str, set[str]] = {
    "intake": set(),
    "crypto": set(),
    "config": set(),
    "store": {"intake", "crypto"},
    "services": {"config", "crypto", "store"},
    "guard": {"config", "services", "store"},
    "observe": {"config", "retention", "services", "store", "guard"},
    "retention": {"config", "services", "store"},
    "webhook": {"config", "intake", "retention", "services", "store", "guard", "observe"},
    "staff": {"config", "services", "store", "guard", "observe"},
    "records": {"guard", "intake", "store"},
    "checks": {"config", "crypto", "guard", "observe", "retention", "services", "store"},
    "dashboard": {
        "checks",
        "config",
        "figures",
        "intake",
        "records",
        "retention",
        "services",
        "store",
        "guard",
    },
    "exports": {"config", "figures", "guard", "intake", "records", "services", "store"},
    "jobs": {"config", "exports", "observe", "retention", "services", "store"},
    "copies": {"guard", "intake", "records", "retention", "services", "store"},
    "figures": set(),
    "cli": {
        "checks",
        "copies",
        "dashboard",
        "exports",
        "jobs",
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
    "__init__": {
        "copies",
        "dashboard",
        "exports",
        "jobs",
        "staff",
        "cli",
        "config",
        "crypto",
        "guard",
        "observe",
        "services",
        "store",
        "webhook",
    },
}
"""Package of app -> packages of app that it may import."""

ONLY_HOME: dict[str, set[str]] = {
    "cryptography": {"crypto"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "dotenv": {"config"},
    "flask_talisman": {"guard"},
    "flask_limiter": {"guard"},
    "structlog": {"observe"},
    "twilio": {"webhook", "jobs"},
    "babel": {"intake", "guard"},
    "flask_wtf": {"guard"},
    "flask_babel": {"guard", "records", "exports", "copies", "staff", "dashboard", "observe"},
    "limits": {"guard"},
    "argon2": {"staff"},
    "segno": {"staff"},
    "flask": {
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
    "pyotp": {"staff"},
}
"""Library -> the packages of app that may import it."""

PURE = {"intake"}
"""Packages that may import the standard library, their own modules and what ONLY_HOME grants them; nothing else."""


def violations(app_folder: Path) -> list[str]:
    """Return a sentence for every import under `app_folder` that the tables do not allow."""
    found: list[str] = []
    for path in sorted(app_folder.rglob("*.py")):
        parts = path.relative_to(app_folder).with_suffix("").parts
        package = parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            faults = filter(None, (fault_of(package, module) for module in imported(node, parts)))
            found.extend(f"{path.relative_to(app_folder.parent)}: {fault}" for fault in faults)
    return found


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
    if package in PURE and top not in sys.stdlib_module_names and package not in ONLY_HOME.get(top, set()):
        return f"{package} is pure and may not import {top}"
    return None


def test_every_import_is_one_that_the_tables_allow():
    assert violations(ROOT / "app") == []


def test_every_package_of_the_app_stands_in_the_table():
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
        ("guard", "from ..webhook import desk"),
        ("webhook", "import twilio.rest, pandas"),
    ],
)
def test_a_planted_import_is_found(tmp_path, package, line):
    planted = tmp_path / "app" / package / "planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(line)
    assert len(violations(tmp_path / "app")) == 1


def test_no_package_reaches_another_through_a_cycle():
    def reaches(start: str, target: str, seen: frozenset[str] = frozenset()) -> bool:
        onward = MAY_IMPORT[start] - seen
        return target in onward or any(reaches(next_, target, seen | onward) for next_ in onward)

    assert [package for package in MAY_IMPORT if reaches(package, package)] == []


def test_the_web_app_starts_without_the_heavy_libraries(environment):
    heavy = [
        "pandas",
        "openpyxl",
        "gspread",
        "twilio.rest",
        "celery",
        "google.oauth2",
        "aiohttp",
        "boto3",
        "azure",
        "requests",
    ]
    code = f"import sys; from app import create_app; create_app(); print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
