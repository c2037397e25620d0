"""Settings: read once, every problem reported at once, frozen."""

from __future__ import annotations

from app.config.alarm_chain import AlarmChain, Step
from app.config.alerts import AlertSettings, MailServer
from app.config.environment import (
    ROOT,
    from_environment,
    machine_zone,
    read_before,
    read_environment,
    whole_environment,
)
from app.config.load import load
from app.config.settings import (
    SANDBOX,
    GoogleSettings,
    IntakeMode,
    Price,
    SessionSettings,
    Settings,
    TrustedProxies,
    TwilioApi,
    TwilioSettings,
    Workers,
)
from app.config.values import READABLE_BY_OTHERS, ConfigurationError, Secret, is_open_to_others
from app.config.variables import RetentionSettings

__all__ = [
    "READABLE_BY_OTHERS",
    "ROOT",
    "SANDBOX",
    "AlarmChain",
    "AlertSettings",
    "ConfigurationError",
    "GoogleSettings",
    "IntakeMode",
    "MailServer",
    "Price",
    "RetentionSettings",
    "Secret",
    "SessionSettings",
    "Settings",
    "Step",
    "TrustedProxies",
    "TwilioApi",
    "TwilioSettings",
    "Workers",
    "from_environment",
    "is_open_to_others",
    "load",
    "machine_zone",
    "read_before",
    "read_environment",
    "whole_environment",
]
