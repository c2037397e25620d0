"""Serve `/invite`: invite patients, and show what became of earlier invitations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.dashboard.invitations import INVITE_MORE, blueprint
from app.dashboard.invitations.numbers import (
    LARGEST,
    MOST_LINES,
    MOST_TYPED,
    Listed,
    NoList,
    NumberList,
    Unread,
    Unusable,
    Wrong,
    read_file,
    read_typed,
)
from app.dashboard.message_words import STATES, why
from app.dashboard.visits import chosen_visit, visits_of
from app.guard.doors import May
from app.guard.forms import Refill, address_of, come_back, is_refilled, refill
from app.guard.session import actor, hold_member, signed_in
from app.intake.clinic import Clinic
from app.intake.phrases import SHIPPED
from app.records.actors import Actors
from app.records.vocabulary import language_name
from app.services import current
from app.store import Transaction
from app.store.conversations import invitations, kept_forms
from app.store.conversations.conversations import MAILTO
from app.store.conversations.invitations import SHOWN_FOR, Invitation
from app.store.conversations.kept_forms import KeptForm, Sent
from app.store.messages import contents
from app.store.messages.contents import Template
from app.store.messages.outbound import FAILED
from app.store.patients.fragments import number_end
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.web.clinic import clinic_country, country_name, current_clinic, own_countries
from app.web.phone import is_service, whole_number
from app.web.questionnaire import current_questionnaire
from app.web.quiet import waits_for_zone

_LISTED = TrailEvent(
    "invitations.listed",
    Counted("invitations", "Viewed the invitations: one", "Viewed the invitations: {invitations}"),
    TrailGroup.INVITATION,
)
SENT = TrailEvent(
    "invitations.sent",
    Counted(
        "invitations",
        "Sent one invitation; left out: {left_out}",
        "Sent {invitations} invitations; left out: {left_out}",
    ),
    TrailGroup.INVITATION,
)

_LARGEST_FORM: Final = LARGEST + 44 * 1024  # small enough to stay in memory: Werkzeug writes 500 kB to a disk
_ENDINGS: Final = (".csv", ".txt", ".tsv")
_TEXTS_KEPT: Final = 100
"""The most texts that are no numbers that are kept of a list: more would take more room than a form may."""
TEMPLATE: Final = "invitation"
REASONS: Final[Mapping[str, str]] = {
    "first_visit": _l("First visit"),
    "next_visit": _l("Next visit"),
    "yearly": _l("Yearly review"),
}
_UNUSABLE: Final[Mapping[Unusable, str]] = {
    Unusable.EMPTY: _l("There are no numbers in it."),
    Unusable.TOO_LARGE: _l("The file is larger than 256 KB. Split it."),
    Unusable.TOO_MANY: _l("There are too many numbers: split them."),
    Unusable.NO_TEXT: _l("This is not a CSV file. In Excel choose “Save as” and “CSV UTF-8”."),
    Unusable.NO_COLUMN: _l("The first line has no column “number”. Add the heading: number, language."),
    Unusable.BROKEN: _l("The file breaks off within a line: a quotation mark is not closed, or a line is too long."),
}  # fmt: skip
WRONG: Final[Mapping[Wrong, str]] = {
    Wrong.NO_NUMBER: _l("no telephone number"),
    Wrong.PART: _l("not a whole number: write it with its area code and all its digits"),
    Wrong.NO_COUNTRY: _l(
        "a number without its country code: write +44 or the like before it, or have an admin set the clinic’s country"
    ),
    Wrong.ABROAD: _l("a number of another country: to invite there, tick that you want to"),
    Wrong.SERVICE: _l("a premium-rate, shared-cost, pager or satellite number: nobody is invited there"),
    Wrong.FORMULA: _l("a formula in place of a number"),
    Wrong.SCIENTIFIC: _l("a number that Excel has shortened: format the column as text"),
    Wrong.LANGUAGE: _l("a language that we don’t offer"),
    Wrong.TOO_LONG: _l("far too long for a number"),
}


class Row(NamedTuple):
    """An invitation in the list.

    It shows the end of a number, and nothing of an e-mail address.
    """

    end: str
    by_mail: bool
    language: str
    reason: str
    group: str
    tag: str
    state: str
    why: str
    at: datetime
    by: str


GROUPS: Final[Mapping[str, str]] = {
    "waiting": _l("On the way"),
    "delivered": _l("Delivered"),
    "begun": _l("Begun"),
    "done": _l("Answers sent"),
    "failed": _l("Not delivered"),
    "stopped": _l("Replied STOP"),
}
"""What has come of invitations -> what its tab says."""


@blueprint.get("", door=signed_in(May.WORK_ON_PATIENTS), confirms=INVITE_MORE)
def invite_page() -> ResponseReturnValue:
    """Show the form, what is received, and the invitations of the last days."""
    return _page(refill())


@blueprint.post("", door=signed_in(May.WORK_ON_PATIENTS), largest_form=_LARGEST_FORM)
@is_refilled
def typed() -> ResponseReturnValue:
    """Read numbers that were typed, and go on to the page that counts them."""
    return _read(
        "numbers",
        lambda language: read_typed(request.form.get("numbers", ""), clinic_country(), language, _only()),
    )


@blueprint.post("/file", door=signed_in(May.WORK_ON_PATIENTS), largest_form=_LARGEST_FORM)
def from_file() -> ResponseReturnValue:
    """Read numbers from a CSV file; nothing else of it is kept.

    Its name has to end as that of one (ASVS 5.2.2).
    """
    sent = request.files.get("file")
    data = sent.stream.read(LARGEST + 1) if sent else b""

    def read(language: str) -> NumberList:
        if sent and sent.filename and not sent.filename.lower().endswith(_ENDINGS):
            raise NoList(Unusable.NO_TEXT)
        return read_file(data, clinic_country(), language, _only())

    return _read("file", read)


def _only() -> Collection[str]:
    """Return the countries whose numbers are read; none where all are.

    A file that somebody else has made can't have the clinic write, and pay, all over the world.
    """
    return () if request.form.get("abroad") == "yes" else own_countries()


def approved_in(unit: Transaction) -> dict[str, Template]:
    """Return the invitation in each language in which WhatsApp has approved it."""
    found = {code: contents.approved(unit.db, TEMPLATE, code) for code in SHIPPED}
    return {code: template for code, template in found.items() if template is not None}


def values_of(clinic: Clinic) -> dict[str, str]:
    """Return what a template may name."""
    return {"clinic": clinic.name, "phone": clinic.phone}


def asked() -> tuple[str, str, str, dict[str, str]]:
    """Return the posted language, reason and visit, and what is wrong with them."""
    visit, problems = chosen_visit(visits_of(current_questionnaire()))
    language, reason = request.form.get("language", ""), request.form.get("reason", "")
    if language not in SHIPPED:
        problems["language"] = _("Choose a language from the list.")
    if reason not in REASONS:
        problems["reason"] = _("Choose a reason from the list.")
    return language, reason, visit, problems


def _read(field: str, read: Any) -> ResponseReturnValue:
    """Keep the numbers that `read` finds, sealed, and go to the page that counts them.

    `read` takes the language of lines that name none. `field` is the one that its problems are shown at.
    """
    language, reason, visit, problems = asked()
    if problems:
        return refuse(problems)
    try:
        found: NumberList = read(language)
    except NoList as refused:
        return refuse({field: str(_UNUSABLE[refused.why])})
    fields = [("reason", reason), ("visit", visit), *as_fields(found)]
    check = url_for("invitations.check_page")
    with current().store.begin() as unit:
        member = hold_member(unit)
        form = KeptForm(
            staff_id=member.id,
            path=check,
            page=check,
            kept_at=current().clock(),
            fields=Sent(fields, {}).written(),
        )
        is_kept = kept_forms.keep(unit.db, form)
    if not is_kept:
        return refuse({field: str(_UNUSABLE[Unusable.TOO_MANY])})
    return redirect(address_of(form.id, check), HTTPStatus.SEE_OTHER)


def as_fields(found: NumberList) -> list[tuple[str, str]]:
    """Return a list of numbers as the fields of a form, to be kept sealed."""
    listed = [("listed", f"{each.line} {each.number} {each.language}") for each in found.listed]
    wrong = [
        ("wrong", f"{each.line} {each.why} {each.text if place < _TEXTS_KEPT else ''}")
        for place, each in enumerate(found.wrong)
    ]
    return [*listed, *wrong, *(("duplicate", str(line)) for line in found.duplicates)]


def from_fields(fields: MultiDict[str, str]) -> NumberList:
    """Return the list that `as_fields` wrote.

    Its numbers are read as they were at first.

    Raises:
        ValueError: it wrote no such fields.
    """
    return NumberList(
        tuple(map(_listed, fields.getlist("listed"))),
        tuple(map(int, fields.getlist("duplicate"))),
        tuple(map(_wrong, fields.getlist("wrong"))),
    )


def _listed(text: str) -> Listed:
    line, number, language = text.split(" ")
    if language not in SHIPPED or whole_number(number, "") != number or is_service(number):
        raise ValueError
    return Listed(int(line), number, language)


def _wrong(text: str) -> Unread:
    line, why, written = text.split(" ", 2)
    return Unread(int(line), Wrong(why), written)


def refuse(problems: dict[str, str]) -> ResponseReturnValue:
    """Return the page with what is wrong with a form."""
    if (elsewhere := come_back(problems, url_for("invitations.invite_page"))) is not None:
        return elsewhere
    return _page(Refill(request.form, problems), lists=False), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(form: Refill, *, lists: bool = True) -> str:
    """Return the page. With `lists` false, no invitation is read, as after a refusal."""
    services, clinic = current(), current_clinic()
    now = services.clock()
    with services.store.begin() as unit:
        found = invitations.latest(unit.db, now) if lists else []
        templates = approved_in(unit)
        actors = Actors.of(unit)
        if lists:
            details = {"invitations": len(found)}
            audit.record(unit.db, actor(), _LISTED, details=details, at=now)
    rows = [row_of(each, actors) for each in found]
    shown = request.args.get("state", "")
    counts = {group: sum(row.group == group for row in rows) for group in GROUPS}
    return render_template(
        "dashboard/invitations/page.html",
        rows=[row for row in rows if shown not in GROUPS or row.group == shown],
        shown=shown if shown in GROUPS else "",
        groups=GROUPS,
        counts=counts,
        total=len(rows),
        days=SHOWN_FOR.days,
        languages={code: phrases.native_name for code, phrases in SHIPPED.items()},
        previews={
            code: (language_name(code), template.shown(values_of(clinic)))
            for code, template in templates.items()
        },
        country=country_name(clinic_country()),
        own_countries=sorted(map(country_name, own_countries())),
        waits_for_zone=waits_for_zone(clinic),
        missing=[language_name(code) for code in SHIPPED if code not in templates],
        reasons=REASONS,
        visits=visits_of(current_questionnaire()),
        most_typed=MOST_TYPED,
        most_lines=MOST_LINES,
        by_mail=services.settings.alerts.mail is not None,
        problems=form.problems,
        values=form.values,
    )


def row_of(one: Invitation, actors: Actors) -> Row:
    """Return what a list shows of an invitation."""
    group, tag, state, reason = _became(one)
    end = number_end(one.address) if isinstance(one.address, str) else None
    return Row(
        end or "",
        isinstance(one.address, str) and one.address.startswith(MAILTO),
        language_name(one.language),
        str(REASONS.get(one.reason, one.reason)),
        group,
        tag,
        state,
        reason,
        one.invited_at,
        actors.name(one.actor),
    )


def _became(one: Invitation) -> tuple[str, str, str, str]:
    """Return what came of an invitation.

    That is its group, the tag's kind, its words, and why.
    """
    if one.stopped:
        return "stopped", "rejected", str(GROUPS["stopped"]), ""
    if one.handed_in:
        return "done", "done", str(GROUPS["done"]), ""
    if one.begun:
        return "begun", "review", str(GROUPS["begun"]), ""
    kind, words = STATES.get(one.state or "", ("waiting", _l("No longer known")))
    if one.state in FAILED:
        return "failed", kind, str(words), why(one.error)
    reason = why(one.error) if one.error else ""
    return "delivered" if one.state in {"delivered", "read"} else "waiting", kind, str(words), reason
