"""Serve `/account`: one's sessions, second factors, theme and language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, lazy_gettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import TooManyRequests

from app.guard import headers
from app.guard.cookies import take_session
from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import come_back, refill
from app.guard.session import actor, current_session, hold_member, recently_confirmed, signed_in
from app.services import current
from app.staff import enrolment
from app.staff.factors import device_words, network_name
from app.staff.recovery_codes import show_codes
from app.staff.shut_out import shut_out
from app.staff.sign_in import staff_services
from app.store.staff import devices, links, sessions, staff
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.web.languages import LANGUAGES, page_language
from app.web.page import flash, seconds_left

blueprint = GuardedBlueprint("account", __name__, url_prefix="/account")
_SESSIONS_ENDED = TrailEvent(
    "session.ended",
    Counted("sessions", "Ended one session of their own", "Ended {sessions} sessions of their own"),
    TrailGroup.SIGN_IN,
)
_DEVICES_FORGOTTEN = TrailEvent(
    "devices.forgotten",
    Counted("devices", "Forgot one known computer", "Forgot {devices} known computers"),
    TrailGroup.ACCOUNT,
)
_PASSWORD_CHANGED = TrailEvent(
    "password.changed", "Changed their password; every session ended", TrailGroup.ACCOUNT
)
_CODES_REPLACED = TrailEvent("recovery_codes.replaced", "Made ten new recovery codes", TrailGroup.ACCOUNT)
_REPLACEMENT_BEGUN = TrailEvent(
    "code.replacement_begun", "Started replacing their authenticator", TrailGroup.ACCOUNT
)
_PASSWORD_REFUSED = TrailEvent(
    "password.refused", "Entered a wrong password on their account page", TrailGroup.ACCOUNT
)
_OWN_LINK_LASTS: Final = timedelta(minutes=10)
THEMES: Final = {
    "auto": lazy_gettext("Automatic"),
    "light": lazy_gettext("Light"),
    "dark": lazy_gettext("Dark"),
}


@blueprint.get("", door=signed_in(May.SIGN_IN), confirms=_l("Change how you sign in"))
def account_page() -> ResponseReturnValue:
    """Show sessions, factors and preferences."""
    return _page(refill().problems)


@blueprint.post("/stay", door=signed_in(May.SIGN_IN))
def stay() -> ResponseReturnValue:
    """Keep the session alive, and return how many seconds it has left."""
    return {"idle_seconds": seconds_left(current_session(), current())}


@blueprint.post("/sessions/end", door=recently_confirmed(May.SIGN_IN))
def end_sessions() -> ResponseReturnValue:
    """End one other session, or all others (ASVS 7.5.2)."""
    services, session = current(), current_session()
    wanted = request.form.get("session_id", "")[:64]
    with services.store.begin() as unit:
        if wanted == "others":
            links.void(unit.db, session.member.id)
            ended = sessions.end_all(unit.db, session.member.id, but=session.id)
        else:
            ended = int(
                (chosen := _uuid(wanted)) is not None and sessions.end_one(unit.db, session.member.id, chosen)
            )
        audit.record(
            unit.db,
            actor(),
            _SESSIONS_ENDED,
            "staff",
            session.member.id,
            {"sessions": ended},
            at=services.clock(),
        )
    flash(ngettext("One session has ended.", "%(num)s sessions have ended.", ended))
    return redirect(url_for("account.account_page"), 303)


@blueprint.post("/devices/forget", door=signed_in(May.SIGN_IN))
def forget_devices() -> ResponseReturnValue:
    """Forget every known computer of this member."""
    services, member = current(), current_session().member
    with services.store.begin() as unit:
        forgotten = devices.forget_all(unit.db, member.id)
        audit.record(
            unit.db,
            actor(),
            _DEVICES_FORGOTTEN,
            "staff",
            member.id,
            {"devices": forgotten},
            at=services.clock(),
        )
    flash(_("All computers are forgotten. A computer is remembered again when you sign in on it."))
    return redirect(url_for("account.account_page"), 303)


@blueprint.post("/theme", door=signed_in(May.SIGN_IN))
def choose_theme() -> ResponseReturnValue:
    """Save the member's theme."""
    theme, member = request.form.get("theme", ""), current_session().member
    if theme not in THEMES:
        return _page({"form": _("Choose one of the three themes.")})
    with current().store.begin() as unit:
        staff.set_preferences(unit.db, member.id, theme, member.language)
    flash(_("Saved."))
    return redirect(url_for("account.account_page"), 303)


@blueprint.post("/language", door=signed_in(May.SIGN_IN))
def choose_language() -> ResponseReturnValue:
    """Save the language of the member's pages."""
    language, member = request.form.get("language", ""), current_session().member
    if language not in LANGUAGES:
        return _page({"form": _("Choose one of the languages.")})
    with current().store.begin() as unit:
        staff.set_language(unit.db, member.id, language)
    with force_locale(language):  # the notice is shown in the new language
        flash(_("Saved."))
    return redirect(url_for("account.account_page"), 303)


@blueprint.post("/password", door=recently_confirmed(May.SIGN_IN))
def change_password() -> ResponseReturnValue:
    """Change the password and end every session (ASVS 7.4.3).

    A thief who knew the old password is signed out too.
    """
    services, member, passwords = current(), current_session().member, staff_services().passwords
    old, new = request.form.get("old", "")[:1024], request.form.get("new", "")[:1024]
    problems = _password_problem("old", old)
    if problem := passwords.problem(new, member.email, member.name):
        problems["new"] = problem
    if problems:
        return _page(problems)
    hashed = passwords.hash(new)
    with services.store.begin() as unit:
        staff.set_password(unit.db, hold_member(unit).id, hashed)
        shut_out(unit, member.id)
        audit.record(unit.db, actor(), _PASSWORD_CHANGED, "staff", member.id, at=services.clock())
    return _signed_out(
        _("Your password has been changed and every session has ended. Sign in with the new one.")
    )


@blueprint.get(
    "/recovery", door=recently_confirmed(May.SIGN_IN), confirms=_l("Create ten new recovery codes")
)
def recovery_page() -> ResponseReturnValue:
    """Say what ten new recovery codes do to the old ones."""
    with current().store.read() as unit:
        member = staff.get(unit.db, current_session().member.id)
    return render_template("staff/recovery.html", left=member.recovery_left if member else 0)


@blueprint.post("/recovery", door=recently_confirmed(May.SIGN_IN))
def make_recovery_codes() -> ResponseReturnValue:
    """Replace the recovery codes with ten new ones, and show them once."""
    services, member = current(), current_session().member
    if not staff_services().sign_in.limits.admits_new_codes(member.id.hex):
        raise TooManyRequests
    plain, salt, hashes = enrolment.new_recovery(staff_services().passwords)
    with services.store.begin() as unit:
        staff.replace_recovery(unit.db, hold_member(unit).id, salt, hashes)
        audit.record(unit.db, actor(), _CODES_REPLACED, "staff", member.id, at=services.clock())
    return show_codes(member.id, plain)


@blueprint.post("/code", door=recently_confirmed(May.SIGN_IN))
def replace_code() -> ResponseReturnValue:
    """Set up another authenticator through a short-lived link, as at the first time.

    The password is needed too (ASVS 7.5.1): an unattended session must not become a stranger's sign-in.
    """
    services, member = current(), current_session().member
    if problems := _password_problem("password", request.form.get("password", "")[:1024]):
        return _page(problems)
    with services.store.begin() as unit:
        hold_member(unit)
        link = enrolment.make_link(services, unit, member.id, created_by=None, lasts=_OWN_LINK_LASTS)
        audit.record(unit.db, actor(), _REPLACEMENT_BEGUN, "staff", member.id, at=services.clock())
    return redirect(link.removeprefix(services.settings.public_url), 303)


def _password_problem(field: str, typed: str) -> dict[str, str]:
    """Return the problem if this is not the member's password.

    Guesses are counted, and noted in the trail.

    Raises:
        TooManyRequests: this session has guessed too often.
    """
    services, session, staff = current(), current_session(), staff_services()
    if not staff.sign_in.limits.admits(session.member.email, network_name(), f"password {session.id.hex}"):
        raise TooManyRequests
    if staff.passwords.verify(session.member.known_password, typed):
        return {}
    with services.store.begin() as unit:
        audit.record(unit.db, actor(), _PASSWORD_REFUSED, "staff", session.member.id, at=services.clock())
    return {field: _("This is not your current password.")}


def _signed_out(notice: str) -> ResponseReturnValue:
    headers.renew()
    flash(notice)
    response = make_response(redirect(url_for("login.login_page"), 303))
    take_session(response)
    return response


def _page(problems: Mapping[str, str]) -> ResponseReturnValue:
    is_refused = request.method == "POST"
    if is_refused and (elsewhere := come_back(problems, url_for("account.account_page"))) is not None:
        return elsewhere
    services, session = current(), current_session()
    with services.store.read() as unit:
        member = staff.get(unit.db, session.member.id) or session.member
        alive = sessions.of(unit.db, member.id, services.clock(), services.settings.sessions.idle)
        known = devices.count(unit.db, member.id)
    page = render_template(
        "staff/account.html",
        sessions=[
            {
                "id": each.id,
                "device": device_words(each.device),
                "network": each.network,
                "since": each.created_at,
                "last": each.last_seen_at,
                "ends": each.ends_at,
                "this": each.id == session.id,
            }
            for each in alive
        ],
        totp_since=member.totp_since,
        recovery_left=member.recovery_left,
        known_devices=known,
        themes=[{"value": value, "label": label} for value, label in THEMES.items()],
        languages=[{"value": code, "label": name} for code, name in LANGUAGES.items()],
        language=page_language(),
        problems=problems,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
