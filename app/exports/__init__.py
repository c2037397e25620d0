"""Export patients: CSV, Excel and Google Sheets, from one serializer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.exports import form, jobs_page, routes
from app.exports.targets import all_jobs, all_targets
from app.records.vocabulary import explain

if TYPE_CHECKING:
    from app.guard.doors import GuardedBlueprint


# Every route of the exports, by the pages that staff see.

BLUEPRINTS: Final[tuple[GuardedBlueprint, ...]] = (
    form.blueprint,
    routes.blueprint,
    form.export_presets,
    routes.approval,
    routes.download_blueprint,
    jobs_page.blueprint,
    jobs_page.failed_jobs,
)
"""What the app registers."""

explain("target", {code: target.label for code, target in all_targets().items()})
explain("kind", {kind: job.noun for kind, job in all_jobs().items()})
