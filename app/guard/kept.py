"""Keep a form that came too late, so that it comes back after signing in.

Never one that holds a secret.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import request

from app.services import current
from app.store.conversations import kept_forms
from app.store.conversations.kept_forms import KeptForm, Sent

KEPT_FORM: Final = "kept_form"
"""The field that names the kept form which is sent again."""
KEEP_FORM: Final = "keep_form"
"""The field with which a page says that its form is to be kept and not carried out."""
OURS: Final = frozenset({"csrf_token", KEPT_FORM, KEEP_FORM})
SECRETS: Final = frozenset({"password", "old", "new", "code", "passphrase", "carried"})


def keep_form(staff_id: UUID) -> bool:
    """Keep this request's form for a member, and return whether it was kept."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    if any(value and name in SECRETS for name, value in fields) or not any(value for _name, value in fields):
        return False
    patient_id = (request.view_args or {}).get("patient_id")
    services = current()
    with services.store.begin() as unit:
        late = KeptForm(
            staff_id=staff_id,
            path=request.path,
            patient_id=patient_id,
            kept_at=services.clock(),
            fields=Sent(fields).written(),
        )
        return kept_forms.keep(unit.db, late)


def forget_form(staff_id: UUID) -> None:
    """Forget the kept form that this request sends again, if it does."""
    try:
        sent = UUID(request.form.get(KEPT_FORM, ""))
    except ValueError:
        return
    with current().store.begin() as unit:
        kept_forms.forget(unit.db, staff_id, sent)
