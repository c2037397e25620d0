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
    invitations,
    news,
    patients,
    poster,
    record,
    report,
    requests,
    retention,
    settings,
    setup,
    unfinished,
)
from app.exports import form, jobs_page
from app.exports import routes as exports
from app.form import check_in, link, pages
from app.guard import static
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
    static.blueprint,
    login.blueprint,
    unlock.blueprint,
    kept_form.blueprint,
    confirm.blueprint,
    account.blueprint,
    recovery_codes.blueprint,
    administration.blueprint,
    # What patients see.
    link.blueprint,
    check_in.blueprint,
    pages.blueprint,
    # What signed-in staff see.
    _with_files(patients).blueprint,
    _with_files(alarms).blueprint,
    _with_files(record).blueprint,
    news.blueprint,
    requests.blueprint,
    _with_files(invitations).blueprint,
    _with_files(unfinished).blueprint,
    _with_files(report).blueprint,
    _with_files(audit).blueprint,
    _with_files(retention).blueprint,
    _with_files(settings).blueprint,
    _with_files(setup).blueprint,
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
