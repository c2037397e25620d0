"""Every text that staff read is in every shipped language, and none escapes translation."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import read_mo
from jinja2 import Environment

from app.features import FEATURES
from app.intake.phrases import SHIPPED as SPOKEN
from app.store.trail.events import Counted
from app.web.languages import LANGUAGES, SOURCE
from deploy import catalogues
from tests.cases import for_each
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = ROOT / "app/templates"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
TAG = re.compile(r"""</?\w+[^>]*>|&\w+;|["<>]""")
BARE = re.compile(r"<(?!/?[A-Za-z])|&(?!#?\w+;)")
KEPT = {
    "%(count)s SMS",
    "Anteroom",
    "Twilio",
    "WhatsApp",
    "CSV",
    "Excel",
    "SMS",
    "FHIR",
    "JSON",
    "Google Sheets",
    "Error:",
    "Error %(code)s",
    "Error %(code)s.",
    "No",
    "%(days)s d %(hours)s h",
    "%(days)s d",
    "%(hours)s h",
    "%(minutes)s min",
    "%(hours)s h %(minutes)s min",
}
"""Texts that may be the same in every language: names, units, and words that languages share."""

each_language = pytest.mark.parametrize("code", catalogues.SHIPPED)


def test_there_are_texts():
    assert len(catalogues.texts()) > 200


def forms(text):
    return text if isinstance(text, tuple | list) else (text,)


@each_language
def test_every_text_of_the_code_is_translated(code):
    kept = catalogues.kept(code)
    untranslated = [
        text
        for text in catalogues.texts()
        if (message := kept.get(text)) is None or message.fuzzy or not all(filled(message.string))
    ]
    assert untranslated == [], "run `make catalogues`, and fill in what it names"


def filled(string):
    return [form.strip() for form in forms(string)]


@each_language
def test_a_translation_keeps_placeholders_and_markup(code):
    for message in catalogues.kept(code):
        if not message.id:
            continue
        many = forms(message.id)[-1]
        for form in forms(message.string):
            wanted, found = (sorted(set(PLACEHOLDER.findall(text))) for text in (many, form))
            few = sorted(set(PLACEHOLDER.findall(forms(message.id)[0])))
            assert found in (wanted, few), message.id
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(many)), message.id
            assert form.strip() == form, message.id


def test_no_text_is_broken_markup():
    """A template's own text is not escaped: a page with a bare `<` in it is not valid HTML."""
    translated = [
        form
        for code in catalogues.SHIPPED
        for message in catalogues.kept(code)
        for form in forms(message.string)
    ]
    written = [form for text in catalogues.texts() for form in forms(text)]
    assert [text for text in (*written, *translated) if BARE.search(text)] == []


@each_language
def test_a_plural_has_as_many_forms_as_the_language(code):
    kept = catalogues.kept(code)
    for message in kept:
        if isinstance(message.id, tuple | list):
            assert len(forms(message.string)) == kept.num_plurals, message.id


@each_language
def test_nothing_was_left_in_english(code):
    same = {
        text for message in catalogues.kept(code) if (text := forms(message.id)[0]) in forms(message.string)
    }
    assert {text for text in same if re.search("[A-Za-z]{2}", text)} <= KEPT


@each_language
def test_the_catalogue_holds_what_the_code_asks_for_and_no_more(code):
    held = {message.id for message in catalogues.kept(code) if message.id}
    assert held == set(catalogues.texts()), "run `make catalogues`"


@each_language
def test_the_compiled_catalogue_is_made_of_the_written_one(code):
    compiled = (catalogues.folder(code) / "messages.mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.kept(code)), "run `make catalogues`"
    with (catalogues.folder(code) / "messages.mo").open("rb") as file:
        assert read_mo(file).num_plurals == catalogues.kept(code).num_plurals


@each_language
def test_a_catalogue_is_the_same_when_it_is_made_again_and_tells_no_day(code):
    kept = (catalogues.folder(code) / "messages.po").read_bytes()
    # Apart from the assertion, since pytest would compare them line by line, for minutes.
    is_same = catalogues.written(catalogues.current(code)) == kept
    assert is_same, "run `make catalogues`"
    assert b"POT-Creation-Date" not in kept
    assert b"\n#: " not in kept


def test_every_language_of_the_pages_is_one_that_patients_are_spoken_to_in():
    assert set(LANGUAGES) <= set(SPOKEN), "birth dates and questions are worded by the intake"
    assert SOURCE in LANGUAGES


def test_every_sentence_of_the_audit_trail_is_a_text_of_the_catalogues():
    said = [event.sentence for event in FEATURES.events.values()]
    texts = {(text.one, text.more) if isinstance(text, Counted) else text for text in said}
    assert texts - set(catalogues.texts()) == set()


# --- what escapes translation -------------------------------------------------------------------------------------

LITERAL = {
    "Anteroom",  # our name
    "SHA-256",
    "· Anteroom",
    "WhatsApp",
    "Twilio",
    "app",  # classes that a page hands to the skeleton through a block
    "signed-out",
    "wide",
}
"""What may stand in a template as it is."""
SPOKEN_ATTRIBUTES = {"aria-label", "aria-description", "alt", "title", "placeholder", "data-label"}
SILENT = {"code", "script", "style"}
"""What a command or a file is called is the same in every language."""


class _Page(HTMLParser):
    """Collects the words of a page that a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words.extend(value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value)
        if tag in SILENT:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.words.append(data)


def bare_words(source: str) -> list[str]:
    """Return the words of a template that stand outside its expressions."""
    page = _Page()
    page.feed(_without_expressions(source))
    page.close()
    words = (" ".join(text.split()) for text in page.words)
    return [
        text for text in words if re.search(r"[^\W\d_]", text.replace("&nbsp;", "")) and text not in LITERAL
    ]


def _without_expressions(source: str) -> str:
    """Return the template's own text, without what `trans` marks and what is in braces."""
    kept: list[str] = []
    block: list[str] = []
    marked = False
    for _line, kind, text in Environment(autoescape=True).lex(source):
        if kind == "data" and not marked:
            kept.append(text)
        elif kind == "block_begin":
            block = []
        elif kind == "name":
            block.append(text)
        elif kind == "block_end" and block:
            marked = block[0] == "trans" or (marked and block[0] != "endtrans")
        elif kind == "variable_begin":
            kept.append(" ")
    return "".join(kept)


def said_in_expressions(source: str) -> list[str]:
    """Return the strings within a template's expressions that look like words for a reader and are not translated."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    return [text for text in _jinja_strings(tree) if looks_said(text)]


def _jinja_strings(node) -> Iterator[str]:
    from jinja2 import nodes  # noqa: PLC0415  (as `nodes` it would read badly above)

    if (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in {"_", "gettext", "ngettext"}
    ):
        for each in [*node.args[2:], *node.kwargs]:
            yield from _jinja_strings(each)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _jinja_strings(child)


def looks_said(text: str) -> bool:
    """Tell whether a string is one that somebody reads: it begins with a capital and goes on, in words."""
    return bool(re.match(r"[A-Z][a-z]+([ .,:;?!’'…]|$)", text)) and text not in LITERAL


@for_each("path", sorted(TEMPLATES.rglob("*.html")))
def test_no_template_has_words_that_are_not_translated(path):
    source = path.read_text()
    assert bare_words(source) == []
    assert said_in_expressions(source) == []


MARKS = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext", "TrailEvent", "Counted"}
SPEAKING = [
    *(ROOT / "app/dashboard").rglob("*.py"),
    *(ROOT / "app/exports").rglob("*.py"),
    *(ROOT / "app/staff").rglob("*.py"),
    *(ROOT / "app/form").rglob("*.py"),
    *(ROOT / "app/web").rglob("*.py"),
    ROOT / "app/guard/doors.py",
    ROOT / "app/observe/errors.py",
]


def said_in_code(tree: ast.AST) -> list[str]:
    """Return the sentences of a module that are not marked; what is raised, logged or documents the code is not read by staff."""
    found: list[str] = []

    def look(node: ast.AST) -> None:
        if isinstance(node, ast.Raise) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            return
        if (
            isinstance(node, ast.Call)
            and (called := _name(node.func))
            and (called in MARKS or called.startswith("log."))
        ):
            return
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.match(r"[A-Z][\w’']*[ .].*[a-z]", node.value)
        ):
            found.append(node.value)
        for child in ast.iter_child_nodes(node):
            look(child)

    look(tree)
    return found


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def asked_within_a_text(tree: ast.AST) -> list[int]:
    """Return the lines that ask for a translation within an f-string: the catalogue's reader does not see them."""
    return [
        call.lineno
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and _name(call.func) in MARKS
    ]


@for_each(("source", "found"), [("""f"{_('A')} b\"""", [1]), ('f"{a} {b}"\n_("A")', [])])
def test_a_text_that_the_catalogue_cannot_see_is_found(source, found):
    assert asked_within_a_text(ast.parse(source)) == found


def test_no_text_is_asked_for_where_the_catalogue_cannot_see_it():
    sources = {path.name: ast.parse(path.read_text()) for path in (ROOT / "app").rglob("*.py")}
    assert {name: found for name, tree in sources.items() if (found := asked_within_a_text(tree))} == {}


SAID_ELSEWHERE = {
    "A browser",  # kept in the database as it is, and worded when it is shown
    "Mac OS",
    "This is not the address of this service.\n",  # to a foreign Host, where no page has a language
}


@for_each("path", sorted(SPEAKING))
def test_no_module_has_sentences_that_are_not_translated(path):
    assert [text for text in said_in_code(ast.parse(path.read_text())) if text not in SAID_ELSEWHERE] == []


@for_each(
    ("source", "found"),
    [
        ("<p>Left in English</p>", ["Left in English"]),
        ("<p>{{ _('Translated') }}, {{ name }}: 7</p>", []),
        ("{% trans %}Translated{% endtrans %} and not", ["and not"]),
        ('<a aria-label="Spoken" class="Quiet thing" href="/a">{{ x }}</a>', ["Spoken"]),
        ("<code>flask --app wsgi doctor</code>{# A note #}", []),
        ("{% if a %}<b{% if b %} hidden{% endif %}>one{% else %}two{% endif %}</b>", ["onetwo"]),
    ],
)
def test_words_outside_expressions_are_found(source, found):
    assert bare_words(source) == found


@for_each(
    ("source", "found"),
    [
        ("{{ tag('done', 'Yes') }}", ["Yes"]),
        ("{{ tag('done', _('Yes')) }}", []),
        ("{{ field('a', _('Name'), hint='Write it') }}", ["Write it"]),
        ("{{ ngettext('One', 'Many', count) }}{{ 'person' if a else 'people' }}", []),
        ("{{ _('By %(name)s', name='Somebody else') }}", ["Somebody else"]),
    ],
)
def test_words_within_expressions_are_found(source, found):
    assert said_in_expressions(source) == found


@for_each(
    ("source", "found"),
    [
        ('flash("Saved it.")', ["Saved it."]),
        ('flash(_("Saved it."))', []),
        ('flash(f"Ended {n} sessions.")', []),
        ('problems["name"] = "Write the name."', ["Write the name."]),
        ('def f():\n    """Say it."""\n    raise ValueError("No such thing.")', []),
        ('log.warning("Not for staff.")', []),
    ],
)
def test_sentences_of_the_code_are_found(source, found):
    assert said_in_code(ast.parse(source)) == found
