"""Serve `/setup/samples`: fill the lists with invented people, or empty them."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Final

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from app.dashboard.setup import blueprint
from app.guard.doors import May
from app.guard.session import actor, hold_member, signed_in
from app.records import samples
from app.records.sample_people import invent
from app.services import current
from app.store.clinic import milestones
from app.store.clinic.milestones import SAMPLES
from app.store.patients import patients
from app.web.page import flash
from app.web.questionnaire import current_questionnaire

MANY: Final = 60
_MOST_AT_ONCE: Final = 500
_IN_ONE_STEP: Final = 50
"""On SQLite, all others wait for the end of a transaction."""


@blueprint.post("/samples", door=signed_in(May.CHANGE_SETTINGS))
def add_samples() -> ResponseReturnValue:
    """Add sample patients, unless there are some. Real patients are never among them."""
    services, now = current(), current().clock()
    if services.settings.production:
        raise BadRequest
    people = list(
        invent(MANY, now, secrets.randbits(32), secrets.randbelow(900_000_000), current_questionnaire())
    )
    with services.store.begin() as unit:
        hold_member(unit)
        is_first = milestones.begin(unit.db, SAMPLES, actor(), now)
        if is_first:
            samples.add(unit, people, services.settings, actor(), now)
            samples.leave_work(unit, people[-samples.ENOUGH :], services.settings, now)
    if is_first:
        said = _("%(num)s sample patients are in the list. Each is marked “Sample data”.", num=MANY)
        flash(said)
    else:
        flash(_("There are sample patients already."), warns=True)
    return redirect(url_for("setup.setup_page"), HTTPStatus.SEE_OTHER)


@blueprint.post("/samples/throw-away", door=signed_in(May.CHANGE_SETTINGS))
def throw_samples_away() -> ResponseReturnValue:
    """Erase the sample patients, and nobody else."""
    services = current()
    with services.store.read() as unit:
        found = patients.samples(unit.db, _MOST_AT_ONCE)
    thrown = 0
    for start in range(0, len(found), _IN_ONE_STEP):
        some = found[start : start + _IN_ONE_STEP]
        with services.store.begin() as unit:
            hold_member(unit)
            thrown += samples.throw_away(unit, some, actor(), services.clock())
    with services.store.begin() as unit:
        hold_member(unit)
        samples.forget_senders(unit)
        left = milestones.get(unit.db, SAMPLES) is not None
    services.store.scrub()
    said = str(ngettext("One sample patient is gone.", "%(num)s sample patients are gone.", thrown))
    if left:
        said = " ".join((said, _("Some are left. Throw them away, too, or lift their hold first.")))
    flash(said, warns=left)
    return redirect(url_for("setup.setup_page"), HTTPStatus.SEE_OTHER)
