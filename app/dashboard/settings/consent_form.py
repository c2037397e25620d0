"""The clinic's own privacy text as it is typed, one for each language: reading it, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from flask_babel import gettext as _

from app.dashboard.settings.form import version_in
from app.intake.answers.text import is_blank
from app.intake.phrases import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from app.store import ClinicProfile

LONGEST: Final = 600
_LONGEST_TYPED: Final = 4000
# Not to be seen, and needed: they join and part letters, and keep a number in its place between Arabic words.
_INVISIBLE: Final = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """The text of each shipped language; an empty one stands for the shipped text. `version` is as in `SettingsForm`."""

    version: int
    texts: Mapping[str, str]

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Self:
        """Return what was posted. A browser ends lines with CR and LF; a text is kept with LF.

        Raises:
            BadRequest: it does not say which version it follows.
        """
        typed = {code: form.get(field(code), "")[:_LONGEST_TYPED] for code in SHIPPED}
        lines = {code: text.replace("\r\n", "\n").replace("\r", "\n").strip() for code, text in typed.items()}
        return cls(version_in(form), lines)

    @classmethod
    def of(cls, version: int, profile: ClinicProfile) -> Self:
        """Return the form that shows a profile's texts."""
        return cls(version, {code: profile.consent_texts.get(code, "") for code in SHIPPED})

    def over(self, profile: ClinicProfile) -> ClinicProfile:
        """Return the profile with these texts. Those of a language that no longer ships stay for its return."""
        others = {code: text for code, text in profile.consent_texts.items() if code not in SHIPPED}
        own = {code: text for code, text in self.texts.items() if text}
        return replace(profile, consent_texts=others | own)

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        found = {field(code): _problem(text) for code, text in self.texts.items()}
        return {name: problem for name, problem in found.items() if problem}


def field(code: str) -> str:
    """Return the name of the field for a language."""
    return f"text_{code}"


def _problem(text: str) -> str | None:
    if text and is_blank(text):
        return str(_("Nothing of this text can be seen. Write one, or leave the field empty."))
    if len(text) > LONGEST:
        return str(
            _("The text has %(length)s characters; at most %(most)s fit.", length=len(text), most=LONGEST)
        )
    if all(char.isprintable() or char == "\n" or char in _INVISIBLE for char in text):
        return None
    return str(_("The text has a character that a phone cannot show, a tab for example. Take it out."))
