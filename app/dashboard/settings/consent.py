"""Serve `/settings/consent`: preview the privacy text, then ask everyone again."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final, NamedTuple, Self

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, ValidationError

from app.dashboard.fields import TypedField, VersionedForm
from app.dashboard.settings import blueprint
from app.dashboard.settings.changes import Overtaken, offered, overtaken, version_now
from app.guard.doors import May
from app.guard.forms import come_back, refill
from app.guard.session import actor, hold_member, is_confirmed, recently_confirmed, signed_in
from app.intake.clinic import UNSEEN, Clinic
from app.intake.flow import Flow
from app.intake.keywords import is_blank
from app.intake.phrases import SHIPPED
from app.intake.stages.consent import shipped_middle
from app.records.vocabulary import language_name
from app.services import current
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.trail import audit
from app.store.trail.recorded import CONSENT_TEXT_CHANGED
from app.web.page import flash
from app.web.questionnaire import current_questionnaire

LONGEST: Final = 600
_LONGEST_TYPED: Final = 4000


# These are invisible but needed: they join and separate letters, and keep a number in its place among Arabic words.
_INVISIBLE: Final = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")


class ConsentForm(VersionedForm):
    """The text of each shipped language, empty for the default one."""

    @classmethod
    def of(cls, version: int, clinic: Clinic) -> Self:
        """Return the form that shows a clinic's texts."""
        form = cls(data={field(code): clinic.consent_texts.get(code, "") for code in SHIPPED})
        form.version = version
        return form

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by language."""
        return {code: self[field(code)].data for code in SHIPPED}

    def over(self, clinic: Clinic) -> Clinic:
        """Return the clinic with these texts.

        Those of a language that no longer ships are kept for its return.
        """
        others = {code: text for code, text in clinic.consent_texts.items() if code not in SHIPPED}
        own = {code: text for code, text in self.texts.items() if text}
        return replace(clinic, consent_texts=others | own)


def field(code: str) -> str:
    """Return the name of the field for a language."""
    return f"text_{code}"


def _can_be_sent(_form: Form, typed: Field) -> None:
    text = typed.data
    if text and is_blank(text):
        raise ValidationError(_(UNSEEN))
    if len(text) > LONGEST:
        raise ValidationError(
            _(
                "The text has %(length)s characters; at most %(most)s are allowed.",
                length=len(text),
                most=LONGEST,
            )
        )
    if not all(char.isprintable() or char == "\n" or char in _INVISIBLE for char in text):
        raise ValidationError(
            _("The text has a character that a phone cannot show, a tab for example. Remove it.")
        )


for _code in SHIPPED:
    setattr(ConsentForm, field(_code), TypedField(longest=_LONGEST_TYPED, validators=[_can_be_sent]))


_BOLD: Final = re.compile(r"(?<!\w)\*(?=\S)([^*\n]+)(?<=\S)\*(?!\w)")


class Piece(NamedTuple):
    """Some words of a message, bold or not."""

    text: str
    bold: bool


def pieces(message: str) -> list[Piece]:
    """Return the message cut where bold begins and ends."""
    cut = _BOLD.split(message)
    return [Piece(text, bool(index % 2)) for index, text in enumerate(cut) if text]


@blueprint.get(
    "/consent", door=recently_confirmed(May.CHANGE_SETTINGS), confirms=_l("Change the consent text")
)
def consent_page() -> ResponseReturnValue:
    """Show the text of each language, to be rewritten."""
    return _editor()


@blueprint.get("/consent/preview", door=signed_in(May.CHANGE_SETTINGS))
def preview_page() -> ResponseReturnValue:
    """Show the text that was sent for a preview, as long as it is kept."""
    sent = refill()
    if not sent.fields:
        return redirect(url_for("settings.consent_page"), HTTPStatus.SEE_OTHER)
    return _preview(sent.fields)


@blueprint.post("/consent/preview", door=signed_in(May.CHANGE_SETTINGS))
def preview() -> ResponseReturnValue:
    """Show the text as a patient will read it, or with `again` the fields to edit it."""
    return _come_back() or _preview(request.form)


def _come_back(**more: str) -> ResponseReturnValue | None:
    """Redirect a browser to the preview, whose door asks for no code."""
    return come_back({}, url_for("settings.preview_page"), **more)


def _preview(sent: MultiDict[str, str]) -> ResponseReturnValue:
    form = ConsentForm.read(sent)
    problems = form.problems()
    if problems or "again" in sent:
        with current().store.read() as unit:
            lost_to = overtaken(unit, form.version) if form.version < version_now(unit)[0] else None
        return _editor(form, problems, lost_to)
    with current().store.read() as unit:
        _version, clinic = version_now(unit)
    return render_template(
        "dashboard/settings/consent_preview.html",
        form=form,
        languages=_languages(form, form.over(clinic)),
        changed=_changed(clinic, form.over(clinic)),
        confirmed=is_confirmed(),
    )


@blueprint.post("/consent", door=recently_confirmed(May.CHANGE_SETTINGS))
def publish() -> ResponseReturnValue:
    """Save the texts as a new version: those who agreed to another are asked again."""
    form = ConsentForm.read(request.form)
    if problems := form.problems():
        return _come_back() or _editor(form, problems)
    kept = _keep(form)
    if isinstance(kept, Overtaken):
        return _come_back(again="1") or _editor(form, lost_to=kept)
    if kept:
        flash(_("Saved. Everyone who writes from now on reads the new text and is asked again."))
    else:
        flash(_("Nothing was changed, so nobody is asked again."))
    return redirect(url_for("settings.settings_page"), 303)


def _keep(form: ConsentForm) -> list[str] | Overtaken:
    """Return the languages whose text was changed, or who saved first."""
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        version, before = version_now(unit)
        languages = _changed(before, form.over(before))
        if form.version == version and not languages:
            return []
        after = replace(form.over(before), consent_version=before.consent_version + 1)
        if not versions.keep(unit.db, ClinicVersion, form.version, after, actor(), services.clock()):
            return overtaken(unit, form.version)
        details = {
            "version": after.consent_version,
            "languages": languages,
            "kept_as": form.version + 1,
        }
        audit.record(unit.db, actor(), CONSENT_TEXT_CHANGED, details=details, at=services.clock())
        return languages


def _changed(before: Clinic, after: Clinic) -> list[str]:
    return [code for code in SHIPPED if before.consent_texts.get(code) != after.consent_texts.get(code)]


def _editor(
    form: ConsentForm | None = None,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> ResponseReturnValue:
    """Return the page with the fields to edit, or 409 if someone else saved first."""
    with current().store.read() as unit:
        version, clinic = version_now(unit)
    form = form or ConsentForm.of(version, clinic)
    page = render_template(
        "dashboard/settings/consent.html",
        form=form,
        version=lost_to.version if lost_to else form.version,
        languages=_languages(form, clinic),
        problems=problems or {},
        lost_to=lost_to,
        consent_version=clinic.consent_version,
        longest=LONGEST,
    )
    if request.method == "GET":
        return page
    if lost_to:
        return page, HTTPStatus.CONFLICT
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK


def _languages(form: ConsentForm, clinic: Clinic) -> list[dict[str, Any]]:
    flow = Flow(clinic, current_questionnaire())
    return [
        {
            "code": code,
            "name": language_name(code),
            "field": field(code),
            "typed": form.texts[code],
            "shipped": shipped_middle(clinic, phrases),
            "messages": [pieces(message) for message in flow.consent_messages(code)],
            "offered": code in offered(clinic),
        }
        for code, phrases in SHIPPED.items()
    ]
