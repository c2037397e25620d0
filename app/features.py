"""The features.

Whatever one of them brings is declared in its own modules, and found there.
"""

from __future__ import annotations

from typing import Final

from app.web.feature import Feature, Features

FEATURES: Final = Features(
    map(
        Feature.of,
        (
            # What anybody may ask for.
            "app.observe.health",
            "app.observe.metrics",
            "app.observe.refusals",
            "app.guard.static",
            "app.guard.session",
            "app.guard.pace",
            "app.staff",
            # What patients use.
            "app.form",
            "app.webhook.handler",
            "app.webhook.late",
            "app.webhook.replies",
            # What signed-in staff use.
            "app.dashboard",
            "app.dashboard.patients",
            "app.dashboard.record",
            "app.dashboard.alarms",
            "app.dashboard.unfinished",
            "app.dashboard.invitations",
            "app.dashboard.report",
            "app.dashboard.audit",
            "app.dashboard.retention",
            "app.dashboard.settings",
            "app.dashboard.questions",
            "app.dashboard.setup",
            "app.exports",
            "app.exports.targets",
            "app.copies",
            "app.records",
            # What happens by itself.
            "app.messages",
            "app.reminders",
            "app.retention",
            "app.jobs.recover",
            "app.jobs.daily_retention",
            "app.jobs.sweep",
            "app.jobs.unanswered",
            "app.jobs.witness",
            # What is written in the store.
            "app.store.trail.recorded",
            "app.store.staff.access_reviews",
            "app.store.trail.audit_anchors",
            "app.store.backup",
            "app.store.keys",
            "app.store.work.refusals",
            "app.store.engine.maintenance",
        ),
    )
)
"""Packages and modules. What is not in one of them brings nothing: `tests/test_features.py` finds it."""
