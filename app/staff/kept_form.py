"""Serve `/kept`: a form that came too late, to be sent again or discarded.

If the form's own page can show it again, the form comes back there instead.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import address_of, page_to_refill
from app.guard.kept import KEPT_FORM
from app.guard.own_pages import page_of
from app.guard.session import current_session, hold_member, signed_in
from app.services import current
from app.staff.login import first_page
from app.store.conversations import kept_forms
from app.store.conversations.kept_forms import LASTS
from app.web.page import flash

blueprint = GuardedBlueprint("kept_form", __name__, door=signed_in(May.SIGN_IN), url_prefix="/kept")
_ID: Final = re.compile(r"[0-9a-f-]{32,36}")
_SHORT: Final = 12


@blueprint.get("")
def kept_page() -> ResponseReturnValue:
    """Show what this member typed, and send nothing."""
    member = current_session().member
    with current().store.read() as unit:
        form = kept_forms.newest(unit.db, member.id, current().clock())
    if form is None:
        return redirect(first_page(member.role), HTTPStatus.SEE_OTHER)
    if page := page_to_refill(form.path):
        with current().store.begin() as unit:
            kept_forms.hand_back(unit.db, member.id, form, page)
        flash(
            _("What you typed is back in its form. Nothing was carried out yet: send it again."), warns=True
        )
        return redirect(address_of(form.id, page), HTTPStatus.SEE_OTHER)
    return render_template(
        "staff/kept.html",
        form=form,
        kept_form=KEPT_FORM,
        typed=[value for _name, value in form.sent.fields if _is_typed(value)],
        page=page_of(form.path) or first_page(member.role),
        until=form.kept_at + LASTS,
    )


@blueprint.post("/forget")
def forget() -> ResponseReturnValue:
    """Discard a kept form."""
    try:
        form_id = UUID(request.form.get(KEPT_FORM, ""))
    except ValueError:
        raise BadRequest from None
    with current().store.begin() as unit:
        member = hold_member(unit)
        kept_forms.forget(unit.db, member.id, form_id)
    flash(_("What you typed was discarded."))
    return redirect(first_page(member.role), HTTPStatus.SEE_OTHER)


def _is_typed(value: str) -> bool:
    """Return whether somebody may have typed this, and no form has put it there."""
    return (len(value) > _SHORT or " " in value) and not _ID.fullmatch(value)
