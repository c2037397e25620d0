"""Serve `/staff`: invite members, change roles, reset sign-ins, end sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.config.mail_address import is_mail_address
from app.guard.doors import INCLUDES, MAY_NAMES, ROLES, WHAT_FOR, GuardedBlueprint, May, allows, role_name
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import CONFIRMED_FOR, actor, current_session, hold_member, recently_confirmed
from app.observe import errors
from app.services import current
from app.staff import enrolment
from app.staff.shut_out import disable_member, give_role, note_reset, shut_out
from app.store import Transaction
from app.store.staff import devices, sessions, staff
from app.store.staff.sessions import StaffSession
from app.store.staff.staff import EmailTaken, Member, normalise_email
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.trail.recorded import STAFF_ENABLED, STAFF_INVITED
from app.store.work import news
from app.web.clinic import day
from app.web.feature import NavigationEntry
from app.web.page import flash

SESSIONS_REVOKED = TrailEvent(
    "staff.sessions_revoked",
    Counted(
        "sessions", "Ended one session of a member of staff", "Ended {sessions} sessions of a member of staff"
    ),
    TrailGroup.STAFF,
)

blueprint = GuardedBlueprint(
    "administration", __name__, door=recently_confirmed(May.MANAGE_STAFF), url_prefix="/staff"
)
IN_NAVIGATION = NavigationEntry(
    "administration.staff_page", lazy_gettext("Staff"), "staff", May.MANAGE_STAFF, 130
)
_LONGEST_NAME = 80
_NOTHING: Final[Mapping[str, str]] = {}
_LINK: Final = "link"
_FEW_CODES = 3
_ONESELF = lazy_gettext(
    "You can’t do this to yourself: ask another admin. Your own password and authenticator are on your account page."
)
NOT_OURS = lazy_gettext(
    "Something other than Anteroom changed this row in the database, so nobody can sign in with it. Ask the operator "
    "to check it and to correct it: flask staff reset-code, with --role."
)
_LAST_ADMIN = lazy_gettext("At least one admin must be able to sign in. Make someone else an admin first.")


@blueprint.get("", confirms=_l("Manage staff"))
def staff_page() -> ResponseReturnValue:
    """Show every member and what they may do."""
    typed = refill()
    return _page(typed.problems, typed.values, HTTPStatus.OK)


@blueprint.post("/invite")
@is_refilled
def invite() -> ResponseReturnValue:
    """Add a member, and show their one-time link once."""
    services = current()
    values = {name: request.form.get(name, "").strip()[:512] for name in ("name", "email", "role")}
    email = normalise_email(values["email"])
    problems = _invite_problems(values, email)
    if problems:
        return _page(problems, values)
    try:
        with services.store.begin() as unit:
            hold_member(unit)
            staff_id = staff.add(unit.db, email, values["name"], values["role"], services.clock())
            link = enrolment.make_link(services, unit, staff_id, current_session().member.id)
            _audit(unit, STAFF_INVITED, staff_id, {"role": values["role"]})
    except EmailTaken:
        return _page({"email": _("This e-mail address is already on the list.")}, values)
    return _show_link(values["name"], link)


@blueprint.get("/<uuid:staff_id>/reset-code", confirms=_l("Reset someone’s password and code"))
def reset_page(staff_id: UUID) -> ResponseReturnValue:
    """Say what resetting a member's sign-in would do."""
    return _before("reset_code", staff_id)


@blueprint.post("/<uuid:staff_id>/reset-code")
def reset_code(staff_id: UUID) -> ResponseReturnValue:
    """Remove a member's password and codes, end their sessions, and show a new link.

    An admin cannot reset themselves: the link signs in anybody who has it, and must not be got from an unattended screen.
    """
    services = current()
    with services.store.begin() as unit:
        member = _other(unit, staff_id)
        if not isinstance(member, Member):
            return member
        if not staff.reset_code(unit.db, staff_id, spare_last_admin=True):
            return _page({"form": _LAST_ADMIN})
        shut_out(unit, staff_id)
        link = enrolment.make_link(services, unit, staff_id, current_session().member.id)
        note_reset(unit, staff_id, actor(), services.clock())
    return _show_link(member.name, link)


@blueprint.post("/<uuid:staff_id>/role")
def change_role(staff_id: UUID) -> ResponseReturnValue:
    """Change a member's role."""
    role = request.form.get("role", "")
    if role not in ROLES:
        return _page({"form": _("Choose one of the roles.")})
    with current().store.begin() as unit:
        member = _other(unit, staff_id)
        if not isinstance(member, Member):
            return member
        if not give_role(unit, member, role, actor(), current().clock()):
            return _page({"form": _LAST_ADMIN})
    flash(_("The role is now %(role)s. That person’s sessions have ended.", role=role_name(role)))
    return redirect(url_for("administration.staff_page"), 303)


@blueprint.get("/<uuid:staff_id>/disable", confirms=_l("Disable a member of staff"))
def disable_page(staff_id: UUID) -> ResponseReturnValue:
    """Say what disabling a member would do."""
    return _before("disable", staff_id)


@blueprint.post("/<uuid:staff_id>/disable")
def disable(staff_id: UUID) -> ResponseReturnValue:
    """Disable a member at once."""
    services = current()
    with services.store.begin() as unit:
        member = _other(unit, staff_id)
        if not isinstance(member, Member):
            return member
        if not disable_member(unit, staff_id, actor(), services.clock()):
            return _page({"form": _LAST_ADMIN})
    flash(_("That person can no longer sign in. Their sessions have ended."))
    return redirect(url_for("administration.staff_page"), 303)


@blueprint.post("/<uuid:staff_id>/enable")
def enable(staff_id: UUID) -> ResponseReturnValue:
    """Enable a disabled member, with the password and codes they had."""
    with current().store.begin() as unit:
        member = _other(unit, staff_id)
        if not isinstance(member, Member):
            return member
        staff.enable(unit.db, staff_id)
        _audit(unit, STAFF_ENABLED, staff_id)
    flash(_("That person can sign in again."))
    return redirect(url_for("administration.staff_page"), 303)


@blueprint.post("/<uuid:staff_id>/revoke-sessions")
def revoke_sessions(staff_id: UUID) -> ResponseReturnValue:
    """End every session of a member."""
    with current().store.begin() as unit:
        hold_member(unit, beside=staff_id)
        if staff.get(unit.db, staff_id) is None:
            return errors.page(HTTPStatus.NOT_FOUND)
        ended = shut_out(unit, staff_id)
        _audit(unit, SESSIONS_REVOKED, staff_id, {"sessions": ended})
    flash(ngettext("One session has ended.", "%(num)s sessions have ended.", ended))
    return redirect(url_for("administration.staff_page"), 303)


def _before(act: str, staff_id: UUID) -> ResponseReturnValue:
    """Return the page that says in numbers what an act ends, and what stays."""
    services = current()
    now, idle = services.clock(), services.settings.sessions.idle
    with services.store.read() as unit:
        member = staff.get(unit.db, staff_id)
        if member is None:
            return errors.page(HTTPStatus.NOT_FOUND)
        numbers = {
            "sessions": len(sessions.of(unit.db, staff_id, now, idle)),
            "computers": devices.count(unit.db, staff_id),
            "codes": member.recovery_left,
            "records": news.glance(unit.db, staff_id, ["mine"], [], now, now).counts["mine"],
        }
    if staff_id == current_session().member.id:
        return _page({"form": _ONESELF})
    return render_template("staff/before.html", act=act, person=member, numbers=numbers)


def _other(unit: Transaction, staff_id: UUID) -> Member | ResponseReturnValue:
    """Return the member to change, locked, or the answer that says why not."""
    own = hold_member(unit, beside=staff_id).id
    member = staff.get(unit.db, staff_id)
    if member is None:
        return errors.page(HTTPStatus.NOT_FOUND)
    if member.id == own:
        return _page({"form": _ONESELF})
    if not member.is_genuine:
        return _page({"form": NOT_OURS})
    return member


def _invite_problems(values: dict[str, str], email: str) -> dict[str, str]:
    problems = {}
    if not values["name"] or len(values["name"]) > _LONGEST_NAME or not values["name"].isprintable():
        problems["name"] = _("Write the name, in at most %(most)s characters.", most=_LONGEST_NAME)
    if not is_mail_address(email):
        problems["email"] = _("Write a complete e-mail address, for example ines@clinic.example.")
    if values["role"] not in ROLES:
        problems["role"] = _("Choose a role.")
    return problems


def _audit(
    unit: Transaction, event: TrailEvent, staff_id: UUID, details: dict[str, object] | None = None
) -> None:
    audit.record(unit.db, actor(), event, "staff", staff_id, details or {}, at=current().clock())


@blueprint.get("/link", confirms=_l("See the link that was just made"))
def link_page() -> ResponseReturnValue:
    """Show a one-time link that was made a moment ago."""
    made = refill(within=CONFIRMED_FOR).fields
    try:
        link, name, until = made[_LINK], made["of"], datetime.fromisoformat(made["until"])
    except (KeyError, ValueError):  # nothing is kept, or another page's form
        return redirect(url_for("administration.staff_page"), HTTPStatus.SEE_OTHER)
    return _link(name, link, until)


def _show_link(name: str, link: str) -> ResponseReturnValue:
    until = current().clock() + enrolment.LINK_LASTS
    made = {_LINK: link, "until": until.isoformat()}
    elsewhere = come_back({}, url_for("administration.link_page"), **made, of=name)
    return elsewhere or _link(name, link, until)


def _link(name: str, link: str, until: datetime) -> str:
    """Return the page of a link, from which the next colleague is invited."""
    return render_template(
        "staff/invited.html",
        name=name,
        link=link,
        until=until,
        roles=_roles_to_choose(),
        problems=_NOTHING,
        values=_NOTHING,
    )


def _page(
    problems: Mapping[str, str],
    values: Mapping[str, str] = _NOTHING,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> ResponseReturnValue:
    """Return the page, redirecting a browser that has sent a form."""
    if request.method == "POST":
        elsewhere = come_back(problems, url_for("administration.staff_page"))
        if elsewhere is not None:
            return elsewhere
    services = current()
    with services.store.read() as unit:
        now, idle = services.clock(), services.settings.sessions.idle
        members = [
            row_of(member, sessions.of(unit.db, member.id, now, idle), audit.last_act(unit.db, member.id))
            for member in staff.all_members(unit.db)
        ]
    page = render_template(
        "staff/administration.html",
        members=members,
        roles=_roles_to_choose(),
        rights=[
            {
                "label": str(MAY_NAMES[act]).capitalize(),
                "includes": INCLUDES.get(act),
                "roles": [role for role in ROLES if allows(role, act)],
            }
            for act in May
            if act is not May.SIGN_IN
        ],
        problems=problems,
        values=values,
    )
    return page, status


def _roles_to_choose() -> list[dict[str, Any]]:
    return [
        {"value": role, "label": role_name(role).capitalize(), "what": what}
        for role, what in WHAT_FOR.items()
    ]


def row_of(member: Member, sessions: list[StaffSession], last_act: datetime | None) -> dict[str, Any]:
    """Return what a page shows of a member."""
    kind, state = _state(member)
    return {
        "id": member.id,
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "state_kind": kind,
        "state": state,
        "signed_in": member.signed_in_at,
        "last_act": last_act,
        "last_seen": member.last_seen_at,
        "sessions": len(sessions),
        "is_you": member.id == current_session().member.id,
    }


def _state(member: Member) -> tuple[str, str]:
    """Return the glyph and the words for how a member can sign in."""
    if not member.is_genuine:
        return "stopped", _("Changed outside Anteroom: cannot sign in")
    if member.disabled_at is not None:
        return "stopped", _("Disabled on %(day)s", day=day(member.disabled_at))
    if not member.can_sign_in:
        return "waiting", _("Invited")
    left = member.recovery_left
    kind = "flag" if left < _FEW_CODES else "done"
    return kind, ngettext("Code, %(num)s recovery code left", "Code, %(num)s recovery codes left", left)
