"""Read what someone wants to export, and find what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.exports.columns import (
    ExportColumn,
    NoSuchColumn,
    allowed,
    current_columns,
    read_columns,
    without_identifiers,
)
from app.exports.targets import Target, all_targets, find_target
from app.guard.session import current_session
from app.intake.keywords import is_blank
from app.records.filters import Asked, read_asked
from app.web.clinic import clinic_zone

LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """An export as the form asks for it.

    Its `repr` has neither the reason nor the options, which may hold a passphrase.
    """

    target: Target
    asked: Asked
    columns: tuple[ExportColumn, ...]
    reason: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    """All that the form says: a target reads its own options from it."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field -> what is wrong with it. `read` finds problems of filters and columns, `validated` all others."""

    @classmethod
    def read(cls, target: str, form: MultiDict[str, str]) -> Self:
        """Return what was posted."""
        session = current_session()
        asked = read_asked(form, session.member.id, clinic_zone())
        problems = dict(asked.problems)
        chosen = find_target(target)
        if chosen is None:
            problems["target"] = gettext("Choose where the export goes.")
            chosen = next(iter(all_targets().values()))
        mine = [column for column in allowed(session.member.role, current_columns()) if chosen.takes(column)]
        try:
            columns = read_columns(form.getlist("columns"), mine)
        except NoSuchColumn:
            columns = without_identifiers(mine)
            problems["columns"] = gettext("Choose from the columns on this page.")
        return cls(
            target=chosen,
            asked=asked,
            columns=columns,
            reason=form.get("reason", "").strip(),
            options=form.to_dict(),
            problems=problems,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns by their keys."""
        return tuple(column.key for column in self.columns)

    def validated(self) -> Self:
        """Return the request with all its problems."""
        misplaced = {
            name: str(sentence)
            for target in all_targets().values()
            for name, sentence in target.refused_elsewhere.items()
            if target is not self.target and self.options.get(name)
        }
        reason = _reason_problem(self.reason)
        found = ({"reason": reason} if reason else {}) | misplaced | self.target.problems(self.options)
        return replace(self, problems={**self.problems, **found})


def read_form() -> ExportRequest:
    """Return the request in the posted form.

    The address or a field names the target.
    """
    target = str((request.view_args or {}).get("target") or request.form.get("target", ""))
    return ExportRequest.read(target, request.form)


def _reason_problem(reason: str) -> str | None:
    if is_blank(reason):
        return str(gettext("Enter what the copy is for."))
    if len(reason) > LONGEST_REASON:
        return str(
            gettext(
                "The reason has %(length)s characters; the limit is %(most)s.",
                length=len(reason),
                most=LONGEST_REASON,
            )
        )
    if not reason.isprintable():
        return str(
            gettext("The reason contains a character that can’t be shown. Type it instead of pasting it.")
        )
    return None
