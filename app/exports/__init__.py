"""Export patients: CSV, Excel and Google Sheets, from one serializer."""

from __future__ import annotations

from app.exports.targets import all_jobs, all_targets
from app.records.vocabulary import explain

explain("target", {code: target.label for code, target in all_targets().items()})
explain("kind", {kind: job.noun for kind, job in all_jobs().items()})
