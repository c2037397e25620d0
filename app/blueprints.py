"""Every page and address of the app but Twilio's. Each blueprint names its door."""

from __future__ import annotations

from typing import Final

from app.copies import routes as copies
from app.dashboard import (
    alarms,
    audit,
    audit_download,
    bulk,
    callbacks,
    compare,
    consent_text,
    correct,
    erase,
    invite,
    invite_check,
    invite_mail,
    news,
    patient_search,
    patients,
    poster,
    record,
    record_form,
    record_news,
    record_notes,
    record_print,
    record_reply,
    record_show,
    record_status,
    report,
    requests,
    retention,
    saved_replies,
    settings,
    setup,
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
    patients.blueprint,
    patient_search.blueprint,
    patient_search.found_pages,
    patient_search.patient_names,
    patients.patient_news,
    patients.saved_views,
    bulk.blueprint,
    alarms.blueprint,
    alarms.acts,
    callbacks.blueprint,
    record.blueprint,
    record_show.blueprint,
    record.record_work,
    record_status.blueprint,
    record_news.blueprint,
    record_notes.blueprint,
    record_reply.blueprint,
    record_form.blueprint,
    record_print.blueprint,
    correct.blueprint,
    compare.blueprint,
    erase.blueprint,
    news.blueprint,
    requests.blueprint,
    requests.rights,
    requests.restriction,
    requests.restriction_lift,
    erase.hold_blueprint,
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
