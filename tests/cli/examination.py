"""Runs `flask doctor` on an app."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app import create_app

if TYPE_CHECKING:
    from click.testing import Result

    from app.services import Services


def examined(services: Services, *options: str) -> Result:
    """Run it where nobody answers for Twilio, unless the settings say who does."""
    twilio = services.settings.twilio
    if twilio.base_url is None:
        here = replace(twilio, base_url="http://127.0.0.1:1")
        services = replace(services, settings=replace(services.settings, twilio=here))
    return create_app(services).test_cli_runner().invoke(args=["doctor", *options])
