"""The form of one question: what an item of the definition says, as fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, Form, FormField, SelectMultipleField, ValidationError

from app.dashboard.fields import LONGEST_TYPED, TickField, TypedField, one_of
from app.dashboard.questions.difference import WORDS
from app.fhir.keys import LONGEST, slug
from app.intake import definition
from app.intake.definition import (
    SHIPPED_KEYS,
    AnswerKind,
    Choice,
    Column,
    Condition,
    Definition,
    Item,
    ReadBy,
    Wording,
)
from app.intake.form import Page
from app.intake.lint.shape import TAKEN_KEYS
from app.intake.phrases import SHIPPED

LONGEST_LABEL: Final = 300
LONGEST_TEXT: Final = 2000
MOST_ROWS: Final = {"choices": 40, "columns": 5}
"""How many rows fit into a form, whose fields are bounded. More can be brought in from a file."""
_MOST_TICKED: Final = 100
_SHOWN_ROWS: Final = {"choices": 2, "columns": 2}
"""How many rows a new question shows."""
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
_NUMBER: Final = re.compile(r"(|-?[0-9]{1,9}(\.[0-9]{1,4})?)")
_TAKEN: Final = TAKEN_KEYS | {*SHIPPED_KEYS, *Page, "publish"}
"""The keys that no question of a clinic may have: those of ours, and the names of steps and pages."""


def _is_short(most: int) -> Any:
    def check(_form: Form, field: Field) -> None:
        if len(field.data) > most:
            raise ValidationError(
                _("At most %(most)s characters; there are %(length)s.", most=most, length=len(field.data))
            )

    return check


def _is_code(_form: Form, field: Field) -> None:
    if field.data and not _CODE.fullmatch(field.data):
        raise ValidationError(_("A code has small letters without accents, digits and _ only, at most 40."))


def _is_number(_form: Form, field: Field) -> None:
    if not _NUMBER.fullmatch(_plain(field.data)):
        raise ValidationError(_("Write a number, such as 2 or 0.5, or leave it empty."))


def _plain(typed: str) -> str:
    return typed.replace(",", ".").replace("−", "-")


def _is_within(least: int, most: int) -> Any:
    def check(_form: Form, field: Field) -> None:
        if not (field.data.isascii() and field.data.isdigit() and least <= int(field.data[:9]) <= most):
            raise ValidationError(
                _("Write a whole number between %(least)s and %(most)s.", least=least, most=most)
            )

    return check


class _Ticked(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """The ticked values, a bounded number of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, validate_choice=False, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent."""
        self.data = [value[:LONGEST_TYPED] for value in valuelist[:_MOST_TICKED]]


def _label() -> TypedField:
    return TypedField(longest=4 * LONGEST_LABEL, validators=[_is_short(LONGEST_LABEL)])


class RowForm(Form):  # type: ignore[misc]  # as above
    """A row: an answer that can be chosen, or a part of a row of a list."""

    code = TypedField(validators=[_is_code])
    required = TickField()

    @property
    def labels(self) -> dict[str, str]:
        """What it is called, by language."""
        return _filled(self, "label")


def _filled(form: Any, name: str) -> dict[str, str]:
    return {code: form[f"{name}_{code}"].data for code in SHIPPED if form[f"{name}_{code}"].data}


class ItemForm(Form):  # type: ignore[misc]  # as above
    """A question as it is typed."""

    kind = TypedField(
        default=AnswerKind.TEXT,
        validators=[one_of(lambda: {*AnswerKind}, _l("Choose a kind from the list."))],
    )
    choices = FieldList(FormField(RowForm), max_entries=MOST_ROWS["choices"])
    columns = FieldList(FormField(RowForm), max_entries=MOST_ROWS["columns"])
    unit = TypedField(validators=[_is_short(40)])
    least = TypedField(validators=[_is_number])
    most = TypedField(validators=[_is_number])
    decimals = TypedField(default="0", validators=[_is_within(0, 4)])
    longest = TypedField(default="1000", validators=[_is_within(1, 4000)])
    about_health = TickField(default=True, otherwise=True)
    read_by = TypedField(
        default=ReadBy.CLINICIANS,
        validators=[one_of(lambda: {*ReadBy}, _l("Choose who may read the answers."))],
    )
    required = TickField()
    only_if = TypedField()
    codes = _Ticked()
    visits = _Ticked()
    is_listed = TickField()

    @classmethod
    def of(cls, item: Item | None) -> Self:
        """Return the form that shows a question, or the empty one of a new question."""
        form = cls(data=_shown(item) if item else {})
        for name, least in _SHOWN_ROWS.items():
            while len(form[name]) < least:
                form[name].append_entry()
        return form

    def problems(self, before: Item | None) -> dict[str, str]:
        """Return what cannot be kept, by field."""
        found = problems_of_rows(self, _SHOWN_ROWS)
        if before is None and not _filled(self, "label"):
            found["label_en"] = _("Give the question a name, in one language at least.")
        if self.only_if.data and not self._condition():
            found["only_if"] = _("Tick the answers after which it is asked.")
        return found

    def item(self, key: str, before: Item | None = None, published: Item | None = None) -> Item:
        """Return what was typed as an item.

        What a published one keeps for ever is taken from there.
        """
        words = {code: self._wording(code) for code in SHIPPED}
        others = {
            code: text for code, text in (before.words if before else {}).items() if code not in SHIPPED
        }
        kept = {code: text for code, text in words.items() if text != Wording()} | others
        base = before or Item(key)
        if base.is_shipped:
            return replace(base, words=kept)
        fixed = published
        kind = fixed.kind if fixed else AnswerKind(self.kind.data)
        is_number = kind is AnswerKind.NUMBER
        return replace(
            base,
            words=kept,
            kind=kind,
            choices=self._choices(base, fixed) if kind in {AnswerKind.ONE, AnswerKind.SEVERAL} else (),
            columns=self._columns(fixed) if kind is AnswerKind.LIST else (),
            unit=(fixed.unit if fixed else self.unit.data) if is_number else "",
            unit_labels=_filled(self, "unit_label") if is_number else {},
            least=_plain(self.least.data) if is_number else "",
            most=_plain(self.most.data) if is_number else "",
            decimals=int(self.decimals.data) if is_number else 0,
            longest=int(self.longest.data) if kind is AnswerKind.TEXT else Item(key).longest,
            about_health=fixed.about_health if fixed else bool(self.about_health.data),
            read_by=fixed.read_by if fixed else ReadBy(self.read_by.data),
            required=bool(self.required.data),
            only_if=self._condition(),
            visits=tuple(dict.fromkeys(self.visits.data or ())),
            is_listed=bool(self.is_listed.data)
            and kind in {AnswerKind.ONE, AnswerKind.SEVERAL, AnswerKind.YES_NO},
        )

    def _wording(self, code: str) -> Wording:
        return Wording(**{name: self[f"{name}_{code}"].data for name in WORDS})

    def _choices(self, before: Item, fixed: Item | None) -> tuple[Choice, ...]:
        """Return the answers as they are typed; one that may be on record stays."""
        if has_many(before):
            return before.choices
        known = {choice.code: choice for choice in before.choices}
        rows = [*coded(row.form for row in self.choices)]
        typed = tuple(replace(known.get(code) or Choice(code, {}), labels=row.labels) for code, row in rows)
        codes = {each.code for each in typed}
        return (*typed, *(each for each in (fixed.choices if fixed else ()) if each.code not in codes))

    def _columns(self, fixed: Item | None) -> tuple[Column, ...]:
        rows = coded((row.form for row in self.columns), "c")
        typed = tuple(Column(code, row.labels, bool(row.required.data)) for code, row in rows)
        if fixed is None:
            return typed
        by_key = {each.key: each for each in typed}
        return tuple(by_key.get(each.key, each) for each in fixed.columns)

    def _condition(self) -> Condition | None:
        """Return after which answers it is asked: those ticked under the chosen question."""
        key = self.only_if.data
        codes = [
            code for on, _colon, code in (each.partition(":") for each in self.codes.data or ()) if on == key
        ]
        return Condition(key, tuple(dict.fromkeys(codes))) if key and codes else None


for _code in SHIPPED:
    setattr(RowForm, f"label_{_code}", _label())
    setattr(ItemForm, f"label_{_code}", _label())
    setattr(ItemForm, f"unit_label_{_code}", _label())
    for _name in WORDS:
        if _name != "label":
            _text = TypedField(longest=4 * LONGEST_TEXT, validators=[_is_short(LONGEST_TEXT)])
            setattr(ItemForm, f"{_name}_{_code}", _text)


def problems_of_rows(form: Any, names: Iterable[str]) -> dict[str, str]:
    """Return what is wrong in a form with rows, by field; no two rows have one code."""
    form.validate()
    found = dict(_flat(form.errors))
    for name in names:
        seen = set[str]()
        for row in form[name]:
            code = row.form.code.data
            if code and code in seen:
                found[f"{row.name}-code"] = _("Another row has this code. Write a different one.")
            seen.add(code)
    return found


def checked(item: Item) -> Item:
    """Return the item as a definition keeps it.

    Raises:
        Malformed: it is none that a definition may have.
    """
    (read,) = definition.read(definition.text_of(Definition((item,)))).items
    return read


def key_for(labels: Mapping[str, str], taken: Iterable[str]) -> str:
    """Return a key for a new question, made of its name; no other has it."""
    made = _slug(next(filter(None, labels.values()), ""), "question")
    return _free(f"own_{made}" if made in _TAKEN else made, taken)


def edited_rows(sent: MultiDict[str, str], most_of: Mapping[str, int] = MOST_ROWS) -> MultiDict[str, str]:
    """Return the fields with the rows that a button makes of them."""
    fields = sent.copy()
    for name, most in most_of.items():
        places = _places(fields, name)
        if fields.get("add") == name and len(places) < most:
            fields[f"{name}-{max(places, default=-1) + 1}-code"] = ""
        for place in places:
            if fields.get("remove") == f"{name}-{place}":
                for field in [each for each in fields if each.startswith(f"{name}-{place}-")]:
                    del fields[field]
            if fields.get("raise") == f"{name}-{place}" and place != places[0]:
                _swap(fields, f"{name}-{places[places.index(place) - 1]}-", f"{name}-{place}-")
    return fields


def _places(fields: MultiDict[str, str], name: str) -> list[int]:
    found = (re.match(rf"{name}-([0-9]{{1,4}})-", field) for field in fields)
    return sorted({int(each[1]) for each in found if each})


def _swap(fields: MultiDict[str, str], one: str, other: str) -> None:
    first, then = _taken_out(fields, one), _taken_out(fields, other)
    for before, values in ((other, first), (one, then)):
        for field, each in values.items():
            fields.setlist(before + field, each)


def _taken_out(fields: MultiDict[str, str], before: str) -> dict[str, list[str]]:
    found = [field for field in fields if field.startswith(before)]
    return {field.removeprefix(before): fields.poplist(field) for field in found}


def has_many(item: Item | None) -> bool:
    """Return whether a question has more answers than a form shows."""
    return item is not None and len(item.choices) > MOST_ROWS["choices"]


def _shown(item: Item) -> dict[str, Any]:
    """Return the fields that show an item."""
    found: dict[str, Any] = {
        "kind": item.kind,
        "choices": []
        if has_many(item)
        else [{"code": each.code, **labels_shown(each.labels)} for each in item.choices],
        "columns": [
            {"code": each.key, "required": each.required, **labels_shown(each.labels)}
            for each in item.columns
        ],
        "unit": item.unit,
        "least": item.least,
        "most": item.most,
        "decimals": str(item.decimals),
        "longest": str(item.longest),
        "about_health": item.about_health,
        "read_by": item.read_by,
        "required": item.required,
        "only_if": item.only_if.key if item.only_if else "",
        "codes": [f"{item.only_if.key}:{code}" for code in item.only_if.codes] if item.only_if else [],
        "visits": [*item.visits],
        "is_listed": item.is_listed,
        **{f"unit_{name}": label for name, label in labels_shown(item.unit_labels).items()},
    }
    for code in SHIPPED:
        words = item.words.get(code, Wording())
        found |= {f"{name}_{code}": getattr(words, name) for name in WORDS}
    return found


def labels_shown(labels: Mapping[str, str]) -> dict[str, str]:
    return {f"label_{code}": labels.get(code, "") for code in SHIPPED}


def _flat(errors: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what is wrong in a form and in its rows, by field."""
    for name, said in errors.items():
        if isinstance(said, Mapping):
            yield from _flat(said, f"{before}{name}-")
        elif said and isinstance(said[0], Mapping):
            yield from _flat(dict(enumerate(said)), f"{before}{name}-")
        elif said and name:
            yield f"{before}{name}", str(said[0])


def coded(rows: Iterable[RowForm], otherwise: str = "a") -> Iterator[tuple[str, RowForm]]:
    """Yield the rows that are not empty, each with its code or one made of its label."""
    filled = [row for row in rows if row.code.data or row.labels]
    taken = {row.code.data for row in filled}
    for row in filled:
        code = row.code.data
        if not code:
            code = _free(_slug(next(iter(row.labels.values())), otherwise), taken)
            taken.add(code)
        yield code, row


def _slug(text: str, otherwise: str) -> str:
    """Return a text as a code that begins with a letter, and leave room for a number."""
    made = slug(text)[: LONGEST - len("own_99")].rstrip("_")
    return made if made[:1].isalpha() else f"{otherwise}_{made}".rstrip("_")


def _free(made: str, taken: Iterable[str]) -> str:
    """Return the code, with a number after it if it is taken."""
    known = {*taken}
    return (
        made
        if made not in known
        else next(
            f"{made}_{number}" for number in range(2, len(known) + 3) if f"{made}_{number}" not in known
        )
    )
