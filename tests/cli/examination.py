"""Runs `flask doctor` on an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import create_app

if TYPE_CHECKING:
    from click.testing import Result

    from app.services import Services


def examined(services: Services, *options: str) -> Result:
    return create_app(services).test_cli_runner().invoke(args=["doctor", *options])
