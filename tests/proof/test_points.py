"""What the audit report declares is whole: its points, their attacks, the files that they name, and the page that lists them."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules

from app.proof import attacks
from app.proof.points import PARTS, POINTS, does, name_of
from app.proof.trial import attacks_of
from tests.documents import SECURITY_PAGES, section
from tests.project import ROOT

PAGE = SECURITY_PAGES / "audit.md"
AUDITED = {"I": 7, "V": 5, "R": 5, "C": 5}
"""How many points the audit has of each kind, and what the project is built on."""


def declared() -> set[object]:
    """Return every attack that a module of them has."""
    modules = [import_module(f"{attacks.__name__}.{found.name}") for found in iter_modules(attacks.__path__)]
    return {
        value
        for module in modules
        for name, value in vars(module).items()
        if callable(value)
        and getattr(value, "__module__", "") == module.__name__
        and not name.startswith("_")
    }


def test_every_point_of_the_audit_is_there_once_and_in_its_order():
    ids = [point.id for point in POINTS]
    missed = sum(each.startswith("M") for each in ids)
    counted = AUDITED | {"M": missed}
    assert ids == [f"{letter}{number}" for letter in PARTS for number in range(1, counted[letter] + 1)]


def test_every_point_is_attacked_and_every_attack_belongs_to_a_point():
    assert [point.id for point in POINTS if not point.attacks] == []
    assert set(attacks_of(POINTS)) == declared()


def test_each_control_is_in_a_file_of_the_project():
    assert [point.where for point in POINTS if not (ROOT / point.where).is_file()] == []


def test_the_page_lists_every_point_with_its_control_and_its_attacks():
    told = re.findall(
        r"^\| ([A-Z]\d+) \| (.*) \| (.*) \| (.*) \|$", section(PAGE, "The points"), re.MULTILINE
    )
    assert told == [
        (point.id, point.title, f"{point.control} `{point.where}`", ", ".join(map(name_of, point.attacks)))
        for point in POINTS
    ]


def test_the_page_says_what_every_attack_does():
    told = re.findall(r"^\| (\D[^|]*) \| ([^|]*\.) \|$", section(PAGE, "The attacks"), re.MULTILINE)
    assert told == [(name_of(attack), does(attack)) for attack in attacks_of(POINTS)]
