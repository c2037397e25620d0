"""What signed-in staff see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.dashboard import (
    audit,
    compare,
    consent_text,
    correct,
    erase,
    patient_search,
    patients,
    record,
    record_print,
    report,
    requests,
    retention,
    settings,
    setup,
    unfinished,
)

if TYPE_CHECKING:
    from app.guard.doors import GuardedBlueprint


# Every route of the dashboard, by the pages that staff see.

BLUEPRINTS: Final[tuple[GuardedBlueprint, ...]] = (
    patients.blueprint,
    patient_search.blueprint,
    patient_search.patient_names,
    patients.patient_news,
    record.blueprint,
    record.record_work,
    record_print.blueprint,
    correct.blueprint,
    compare.blueprint,
    erase.blueprint,
    requests.blueprint,
    requests.rights,
    requests.restriction,
    requests.restriction_lift,
    erase.hold_blueprint,
    unfinished.blueprint,
    unfinished.acts,
    report.blueprint,
    audit.blueprint,
    retention.blueprint,
    retention.retention_change,
    retention.retention_release,
    settings.blueprint,
    consent_text.previews,
    consent_text.blueprint,
    setup.blueprint,
)
