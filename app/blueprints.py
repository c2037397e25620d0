"""Every page and address of the app but Twilio's. Each route names its door."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

from app.copies import routes as copies
from app.dashboard import (
    alarms,
    audit,
    audit_download,
    consent_text,
    invite,
    invite_check,
    invite_mail,
    news,
    patients,
    poster,
    record,
    report,
    requests,
    retention,
    saved_replies,
    settings,
    setup,
    setup_first,
    unfinished,
    unfinished_remind,
)
from app.exports import form, jobs_page
from app.exports import routes as exports
from app.form import check_in, link, pages
from app.guard import doors
from app.guard.doors import GuardedBlueprint
from app.observe import health, metrics
from app.staff import account, administration, confirm, kept_form, login, recovery_codes, unlock


def _with_files(feature: ModuleType) -> ModuleType:
    """Load the files of a package: each adds its routes to the package's blueprint."""
    for each in iter_modules(feature.__path__):
        import_module(f"{feature.__name__}.{each.name}")
    return feature


BLUEPRINTS: Final[tuple[GuardedBlueprint, ...]] = (
    # What anybody may ask for, and signing in.
    health.blueprint,
    metrics.blueprint,
    doors.blueprint,
    login.blueprint,
    unlock.blueprint,
    kept_form.blueprint,
    confirm.blueprint,
    account.blueprint,
    account.factors,
    recovery_codes.blueprint,
    administration.blueprint,
    # What patients see.
    link.blueprint,
    check_in.blueprint,
    pages.blueprint,
    # What signed-in staff see.
    _with_files(patients).blueprint,
    alarms.blueprint,
    alarms.acts,
    _with_files(record).blueprint,
    news.blueprint,
    requests.blueprint,
    invite.blueprint,
    invite_check.blueprint,
    invite_mail.blueprint,
    unfinished.blueprint,
    unfinished.acts,
    unfinished_remind.blueprint,
    report.blueprint,
    audit.blueprint,
    audit_download.blueprint,
    retention.blueprint,
    retention.retention_change,
    retention.retention_release,
    settings.blueprint,
    consent_text.previews,
    consent_text.blueprint,
    saved_replies.blueprint,
    setup.blueprint,
    setup_first.blueprint,
    poster.blueprint,
    # What leaves the clinic.
    form.blueprint,
    exports.blueprint,
    form.export_presets,
    exports.approval,
    exports.download_blueprint,
    jobs_page.blueprint,
    jobs_page.failed_jobs,
    copies.blueprint,
)
"""What `create_app` registers."""
