"""Serve `/staff/review`: once a quarter somebody says who keeps what they may do."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.guard.doors import WHAT_FOR, GuardedBlueprint, May, allows
from app.guard.forms import come_back, refill
from app.guard.session import actor, current_session, hold_member, recently_confirmed
from app.services import current
from app.staff.administration import row_of
from app.store import Transaction
from app.store.staff import access_reviews, staff
from app.store.staff.access_reviews import Review
from app.store.staff.staff import Member
from app.store.trail import audit
from app.web.page import flash

blueprint = GuardedBlueprint(
    "access_review", __name__, door=recently_confirmed(May.READ_AUDIT), url_prefix="/staff/review"
)


@blueprint.get("", confirms=_l("Review who may do what"))
def review_page() -> ResponseReturnValue:
    """Show everybody, what they may do and when they last did something."""
    return _page(refill().problems)


@blueprint.post("")
def confirm_review() -> ResponseReturnValue:
    """Write down that everybody keeps what the page has shown of them."""
    seen, services = request.form.get("seen", "")[:64], current()
    with services.store.begin() as unit:
        hold_member(unit)
        members = access_reviews.listed(unit.db)
        whom, is_alone = access_reviews.confirmable(current_session().member, members)
        problems = _problems(seen, members, whom)
        if not problems:
            access_reviews.confirm(unit.db, actor(), whom, services.clock(), is_alone=is_alone)
    if problems:
        if (elsewhere := come_back(problems)) is not None:
            return elsewhere
        return _page(problems), HTTPStatus.CONFLICT
    flash(
        ngettext(
            "Confirmed: one person keeps what they may do.",
            "Confirmed: %(num)s people keep what they may do.",
            len(whom),
        )
    )
    return redirect(url_for("access_review.review_page"), HTTPStatus.SEE_OTHER)


def _problems(seen: str, members: Collection[Member], whom: Collection[Any]) -> Mapping[str, str]:
    if not whom:
        return {"form": _("There is a second admin, so admins confirm this list.")}
    if not hmac.compare_digest(seen.encode(), _digest(members).encode()):
        return {"form": _("Somebody on the list has changed since you opened it. Look at it again.")}
    return {}


def _digest(members: Collection[Member]) -> str:
    """Return what tells a list from another: who is on it, in which role."""
    lines = sorted(f"{member.id.hex} {member.role} {member.can_sign_in}" for member in members)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _page(problems: Mapping[str, str]) -> str:
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
        problems=problems,
    )


def _row(unit: Transaction, member: Member, review: Review | None) -> dict[str, Any]:
    return {
        **row_of(member, [], audit.last_act(unit.db, member.id)),
        "may": WHAT_FOR.get(member.role, ""),
        "confirmed": review,
        "is_due": access_reviews.due_at(member, review) <= current().clock(),
    }
