"""Serve `/staff/review`: once a quarter somebody says who keeps what they may do."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.guard.doors import ROLES, WHAT_FOR, GuardedBlueprint, May, allows, role_name
from app.guard.forms import come_back, refill
from app.guard.session import actor, current_session, hold_member, recently_confirmed
from app.services import current
from app.staff.administration import NOT_OURS, row_of
from app.staff.shut_out import disable_member, give_role
from app.store import Transaction
from app.store.staff import access_reviews, staff
from app.store.staff.access_reviews import Review
from app.store.staff.staff import Member
from app.store.trail import audit
from app.web.feature import Words
from app.web.page import flash

blueprint = GuardedBlueprint(
    "access_review", __name__, door=recently_confirmed(May.READ_AUDIT), url_prefix="/staff/review"
)
WHY: Final = Words(
    "access_reason",
    {
        "left": _l("Has left"),
        "task": _l("Has another task"),
        "unused": _l("Does not use it"),
        "away": _l("Is away for long"),
        "doubt": _l("Nobody knows why they have it"),
    },
)
"""Why somebody does not keep what they may do."""
_KEEP: Final = "keep"
_DISABLE: Final = "disable"
_IDLE: Final = timedelta(days=60)
_NOTHING: Final[Mapping[str, str]] = {}


class Decision(NamedTuple):
    """What becomes of one member."""

    member: Member
    what: str
    """`keep`, `disable`, or another role."""
    why: str


@blueprint.get("", confirms=_l("Review who may do what"))
def review_page() -> ResponseReturnValue:
    """Show everybody, what they may do and when they last did something."""
    typed = refill()
    return _page(typed.problems, typed.values)


@blueprint.post("")
def confirm_review() -> ResponseReturnValue:
    """Carry out what was decided of each member, and write it down."""
    services = current()
    with services.store.begin() as unit:
        staff.hold_together(unit.db, *(member.id for member in access_reviews.listed(unit.db)))
        me = hold_member(unit)
        members = access_reviews.listed(unit.db)
        whom, is_alone = access_reviews.confirmable(me, members)
        decided = [_decision(member, me) for member in members if member.id in whom]
        problems = _problems(members, decided)
        if not problems:
            kept, changed, disabled = _carry_out(unit, decided, services.clock())
            access_reviews.confirm(
                unit.db,
                actor(),
                kept,
                services.clock(),
                is_alone=is_alone,
                changed=changed,
                disabled=disabled,
            )
    if problems:
        if (elsewhere := come_back(problems)) is not None:
            return elsewhere
        return _page(problems, request.form), HTTPStatus.CONFLICT
    flash(_done(len(kept), len(changed), disabled))
    return redirect(url_for("access_review.review_page"), HTTPStatus.SEE_OTHER)


def _decision(member: Member, me: Member) -> Decision:
    """Return what was decided of a member.

    Nobody decides about themselves, and an auditor changes nobody.
    """
    if member.id == me.id or not allows(me.role, May.MANAGE_STAFF):
        return Decision(member, _KEEP, "")
    what = request.form.get(f"decision-{member.id.hex}", "")
    if what == member.role:
        what = _KEEP
    known = what if what in {_KEEP, _DISABLE, *ROLES} else ""
    why = request.form.get(f"why-{member.id.hex}", "")
    return Decision(member, known, why if why in WHY else "")


def _problems(members: Collection[Member], decided: Collection[Decision]) -> Mapping[str, str]:
    if not decided:
        return {"form": _("There is a second admin, so admins confirm this list.")}
    if not hmac.compare_digest(request.form.get("seen", "")[:64].encode(), _digest(members).encode()):
        return {"form": _("Somebody on the list has changed since you opened it. Look at it again.")}
    problems = {}
    for member, what, why in decided:
        if not what:
            problems[f"decision-{member.id.hex}"] = _("Decide about %(name)s.", name=member.name)
        elif what != _KEEP and not member.is_genuine:
            problems[f"decision-{member.id.hex}"] = str(NOT_OURS)
        elif what != _KEEP and not why:
            problems[f"why-{member.id.hex}"] = _("Say why %(name)s does not keep it.", name=member.name)
    return problems


def _carry_out(
    unit: Transaction, decided: Collection[Decision], now: datetime
) -> tuple[list[UUID], list[UUID], int]:
    """Carry it out; return those kept, those changed, and how many are disabled.

    An admin decides, and stays one, so no last admin is among them.
    """
    kept, changed, disabled = [], [], 0
    for member, what, why in decided:
        if what == _KEEP:
            kept.append(member.id)
        elif what == _DISABLE:
            disabled += disable_member(unit, member.id, actor(), now, access_reason=why)
        elif give_role(unit, member, what, actor(), now, access_reason=why):
            changed.append(member.id)
    return kept, changed, disabled


def _done(kept: int, changed: int, disabled: int) -> str:
    said = [
        ngettext(
            "Confirmed: one person keeps what they may do.",
            "Confirmed: %(num)s people keep what they may do.",
            kept,
        )
    ]
    if changed:
        said.append(ngettext("One has another role.", "%(num)s have another role.", changed))
    if disabled:
        said.append(ngettext("One is disabled.", "%(num)s are disabled.", disabled))
    if changed or disabled:
        said.append(_("Their sessions have ended."))
    return " ".join(said)


def _digest(members: Collection[Member]) -> str:
    """Return what tells a list from another: who is on it, in which role."""
    lines = sorted(f"{member.id.hex} {member.role} {member.can_sign_in}" for member in members)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _page(problems: Mapping[str, str], values: Mapping[str, str] = _NOTHING) -> str:
    me = current_session().member
    with current().store.read() as unit:
        members, found = access_reviews.listed(unit.db), access_reviews.reviews(unit.db)
        newest = access_reviews.newest_of(found)
        rows = [_row(unit, member, newest.get(member.id)) for member in members]
        names = {f"staff:{member.id}": member.name for member in staff.all_members(unit.db)}
    whom, is_alone = access_reviews.confirmable(me, members)
    return render_template(
        "staff/review.html",
        rows=rows,
        reviews=found,
        names=names,
        whom=whom,
        is_alone=is_alone,
        seen=_digest(members),
        may_manage=allows(me.role, May.MANAGE_STAFF),
        why=WHY,
        problems=problems,
        values=values,
    )


def _row(unit: Transaction, member: Member, review: Review | None) -> dict[str, Any]:
    now = current().clock()
    seen = member.signed_in_at
    return {
        **row_of(member, [], audit.last_act(unit.db, member.id)),
        "may": WHAT_FOR.get(member.role, ""),
        "confirmed": review,
        "is_due": access_reviews.due_at(member, review) <= now,
        "idle_days": (now - seen).days if seen and now - seen >= _IDLE else 0,
        "choices": {
            _KEEP: _("Keep"),
            **{role: _("Change to %(role)s", role=role_name(role)) for role in ROLES if role != member.role},
            _DISABLE: _("Disable"),
        },
    }
