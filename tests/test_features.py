"""What is declared in a module is found: nothing that a feature brings is forgotten without a word."""

from __future__ import annotations

import ast
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from app.features import FEATURES
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.feature import DeclaredTwice, Feature, Features
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

DECLARATIONS = {"TrailEvent", "Words", "GuardedBlueprint", "JobKind", "NavigationEntry"}
BESIDE = {"app.webhook.routes.blueprint"}
"""Twilio's page, which comes with the services that it needs."""


def declared() -> Iterator[tuple[str, object]]:
    """Yield the name and the value of each declaration of the app."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for statement in ast.parse(path.read_text()).body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(name)], value=ast.Call(func=ast.Name(called)))
                    | ast.AnnAssign(target=ast.Name(name), value=ast.Call(func=ast.Name(called)))
                ) if called in DECLARATIONS:
                    yield f"{module}.{name}", getattr(import_module(module), name)


def test_each_declaration_of_the_app_is_in_a_feature():
    brought = [
        *FEATURES.pages,
        *FEATURES.events.values(),
        *FEATURES.all_words,
        *FEATURES.jobs.values(),
        *FEATURES.places,
    ]
    found = {id(each) for each in brought}
    forgotten = {name for name, value in declared() if id(value) not in found}
    assert forgotten == BESIDE, "app/features.py has to name its module, or its package"


def test_each_declaration_has_a_name_of_its_module():
    """What is made within a function would be found by nobody."""
    calls = [
        node
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARATIONS
    ]
    assert len(calls) == len(list(declared()))


def test_two_events_of_one_code_are_refused():
    events = [TrailEvent("planted.done", said, TrailGroup.AUDIT) for said in ("Done", "Done too")]
    twice = Features([Feature("planted", events=tuple(events))])
    with pytest.raises(DeclaredTwice, match=r"planted\.done"):
        _ = twice.events


def test_an_event_that_several_modules_import_is_declared_once():
    event = TrailEvent("planted.done", "Done", TrailGroup.AUDIT)
    both = Features([Feature("one", events=(event,)), Feature("other", events=(event,))])
    assert list(both.events.values()) == [event]
