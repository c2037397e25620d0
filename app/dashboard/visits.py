"""Let staff choose the type of visit, where the clinic has any."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from flask_babel import gettext as _

from app.intake.answers.choice import label_of
from app.intake.questionnaire import Questionnaire
from app.web.languages import page_language


def visits_of(asked: Questionnaire) -> dict[str, str]:
    """Return the code of each type of visit, with what it is called."""
    return {each.code: label_of(each.labels, page_language(), each.code) for each in asked.definition.visits}


def chosen_visit(offered: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the posted type of visit, "" for none, and what is wrong with it."""
    visit = request.form.get("visit", "")
    is_offered = not visit or visit in offered
    return visit, {} if is_offered else {"visit": str(_("Choose a type of visit from the list."))}
