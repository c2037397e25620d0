"""The form of the retention rules: a field for each figure."""

from __future__ import annotations

import re
from typing import Any, Final, Self

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, ValidationError

from app.dashboard.fields import TypedField, VersionedForm, count_in
from app.retention.rules import BOUNDS, bounds_of
from app.services import current
from app.store.clinic.retention_rules import Rules
from app.web.clinic import number

_FIGURE: Final = re.compile(r"[0-9]{1,6}")
_LONGEST_TYPED: Final = 20


class RulesForm(VersionedForm):
    """The figures as they are typed."""

    agreed = 0
    """The number of records and drafts that the page said would be erased at once."""

    @classmethod
    def read(cls, form: MultiDict[str, str], **known: Any) -> Self:
        """Return what was posted.

        Raises:
            BadRequest: it does not say which version it follows.
        """
        read = super().read(form, **known)
        read.agreed = count_in(form, "agreed", "0")
        return read

    @classmethod
    def of(cls, version: int, rules: Rules) -> Self:
        """Return the form that shows rules."""
        form = cls(data={name: str(getattr(rules, name)) for name in BOUNDS})
        form.version = version
        return form

    def rules(self) -> Rules:
        """Return what was typed, where nothing is wrong with it."""
        return Rules(**{name: int(self[name].data) for name in BOUNDS})


def _within_bounds(_form: Form, field: Field) -> None:
    least, most = bounds_of(current().settings.retention)[field.name]
    if not (_FIGURE.fullmatch(field.data) and least <= int(field.data) <= most):
        raise ValidationError(
            _("Write a whole number from %(least)s to %(most)s.", least=number(least), most=number(most))
        )


for _name in BOUNDS:
    setattr(RulesForm, _name, TypedField(longest=_LONGEST_TYPED, validators=[_within_bounds]))
