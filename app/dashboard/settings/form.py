"""The form of the clinic's settings: a field for each in `intake/clinic.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectMultipleField, ValidationError

from app.dashboard.fields import LONGEST_TYPED, TickField, TypedField, VersionedForm, one_of, reads
from app.dashboard.settings.changes import offered
from app.intake.clinic import SETTINGS, Clinic, Reader, Setting, Subject, Typed, Wrong
from app.intake.phrases import SHIPPED
from app.intake.questions import REMOVABLE
from app.web.clinic import country_name
from app.web.phone import countries

ON_THE_PAGE: Final = {name: each for name, each in SETTINGS.items() if each.label and not each.elsewhere}
OF_SUBJECT: Final[Mapping[Subject, tuple[str, ...]]] = {
    subject: tuple(name for name, each in ON_THE_PAGE.items() if each.subject is subject)
    for subject in Subject
}
_LTR: Final = {"class": "ltr", "autocomplete": "off"}
_INPUT: Final[Mapping[Typed, Mapping[str, str]]] = {
    Typed.TEXT: {"dir": "auto", "autocomplete": "off"},
    Typed.ORGANISATION: {"dir": "auto", "autocomplete": "organization"},
    Typed.PHONE: {"type": "tel", **_LTR},
    Typed.DIGITS: {"inputmode": "numeric", **_LTR},
    Typed.TIME: {"type": "time"},
}
"""How a setting is typed -> attributes of its input."""
_SHORT: Final = 6
"""An input for fewer characters than this is a short one."""
_YES_AND_NO: Final = ("yes", "no")
Options = list[tuple[str, list[tuple[str, str, str]]]]
"""Groups by their name, each with values, their words, and the words' language."""


class LanguagesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """The ticked languages, in the order that patients see; unknown ones last."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the codes that were sent."""
        ticked = {code[:LONGEST_TYPED] for code in valuelist[:LONGEST_TYPED]}
        known = [code for code in SHIPPED if code in ticked]
        self.data = [*known, *sorted(ticked.difference(SHIPPED))]

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  (the base's signature)
        """Refuse none, and those that do not ship."""
        if not self.data:
            raise ValidationError(_("Choose at least one language, or patients could not continue."))
        if not SHIPPED.keys() >= {*self.data}:
            raise ValidationError(_("Choose from the languages on this page."))


class SettingsForm(VersionedForm):
    """The settings as they are typed, except the privacy text.

    `names` are those that it is about. It leaves the others as they are.
    """

    names: tuple[str, ...] = tuple(ON_THE_PAGE)

    if TYPE_CHECKING:
        name: TypedField
        phone: TypedField
        emergency_number: TypedField
        country: TypedField
        timezone: TypedField

    @classmethod
    def of(cls, version: int, clinic: Clinic) -> Self:
        """Return the form that shows a clinic's settings."""
        form = cls(data=dict(_shown(clinic)))
        form.version = version
        return form

    @classmethod
    def read_over(
        cls, clinic: Clinic, names: tuple[str, ...], sent: MultiDict[str, str], version: int
    ) -> Self:
        """Return the form that shows a clinic's settings, with what was sent of some."""
        form = cls.of(version, clinic)
        form.names = names
        for field in form.fields_sent():
            form[field].process(sent)
        return form

    def problems(self) -> dict[str, str]:
        """Return what is wrong with what it is about, by field."""
        found = super().problems()
        return {field: found[field] for field in self.fields_sent() if field in found}

    def fields_sent(self) -> list[str]:
        """Return the fields of what it is about, in the order of the page."""
        return [field for name in self.names for field, _made in _fields(name, ON_THE_PAGE[name])]

    def rows(self) -> list[list[Shown]]:
        """Return the settings as the page shows them, those beside each other in one row."""
        rows: list[list[Shown]] = []
        for name in self.names:
            each = ON_THE_PAGE[name]
            fields = [self[field] for field, _made in _fields(name, each)]
            shown = Shown(each.field or name, each, fields)
            if each.beside:
                rows[-1].append(shown)
            else:
                rows.append([shown])
        return rows

    def over(self, clinic: Clinic) -> Clinic:
        """Return the clinic with what was typed, where nothing is wrong with it."""
        return replace(clinic, **{name: self._value(name, ON_THE_PAGE[name]) for name in self.names})

    def _value(self, name: str, setting: Setting) -> Any:
        if name == "languages":
            return tuple(self[name].data)
        if name == "left_out":
            return tuple(key for key in REMOVABLE if not self[f"ask_{key}"].data)
        if setting.by_language:
            typed = {code: self[_of_language(name, code)].data for code in SHIPPED}
            return {code: text for code, text in typed.items() if text}
        typed = self[name].data
        return typed if setting.read is None else setting.read(typed)


class Shown(NamedTuple):
    """A setting as the page shows it. Its fields begin with `name`."""

    name: str
    setting: Setting
    fields: list[Any]

    @property
    def is_chosen(self) -> bool:
        """Whether it is one of several values that the page offers."""
        return self.name in _CHOSEN or self.setting.words is not None

    @property
    def chosen(self) -> str:
        """What is chosen now."""
        value = self.fields[0].data
        return str(value) if self.setting.words is None else _YES_AND_NO[not value]

    def options(self, first: str) -> Options:
        """Return what the page offers, in groups; where nothing is set, `first` says so."""
        if self.setting.words is not None:
            yes_and_no = zip(_YES_AND_NO, map(_, self.setting.words), strict=True)
            return [("", [(code, words, "") for code, words in yes_and_no])]
        if self.name == "country":
            return [("", [("", first, ""), *((code, name, "") for code, name in country_names())])]
        zones = [
            (area, [(zone, zone.replace("_", " "), "en") for zone in each])
            for area, each in time_zones_by_area()
        ]
        unknown = [] if self.chosen in time_zones() else [(self.chosen, self.chosen or _("Choose"), "")]
        return [("", unknown), *zones]


def _of_language(name: str, code: str) -> str:
    return f"{SETTINGS[name].field or name}_{code}"


def _shown(clinic: Clinic) -> Iterator[tuple[str, Any]]:
    """Yield each field with what it shows of a clinic."""
    for name, each in ON_THE_PAGE.items():
        value = getattr(clinic, name)
        if name == "languages":
            yield name, [*offered(clinic)]
        elif name == "left_out":
            yield from ((f"ask_{key}", key not in value) for key in REMOVABLE)
        elif each.by_language:
            yield from ((_of_language(name, code), value.get(code) or value.get("", "")) for code in SHIPPED)
        else:
            yield name, value if isinstance(value, bool) else str(value)


def _fields(name: str, setting: Setting) -> Iterator[tuple[str, Any]]:
    said: dict[str, Any] = {"label": setting.label}
    checks = [reads(setting.read)] if setting.read else []
    if name == "languages":
        yield name, LanguagesField(validate_choice=False, **said)
    elif name == "left_out":
        yield from ((f"ask_{key}", TickField(**said)) for key in REMOVABLE)
    elif setting.by_language:
        for code, phrases in SHIPPED.items():
            said["label"] = phrases.native_name
            attributes = _attributes(setting, code)
            yield _of_language(name, code), TypedField(validators=checks, render_kw=attributes, **said)
    elif isinstance(setting.default, bool):
        # Offered both ways, nothing sent is no answer.
        yield name, TickField(otherwise=setting.words is not None, **said)
    elif name in _CHOSEN:
        yield name, TypedField(validators=[_CHOSEN[name]], **said)
    else:
        default = setting.default if isinstance(setting.default, str) else ""
        attributes = _attributes(setting)
        yield name, TypedField(validators=checks, default=default, render_kw=attributes, **said)


def _attributes(setting: Setting, language: str = "") -> dict[str, str]:
    found = {**_INPUT[setting.typed]}
    if language and setting.typed is Typed.TEXT:
        found["lang"] = language
    if setting.longest is not None:
        found["maxlength"] = str(setting.longest)
        if setting.longest < _SHORT:
            found["class"] = f"short {found['class']}" if "class" in found else "short"
    if setting.read is not None and not _takes_nothing(setting.read):
        found["required"] = ""
    return found


def _takes_nothing(read: Reader) -> bool:
    try:
        read("")
    except Wrong:
        return False
    return True


def country_names() -> list[tuple[str, str]]:
    """Return the countries to choose from, by their names in the page's language."""
    return sorted(((code, country_name(code)) for code in countries()), key=lambda each: each[1])


@cache
def time_zones() -> tuple[str, ...]:
    """Return the zones to choose from: those named after a place, and UTC."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return ("UTC", *sorted(places))


@cache
def time_zones_by_area() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the same zones by area. The area of UTC is ""."""
    areas = groupby(time_zones(), key=lambda zone: zone.partition("/")[0] if "/" in zone else "")
    return tuple((area, tuple(zones)) for area, zones in areas)


_CHOSEN: Final = {
    "country": one_of(lambda: {"", *countries()}, _l("Choose a country from the list.")),
    "timezone": one_of(time_zones, _l("Choose a time zone from the list.")),
}

for _name, _setting in ON_THE_PAGE.items():
    for _field_name, _field in _fields(_name, _setting):
        setattr(SettingsForm, _field_name, _field)
