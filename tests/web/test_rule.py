"""A rule builds the addresses that Werkzeug's would, and compiles nothing for it before."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.routing import BuildError, Map, Rule

from app.web.rule import LateRule
from tests.cases import for_each

VALUES = {"row": UUID(int=7), "name": "märz 3/4", "number": 7, "rest": "a/b c"}


def build(kind: type[Rule], path: str, **values: object) -> str:
    rule = kind(path, endpoint="it", defaults={"target": "csv"} if path == "/csv" else None)
    return Map([rule]).bind("intake.example.org").build("it", values)


@for_each("path", ["/", "/csv", "/<uuid:row>/<name>", "/at/<int:number>", "/<path:rest>/end"])
def test_it_builds_what_werkzeug_builds(path):
    assert build(LateRule, path, **VALUES) == build(Rule, path, **VALUES)
    assert build(LateRule, path, **VALUES, rule="a", self="b") == build(
        Rule, path, **VALUES, rule="a", self="b"
    )


def test_it_refuses_what_werkzeug_refuses():
    with pytest.raises(BuildError):
        build(LateRule, "/at/<int:number>")


def test_it_compiles_when_an_address_is_first_asked_for_and_once(monkeypatch):
    compiled = []
    of_werkzeug = Rule._compile_builder

    def counted(rule: Rule, append_unknown: bool) -> object:
        compiled.append(append_unknown)
        return of_werkzeug(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", counted)
    routes = Map([LateRule("/<name>", endpoint="it")]).bind("intake.example.org")
    assert routes.match("/noor") == ("it", {"name": "noor"})
    assert compiled == []
    assert [routes.build("it", {"name": name}) for name in ("noor", "bea")] == ["/noor", "/bea"]
    assert compiled == [True]
