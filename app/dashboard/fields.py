"""The fields of forms that change what an admin decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Self

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from wtforms import Field, Form, StringField, ValidationError
from wtforms.validators import StopValidation

from app.intake.clinic import Reader, Wrong

LONGEST_TYPED: Final = 200
_COUNT: Final = re.compile(r"[0-9]{1,9}")


class TypedField(StringField):  # type: ignore[misc]  # WTForms has no types
    """A text without blanks around it, cut where it is longer than any right one.

    Line ends are LF: browsers send CR and LF.
    """

    def __init__(self, *args: Any, longest: int = LONGEST_TYPED, **options: Any) -> None:
        super().__init__(*args, filters=[lambda text: _trimmed(text or "", longest)], **options)


def _trimmed(text: str, longest: int) -> str:
    return text[:longest].replace("\r\n", "\n").replace("\r", "\n").strip()


class TickField(Field):  # type: ignore[misc]  # as above
    """Whether "yes" was sent. Where nothing was, `otherwise` counts."""

    def __init__(self, *args: Any, otherwise: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.otherwise = otherwise

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the first value."""
        self.data = valuelist[0] == "yes" if valuelist else self.otherwise


class VersionedForm(Form):  # type: ignore[misc]  # as above
    """A form of what is kept in versions.

    `version` is the one on the page when the typing began.
    """

    version = 0

    @classmethod
    def read(cls, form: MultiDict[str, str], **known: Any) -> Self:
        """Return what was posted.

        Raises:
            BadRequest: it does not say which version it follows.
        """
        read = cls(form, **known)
        read.version = count_in(form, "version")
        return read

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        self.validate()
        return {name: str(said[0]) for name, said in self.errors.items() if name and said}


def count_in(form: MultiDict[str, str], name: str, otherwise: str = "") -> int:
    """Return a hidden figure of a posted form.

    Raises:
        BadRequest: there is none.
    """
    written = form.get(name, otherwise)
    if not _COUNT.fullmatch(written):
        raise BadRequest
    return int(written)


def reads(reader: Reader) -> Callable[[Form, Field], None]:
    """Return a validator of texts that a reader turns into a value."""

    def check(_form: Form, field: Field) -> None:
        try:
            reader(field.data)
        except Wrong as wrong:
            raise ValidationError(_(wrong.sentence, **wrong.values)) from wrong

    return check


def one_of(values: Callable[[], Any], sentence: str) -> Callable[[Form, Field], None]:
    """Return a validator of values that the page offers to choose from."""

    def check(_form: Form, field: Field) -> None:
        if field.data not in values():
            raise StopValidation(str(sentence))

    return check
