"""No address of ours is written out: pages and redirects ask for it by the name of its view."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from app.features import FEATURES
from tests.doors import DOORS
from tests.links import dead_links

APP = Path(__file__).resolve().parents[2] / "app"
WRITTEN_OUT = re.compile(r"""(?:href|action|formaction|src)="/|['"]/[a-z]""")
PATHS = re.compile(
    "|".join(
        f"{re.escape(path)}(?:[/?].*)?" for path in sorted({route.split("/")[1] for route in DOORS} - {""})
    )
)
ROUTES = {"get", "post", "route"}
ALLOWED = {"staff/enrolment.py: /enrol/", "web/check_in.py: /check-in/"}
"""The command line and the worker write these links too, with no request to ask for their address."""


@pytest.mark.parametrize(
    "path", sorted((APP / "templates").rglob("*.html")), ids=lambda path: path.relative_to(APP).as_posix()
)
def test_no_template_writes_an_address_out(path):
    assert WRITTEN_OUT.findall(path.read_text()) == []


@pytest.mark.parametrize("path", sorted((APP / "static").glob("*.js")), ids=lambda path: path.name)
def test_no_script_writes_an_address_out(path):
    assert re.findall(r"""["'`]/[a-z]""", path.read_text()) == []


@pytest.mark.parametrize("package", ["dashboard", "web", "staff", "exports", "copies", "records"])
def test_no_module_writes_an_address_out(package):
    found = {
        f"{path.relative_to(APP)}: {text}"
        for path in sorted((APP / package).rglob("*.py"))
        for text in addresses_in(ast.parse(path.read_text()))
    }
    assert found <= ALLOWED


def addresses_in(tree: ast.AST) -> list[str]:
    """Return the strings that are addresses of this app, outside of documentation and of where routes are declared."""
    declared = {id(part) for node in ast.walk(tree) for part in _declared(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in declared
        if node.value.startswith("/") and PATHS.fullmatch(node.value[1:])
    ]


def _declared(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Expr):
        return [node.value]
    if not isinstance(node, ast.Call):
        return []
    prefixes = [keyword.value for keyword in node.keywords if keyword.arg == "url_prefix"]
    is_route = isinstance(node.func, ast.Attribute) and node.func.attr in ROUTES
    return prefixes + (node.args[:1] if is_route else [])


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('redirect("/patients")', ["/patients"]),
        ('redirect(f"/patients/{one}/edit")', ["/patients/"]),
        ('url = "/audit?action=staff"', ["/audit?action=staff"]),
        ('@blueprint.get("/patients")\ndef page(): ...', []),
        ('GuardedBlueprint("a", __name__, url_prefix="/patients")', []),
        ('"""`/patients`"""', []),
        ('"/tmp/patients"', []),
    ],
)
def test_an_address_that_is_written_out_is_found(source, found):
    assert addresses_in(ast.parse(source)) == found


def test_every_entry_of_the_navigation_is_a_view(app):
    named = {endpoint for place in FEATURES.places for endpoint in (place.endpoint, *place.also)}
    assert named <= set(app.view_functions)


def test_a_link_that_leads_nowhere_is_found(app):
    page = """
        <a href="/nowhere">1</a> <a href="/patients?status=new#list">2</a> <a href="#main">3</a>
        <a href="https://www.twilio.com/nowhere">4</a> <a href="/logout">5</a>
        <form method="post" action="/logout"><button formaction="/account">6</button></form>
    """
    assert dead_links(app, page) == ["GET /logout", "GET /nowhere", "POST /account"]


def test_every_name_that_a_link_is_built_from_is_a_view(app):
    sources = [path.read_text() for kind in ("*.py", "*.html") for path in sorted(APP.rglob(kind))]
    names = {name for source in sources for name in re.findall(r"""url_for\(\s*["'](\w+\.\w+)["']""", source)}
    assert len(names) > 60
    assert names <= set(app.view_functions)
