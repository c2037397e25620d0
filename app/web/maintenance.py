"""Ask whoever opens a page to come back, while somebody works on the system."""

from __future__ import annotations

from typing import Final

from flask import Flask, request

from app.services import current
from app.store.maintenance import Maintenance

_OPEN: Final = {"webhook", "health", "metrics", "static"}
"""Blueprints that answer in their own way, or with what never changes."""


class UnderMaintenance(Exception):
    """Nothing was done, because somebody works on the system."""

    def __init__(self, maintenance: Maintenance, seconds: int) -> None:
        super().__init__(maintenance.told)
        self.until = maintenance.told
        self.seconds = seconds


def init_maintenance(app: Flask) -> None:
    """Turn requests away during maintenance, before any door."""
    app.before_request(_turn_away)


def _turn_away() -> None:
    if request.endpoint is None or request.blueprint in _OPEN:
        return
    services = current()
    now = services.clock()
    if maintenance := services.sign.now(now):
        raise UnderMaintenance(maintenance, max(1, round((maintenance.until - now).total_seconds())))
