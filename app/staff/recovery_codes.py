"""Serve `/account/recovery/codes`: the recovery codes that were just made.

Enrolling makes codes, and so does a button on the account page. Both redirect to this page, so that a browser that
reloads it or goes back to it sends nothing again. For those minutes the codes are kept as a form is: sealed, and for this
member alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import address_of, is_navigation, refill
from app.guard.own_pages import own_path
from app.guard.session import CONFIRMED_FOR, signed_in
from app.services import current
from app.store import kept_forms
from app.store.kept_forms import KeptForm, Sent

blueprint = GuardedBlueprint(
    "recovery_codes", __name__, door=signed_in(May.SIGN_IN), url_prefix="/account/recovery/codes"
)
_CODES: Final = "codes"
_NEXT: Final = "next"


@blueprint.get("")
def codes_page() -> ResponseReturnValue:
    """Show codes that were made a moment ago."""
    made = refill(within=CONFIRMED_FOR).values
    if codes := made.get(_CODES, "").split():
        return _page(codes, own_path(made.get(_NEXT, ""), otherwise=""))
    return redirect(url_for("account.account_page"), HTTPStatus.SEE_OTHER)


def show_codes(member_id: UUID, codes: Sequence[str], next_page: str = "") -> ResponseReturnValue:
    """Redirect a browser to the page with the codes; answer anything else at once.

    `next_page` is where a member who has just enrolled continues.
    """
    if not is_navigation():
        return _page(codes, next_page)
    page = url_for("recovery_codes.codes_page")
    made = Sent([(_CODES, " ".join(codes)), (_NEXT, next_page)], {})
    with current().store.begin() as unit:
        form = KeptForm(
            staff_id=member_id, path=page, page=page, kept_at=current().clock(), fields=made.written()
        )
        kept_forms.keep(unit.db, form)
    return redirect(address_of(form.id, page), HTTPStatus.SEE_OTHER)


def _page(codes: Sequence[str], next_page: str) -> str:
    return render_template("staff/enrol_codes.html", codes=codes, finish=next_page)
