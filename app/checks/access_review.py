"""The check of the access review: was everybody confirmed within a quarter?"""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _

from app.checks import Check, Finding, OnPages, Shown, State, ok
from app.services import Services
from app.store.staff import access_reviews

_NAME: Final = "access_review"


def access_review(services: Services) -> Finding:
    """Return whether members wait to be confirmed for longer than a month.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        late = len(access_reviews.overdue(unit.db, services.clock()))
    if not late:
        return ok(_NAME, "everybody was confirmed within a quarter, or is new")
    told = OnPages(
        _("Nobody has confirmed for more than four months who may do what."),
        _("An admin looks at everybody, and confirms the list: Staff, then Who may do what."),
        command="",
    )
    return Finding(
        _NAME,
        State.WARN,
        f"members who were not confirmed within a quarter and a month: {late}",
        "Whoever has left, or has another task, may still be able to read what they no longer need.",
        "An admin confirms the list at /staff/review. In a clinic with one admin an auditor does.",
        on_pages=told,
    )


ACCESS_REVIEW_CHECK = Check(
    _NAME,
    access_review,
    Shown.DOCTOR | Shown.SETUP,
    position=205,
    label=_("Who may do what"),
    only_if_bad=True,
)
