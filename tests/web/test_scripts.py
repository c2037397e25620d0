"""No script of ours makes markup or code of text, and no template lets markup through."""

from __future__ import annotations

import re

from tests.cases import for_each
from tests.project import ROOT

_MAKES = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc|eval|Function)\b(?!:)|document\.write"
    r"|set(?:Timeout|Interval)\(\s*[\"'`]"
)
"""What turns text into elements or code."""
_LETS_THROUGH = re.compile(r"\|\s*safe\b|autoescape\s+false", re.IGNORECASE)
_OURS = "'<span data-left></span>'|safe"
"""Where the seconds are shown that are left: words of the template itself."""


def test_no_script_makes_elements_or_code_of_text():
    scripts = sorted((ROOT / "app" / "static").glob("*.js"))
    assert len(scripts) > 10
    assert {path.name: found for path in scripts if (found := _MAKES.findall(path.read_text()))} == {}


@for_each(
    "planted",
    [
        "row.innerHTML = name",
        "eval(text)",
        "new Function(text)",
        "document.write(x)",
        "setTimeout('go()', 1)",
    ],
)
def test_a_script_that_does_is_found(planted):
    assert _MAKES.search(planted)


def test_no_template_lets_markup_of_a_value_through():
    templates = sorted((ROOT / "app" / "templates").rglob("*.html"))
    assert len(templates) > 10
    found = {
        path.name: said
        for path in templates
        if (said := _LETS_THROUGH.findall(path.read_text().replace(_OURS, "")))
    }
    assert found == {}
    assert _LETS_THROUGH.search("{{ name | safe }}")
