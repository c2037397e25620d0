"""Every route of the dashboard, by the pages that staff see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.dashboard import answering
from app.dashboard.audit import page as audit
from app.dashboard.comparing import routes as comparing
from app.dashboard.correcting import routes as correcting
from app.dashboard.erasing import routes as erasing
from app.dashboard.holding import routes as holding
from app.dashboard.patient_list import listing, naming, news, searching
from app.dashboard.record import opening, printing, work
from app.dashboard.report import routes as report
from app.dashboard.requests import page as requests
from app.dashboard.requests import restricting
from app.dashboard.requests import work as rights
from app.dashboard.retention import changing as retention_change
from app.dashboard.retention import page as retention
from app.dashboard.retention import release as retention_release
from app.dashboard.settings import consent_text, profile
from app.dashboard.setup import routes as setup

if TYPE_CHECKING:
    from app.guard.doors import GuardedBlueprint

BLUEPRINTS: Final[tuple[GuardedBlueprint, ...]] = (
    listing.blueprint,
    searching.blueprint,
    naming.blueprint,
    news.blueprint,
    opening.blueprint,
    work.blueprint,
    printing.blueprint,
    correcting.blueprint,
    comparing.blueprint,
    erasing.blueprint,
    requests.blueprint,
    rights.blueprint,
    restricting.blueprint,
    restricting.lifting,
    holding.blueprint,
    answering.blueprint,
    answering.acts,
    report.blueprint,
    audit.blueprint,
    retention.blueprint,
    retention_change.blueprint,
    retention_release.blueprint,
    profile.blueprint,
    consent_text.previews,
    consent_text.blueprint,
    setup.blueprint,
)
