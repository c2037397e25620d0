"""The list of patients, at `/patients`, with search, names and what is done there."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("patients", __name__, url_prefix="/patients")
IN_NAVIGATION = NavigationEntry(
    "patients.patients_page", _l("Patients"), "patients", May.SEE_PATIENTS, 10, "new", _l("new")
)
MINE_IN_NAVIGATION = NavigationEntry(
    "patients.patients_page",
    _l("Assigned to me"),
    "person",
    May.SEE_PATIENTS,
    20,
    "mine",
    _l("open"),
    query={"assigned": "me"},
)
