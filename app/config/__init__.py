"""Settings: read once, every problem reported at once, frozen."""

from __future__ import annotations

from app.config.environment import (
    ROOT,
    from_environment,
    read_before,
    read_environment,
    whole_environment,
)
from app.config.load import load
from app.config.modes import READABLE_BY_OTHERS, is_open_to_others
from app.config.problems import ConfigurationError
from app.config.retention import RetentionSettings
from app.config.secret import Secret
from app.config.settings import (
    ClinicSettings,
    GoogleSettings,
    SessionSettings,
    Settings,
    TrustedProxies,
    TwilioApi,
    TwilioSettings,
)

__all__ = [
    "READABLE_BY_OTHERS",
    "ROOT",
    "ClinicSettings",
    "ConfigurationError",
    "GoogleSettings",
    "RetentionSettings",
    "Secret",
    "SessionSettings",
    "Settings",
    "TrustedProxies",
    "TwilioApi",
    "TwilioSettings",
    "from_environment",
    "is_open_to_others",
    "load",
    "read_before",
    "read_environment",
    "whole_environment",
]
