"""What is imported is declared, and what is declared is locked: a package that another one brings may leave with it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

from tests.cases import for_each
from tests.project import ROOT, statements

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OURS = {"app", "bench", "deploy", "docs", "migrations", "tests", "wsgi"}
RUNNING = tuple(ROOT / name for name in ("app", "migrations", "wsgi.py", "deploy/gunicorn.conf.py"))
TESTING = tuple(ROOT / name for name in ("tests", "bench", "docs", "deploy"))
LOCKS = sorted([*ROOT.glob("requirements*.txt"), *ROOT.glob("deploy/requirements*.txt")])
_DISTRIBUTIONS = packages_distributions()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names_of(requirements: Iterable[str]) -> set[str]:
    """Return the names of such packages as `psycopg[binary]>=3`."""
    return {normal(re.split(r"[^\w.-]", each)[0]) for each in requirements}


DIRECT = names_of(PROJECT["project"]["dependencies"])
EXTRAS = {name: names_of(packages) for name, packages in PROJECT["project"]["optional-dependencies"].items()}
FOR_A_RUN = DIRECT.union(*EXTRAS.values())
FOR_A_TEST = FOR_A_RUN | names_of(PROJECT["dependency-groups"]["dev"])


def undeclared(sources: Iterable[Path], declared: set[str]) -> set[str]:
    """Return the modules of others that are imported, and come with none of the declared packages."""
    found: set[str] = set()
    for source in sources:
        for path in sorted(source.rglob("*.py")) if source.is_dir() else [source]:
            for node in statements(path.read_text()):
                found |= {module.partition(".")[0] for module in _imported(node)}
    others = found - sys.stdlib_module_names - OURS
    return {module for module in others if declared.isdisjoint(map(normal, _DISTRIBUTIONS.get(module, ())))}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or ""]
    return []


def pinned(lock: Path, because_of: str = "anteroom (pyproject.toml)") -> set[str]:
    """Return the packages of a lock that are there because of `because_of`."""
    entries = re.split(r"^(?=\S+==)", lock.read_text(), flags=re.MULTILINE)
    return {normal(entry.partition("==")[0]) for entry in entries if f"{because_of}\n" in f"{entry}\n"}


def test_what_the_app_imports_is_declared():
    assert undeclared(RUNNING, FOR_A_RUN) == set()


def test_what_the_tests_import_is_declared():
    assert undeclared(TESTING, FOR_A_TEST) == set()


def test_an_import_that_nobody_declared_is_found(tmp_path):
    (tmp_path / "planted.py").write_text(
        "import flask\nfrom click import echo\nfrom no_such_thing import a\n"
    )
    assert undeclared([tmp_path], DIRECT - {"click"}) == {"click", "no_such_thing"}


def test_each_lock_has_what_is_declared_and_nothing_of_its_own():
    assert pinned(ROOT / "requirements.txt") == DIRECT
    for extra in ("aws", "azure", "otel"):
        assert pinned(ROOT / "deploy" / f"requirements-{extra}.txt") == DIRECT | EXTRAS[extra]
    assert pinned(ROOT / "requirements-dev.txt") == FOR_A_RUN
    assert pinned(ROOT / "requirements-dev.txt", "anteroom (pyproject.toml:dev)") == FOR_A_TEST - FOR_A_RUN


@for_each("lock", LOCKS)
def test_a_lock_names_no_host_and_holds_each_package_to_a_hash(lock):
    text = lock.read_text()
    assert re.findall(r"\S*://\S*|^-\S+|^\S+ @ \S+", text, flags=re.MULTILINE) == []
    packages = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
    assert [each.split()[0] for each in packages if "--hash=sha256:" not in each] == []


@for_each("package", ["gunicorn", "openpyxl"])
def test_a_package_whose_private_parts_are_overridden_has_an_upper_bound(package):
    [wanted] = [each for each in PROJECT["project"]["dependencies"] if each.startswith(package)]
    assert ",<" in wanted
