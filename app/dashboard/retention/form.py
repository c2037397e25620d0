"""Read the retention rules as they are typed, and say what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.retention.rules import BOUNDS, bounds_of
from app.services import current
from app.store import Rules
from app.web.clinic import number

_FIGURE: Final = re.compile(r"[0-9]{1,6}")
_VERSION: Final = re.compile(r"[0-9]{1,9}")
_LONGEST_TYPED: Final = 20


@dataclass(frozen=True, slots=True)
class RulesForm:
    """The typed fields. `version` is the one on the page when the typing began."""

    version: int
    typed: Mapping[str, str]
    agreed: int = 0
    """The number of records and drafts that the page said would be erased at once."""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Self:
        """Return what was posted.

        Raises:
            BadRequest: it does not say which version it follows.
        """
        version, agreed = form.get("version", ""), form.get("agreed", "0")
        if not (_VERSION.fullmatch(version) and _VERSION.fullmatch(agreed)):
            raise BadRequest
        typed = {name: form.get(name, "")[:_LONGEST_TYPED].strip() for name in BOUNDS}
        return cls(int(version), typed, int(agreed))

    @classmethod
    def of(cls, version: int, rules: Rules) -> Self:
        """Return the form that shows rules."""
        return cls(version, {name: str(getattr(rules, name)) for name in BOUNDS})

    def rules(self) -> Rules:
        """Return what was typed, where nothing is wrong with it."""
        return Rules(**{name: int(text) for name, text in self.typed.items()})

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        return {
            name: _(
                "Write a whole number from %(least)s to %(most)s.", least=number(least), most=number(most)
            )
            for name, (least, most) in bounds_of(current().settings.retention).items()
            if not (_FIGURE.fullmatch(self.typed[name]) and least <= int(self.typed[name]) <= most)
        }
