"""Another program's Questionnaire is read as far as we can ask it, and what we cannot is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fhir import imported
from app.fhir.imported import MOST_BYTES, Refused
from app.fhir.notes import Done
from app.intake.definition import NO, YES, AnswerKind, Condition, Wording
from app.intake.questionnaire import SHIPPED, Questionnaire
from tests.cases import for_each

HIDDEN = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
XHTML = "http://hl7.org/fhir/StructureDefinition/rendering-xhtml"


def told(*items, **root):
    return json.dumps({"resourceType": "Questionnaire", "language": "en", **root, "item": items}).encode()


def asks(link_id, type_="string", **more):
    return {"linkId": link_id, "text": f"Is {link_id}?", "type": type_, **more}


def read(*items, **root):
    return imported.read(told(*items, **root))


def noted(found):
    return [(note.link_id, note.what, note.done) for note in found.notes]


def option(code, **more):
    return {"valueCoding": {"system": "http://loinc.org", "code": code, "display": f"The {code}"}} | more


def when(question, **said):
    return {"question": question, "operator": "=", **said}


def test_keys_come_from_the_link_ids_and_are_the_same_each_time():
    link_ids = ["/44250-9", "name", "Crème brûlée", "1.2", "1-2", "consent", "x" * 90, "", "مرحبا", "none"]
    keys = [item.key for item in read(*map(asks, link_ids)).definition.items]
    assert keys == [
        *(
            "q_44250_9",
            "q_name",
            "creme_brulee",
            "q_1_2",
            "q_1_2_2",
            "q_consent",
            "x" * 32,
            "q",
            "q_2",
            "none",
        ),
    ]
    assert keys == [item.key for item in read(*map(asks, link_ids)).definition.items]


def test_each_type_is_the_kind_that_asks_the_same():
    types = {
        "string": AnswerKind.TEXT, "text": AnswerKind.TEXT, "boolean": AnswerKind.YES_NO, "date": AnswerKind.DATE,
        "integer": AnswerKind.NUMBER, "decimal": AnswerKind.NUMBER, "quantity": AnswerKind.NUMBER,
        "display": AnswerKind.NOTE,
    }  # fmt: skip
    found = read(*(asks(name, name) for name in types))
    assert {item.key: item.kind for item in found.definition.items} == types
    assert found.notes == ()
    assert [item.decimals for item in found.definition.items if item.kind is AnswerKind.NUMBER] == [0, 2, 2]
    assert not any(item.required for item in found.definition.items if item.asks)
    assert all(item.about_health for item in found.definition.items), "until somebody says otherwise"


def test_what_cannot_be_asked_is_named_and_nothing_is_lost_silently():
    found = read(
        asks("photo", "attachment"),
        asks("doctor", "reference"),
        asks("when", "dateTime", initial=[{"valueDateTime": "2020"}]),
        asks("far", "choice", answerValueSet="http://elsewhere.example/ValueSet/all"),
        asks("many", repeats=True, maxLength=9000, prefix="1.", code=[{"code": "x"}]),
        asks("sum", "integer", extension=[{"url": "http://x/calculated", "valueString": "1"}], readOnly=True),
        copyright="Nobody",
    )
    assert noted(found) == [
        ("photo", "type attachment", Done.LEFT_OUT),
        ("doctor", "type reference", Done.LEFT_OUT),
        ("when", "type dateTime", Done.AS_DATE),
        ("when", "initial", Done.LEFT_OUT),
        ("far", "answerValueSet http://elsewhere.example/ValueSet/all", Done.LEFT_OUT),
        ("far", "type choice", Done.AS_TEXT),
        ("many", "repeats", Done.ONE_ONLY),
        ("many", "maxLength", Done.LEFT_OUT),
        ("many", "prefix", Done.LEFT_OUT),
        ("many", "code", Done.LEFT_OUT),
        ("sum", "readOnly or calculated", Done.SWITCHED_OFF),
        ("sum", "calculated", Done.LEFT_OUT),
        ("", "copyright", Done.LEFT_OUT),
    ]


def test_answers_are_those_of_the_item_or_of_a_value_set_that_the_file_holds():
    sets = [
        {
            "resourceType": "ValueSet", "id": "how", "status": "active",
            "compose": {"include": [{"concept": [{"code": "LA-1", "display": "Well"}, {"code": "none", "display": "Ill"}]}]},
        },
        {"resourceType": "ValueSet", "id": "unused"},
    ]  # fmt: skip
    points = {
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 3}]
    }
    found = read(
        asks("one", "choice", answerOption=[option("a"), option("LA6568-5", **points)]),
        asks("several", "choice", repeats=True, answerValueSet="#how"),
        asks("words", "open-choice", answerOption=[{"valueString": "Yes!"}, {"valueInteger": 5}]),
        contained=sets,
    )
    one, several, words = found.definition.items
    assert [(each.code, each.points) for each in one.choices] == [("a", None), ("la6568_5", 3)]
    assert several.kind is AnswerKind.SEVERAL
    assert [each.code for each in several.choices] == ["la_1", "a_none"], "“none” means that nobody answered"
    assert [each.labels["en"] for each in words.choices] == ["Yes!", "5"]
    assert ("words", "open-choice: another answer", Done.LEFT_OUT) in noted(found)
    assert ("one", "answerOption code", Done.RENAMED) in noted(found)
    assert ("", "contained unused", Done.LEFT_OUT) in noted(found)


def test_one_condition_on_an_earlier_choice_is_kept_and_any_other_is_dropped_by_name():
    asked = [
        asks("pet", "boolean"),
        asks("sort", "choice", answerOption=[option("cat"), option("dog"), option("eel")]),
    ]
    cat, dog = ({"answerCoding": {"system": "http://loinc.org", "code": code}} for code in ("cat", "dog"))

    def hangs(*whens, **more):
        found = read(*asked, asks("it", enableWhen=whens, **more), asks("later", "boolean"))
        return found.definition.items[2].only_if, [each.done for each in found.notes if each.link_id == "it"]

    dropped = (None, [Done.ALWAYS_ASKED])
    assert hangs(when("pet", answerBoolean=False)) == (Condition("pet", (NO,)), [])
    assert hangs(when("pet", answerBoolean=True) | {"operator": "exists"}) == (
        Condition("pet", (YES, NO)),
        [],
    )
    assert hangs(when("sort", **cat), when("sort", **dog), enableBehavior="any")[0] == Condition(
        "sort", ("cat", "dog")
    )
    assert hangs(when("sort", **cat) | {"operator": "!="})[0] == Condition("sort", ("dog", "eel"))
    neither = (when("sort", **cat) | {"operator": "!="}, when("sort", **dog) | {"operator": "!="})
    assert hangs(*neither, enableBehavior="all") == (Condition("sort", ("eel",)), [])
    both = (when("pet", answerBoolean=True), when("sort", **cat))
    assert hangs(*both, enableBehavior="all") == (Condition("pet", (YES,)), [Done.NARROWED])
    assert hangs(*both, enableBehavior="any") == dropped
    assert hangs(when("later", answerBoolean=True)) == dropped
    assert hangs(when("it", answerBoolean=True)) == dropped, "on itself"
    assert hangs(when("sort", answerInteger=5) | {"operator": ">"}) == dropped
    assert hangs({"question": 5})[0] is None


def test_a_group_is_a_heading_and_what_is_in_it_hangs_on_what_the_group_hangs_on():
    found = read(
        asks("pet", "boolean"),
        asks("about", "group", enableWhen=[when("pet", answerBoolean=True)], item=[
            asks("kind", "boolean", item=[asks("deep")]),
            asks("more", enableWhen=[when("kind", answerBoolean=True)]),
        ]),
        asks("plain", "group", item=[asks("end")]) | {"text": ""},
    )  # fmt: skip
    pet, about, kind, deep, more, end = found.definition.items
    assert about.kind is AnswerKind.NOTE
    assert {each.only_if for each in (about, kind, deep)} == {Condition(pet.key, (YES,))}
    assert more.only_if == Condition(kind.key, (YES,)), "which hangs on the pet itself"
    assert end.only_if is None
    assert found.notes == ()


def test_a_group_that_repeats_is_a_list_of_texts():
    found = read(
        asks("kin", "group", repeats=True, required=True, item=[
            asks("kin.name", required=True), asks("kin.born", "date"), asks("kin.photo", "attachment"),
        ])
    )  # fmt: skip
    (kin,) = found.definition.items
    assert (kin.kind, kin.required) == (AnswerKind.LIST, True)
    assert [(each.key, each.required) for each in kin.columns] == [("name", True), ("born", False)]
    assert noted(found) == [
        ("kin.born", "type date", Done.AS_TEXT),
        ("kin.photo", "type attachment", Done.LEFT_OUT),
    ]


def test_help_is_a_hint_and_words_come_without_markup():
    control = {"url": CONTROL, "valueCodeableConcept": {"coding": [{"system": "x", "code": "help"}]}}
    evil = "<p>How <b>tall</b>?</p><script>alert(1)</script>"
    found = read(
        {"linkId": "tall", "type": "quantity", "_text": {"extension": [{"url": XHTML, "valueString": evil}]},
         "extension": [{"url": UNIT, "valueCoding": {"system": "http://unitsofmeasure.org", "code": "cm"}}],
         "item": [asks("help", "display", extension=[control]) | {"text": "Without\u202e shoes"}]},
        asks("off", "group", extension=[{"url": HIDDEN, "valueBoolean": True}], item=[asks("in")]),
    )  # fmt: skip
    tall, off, within = found.definition.items
    assert tall.words == {"en": Wording("How tall", "How tall?", hint="Without shoes")}
    assert (tall.unit, off.is_off, within.is_off) == ("cm", True, True)
    assert noted(found) == [("help", "text", Done.PLAIN), ("tall", "text", Done.PLAIN)]


def test_what_is_added_leaves_what_is_asked_as_it_is_and_a_second_time_adds_nothing():
    found = read(asks("one"), asks("two"))
    once = found.onto(SHIPPED.definition)
    assert [item.key for item in once.items[7:]] == ["one", "two"]
    assert found.onto(once) == once
    Questionnaire(2, once)


@for_each(
    "content",
    [
        b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"resourceType": "Patient"}', b'{"resourceType": "Questionnaire"}',
        b"[" * 100_000, told(*[asks("x")] * 20_000), b" " * (MOST_BYTES + 1), told(asks("x", "attachment")),
        b'{"resourceType": "Questionnaire", "item": [{"linkId": "x", "type": "integer", "maxLength": NaN}]}',
        b'{"resourceType": "Questionnaire", "item": ' + b'[{"type":"group","item":' * 90 + b"[]" + b"}]" * 90 + b"}",
        told({"linkId": "x", "type": "string"}).replace(b'"x"', b"1" * 9000),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_a_sentence(content):
    with pytest.raises(Refused) as refused:
        imported.read(content)
    assert refused.value.sentence.endswith((".", "items."))


def test_of_more_items_than_there_is_room_for_the_others_are_named():
    found = read(*(asks(f"n{number}") for number in range(120)))
    assert len(found.definition.items) == 93
    assert [each.link_id for each in found.notes] == [f"n{number}" for number in range(93, 120)]
    assert {each.done for each in found.notes} == {Done.NO_ROOM}


def test_a_file_that_is_made_to_be_slow_is_read():
    """Once, each of these took minutes: the number of steps grew with the square of the length."""
    assert len(read(*[asks("a")] * 15_000).definition.items) == 93
    sets = [
        {"id": "v", "compose": {"include": [{"concept": [{"code": f"c{each}"} for each in range(9000)]}]}}
    ]
    with pytest.raises(Refused):
        read(*(asks(f"a{each}", "choice", answerValueSet="#v") for each in range(9000)), contained=sets)
    (item,) = read(asks("a") | {"text": "How?" + "<!--" * 200_000}).definition.items
    assert item.words["en"].ask.startswith("How?")


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(
    "linkId text _text type item required repeats enableWhen enableBehavior answerOption answerValueSet extension"
    " maxLength initial prefix url valueCoding valueString valueDecimal question operator answerCoding".split()
)


@given(
    st.lists(st.dictionaries(_names, _anything, max_size=8), max_size=5), st.dictionaries(_names, _anything)
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_file_says_it_is_read_or_refused(items, root):
    try:
        found = imported.read(told(*items, **{**root, "language": "es"} if root else {}))
    except Refused:
        return
    Questionnaire(2, found.onto(SHIPPED.definition))
