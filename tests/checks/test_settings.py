"""Settings with which Anteroom starts though nobody means them: each is set, and what doctor says of it is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from dotenv import dotenv_values

from app.checks import State
from app.checks.checklist import CHECKS
from app.checks.erasure_journal import journal_place
from app.checks.settings import alerted, mode, names, processes, security_contact, senders
from app.config import ConfigurationError, load
from tests.cases import for_each
from tests.project import ROOT
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from app.config import Settings


def settings_with(folder: Path, **changed: str) -> Settings:
    return load(complete_environment(**changed), folder)


@for_each(
    ("name", "meant"),
    [
        ("RETENTION_DAY", "RETENTION_DAYS"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("BACKUP_KEYS", "BACKUP_KEY"),
        ("SMTP_URI", "SMTP_URL"),
        ("ALERT_SMS", "ALERT_SMS_TO"),
        ("FERNET_KEYS_FIEL", "FERNET_KEYS_FILE"),
    ],
)
def test_a_misspelt_setting_is_told_with_the_one_that_was_meant(name, meant, tmp_path_factory):
    settings = settings_with(tmp_path_factory.getbasetemp())
    (finding,) = names(settings, {name: "secretive", "PATH": "/bin", "INDEX_KEY_FILE": "/run/x"})
    assert finding.state is State.WARN
    assert finding.said == f"{name} is set, and Anteroom has no setting of that name"
    assert f"Did you mean {meant}?" in finding.mend
    assert "secretive" not in repr(finding)


def test_an_unknown_name_like_one_of_ours_is_told_and_others_are_left_alone(tmp_path):
    given = {"CLINIC_FAX": "1", "ANTEROOM_COLOUR": "red", "TZ": "UTC", "AWS_REGION": "x", "PGSSLMODE": "x"}
    found = names(settings_with(tmp_path), given)
    assert [each.said.split()[0] for each in found] == ["ANTEROOM_COLOUR", "CLINIC_FAX"]


def test_every_name_of_the_example_is_known(tmp_path):
    text = (ROOT / ".env.example").read_text()
    shown = tmp_path / "example"
    shown.write_text("\n".join(line.removeprefix("#") for line in text.splitlines() if "=" in line[:40]))
    given = {
        name: "x" for name, value in dotenv_values(shown).items() if value is not None and name.isupper()
    }
    assert "CLINIC_TIMEZONE" in given
    assert [each.state for each in names(settings_with(tmp_path), given)] == [State.OK]


def test_more_processes_than_the_cores_can_serve_are_told(tmp_path):
    found = processes(settings_with(tmp_path, WEB_CONCURRENCY="40"), cores=2)
    assert (found.state, found.said) == (State.WARN, "40 on 2 cores")
    assert "WEB_CONCURRENCY=2 in .env" in found.mend
    assert processes(settings_with(tmp_path), cores=1).state is State.OK


@for_each(
    ("changed", "look", "said", "mend"),
    [
        ({}, alerted, "nobody is told by e-mail or SMS", "ALERT_EMAIL_TO and SMTP_URL, or ALERT_SMS_TO, in .env"),
        ({}, security_contact, "there is none", "SECURITY_CONTACT in .env"),
        ({"ANTEROOM_ENV": "development"}, mode, "development, though PUBLIC_URL is https://intake.example.org", "ANTEROOM_ENV=production in .env"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_with_what_to_set_and_where(changed, look, said, mend, tmp_path_factory):
    found = look(settings_with(tmp_path_factory.getbasetemp(), **changed))
    assert found.state is State.WARN
    assert said in found.said
    assert mend in found.mend


@for_each(
    ("changed", "look"),
    [
        ({"SMTP_URL": "smtps://mail.example.org", "ALERT_EMAIL_TO": "on@call.example"}, alerted),
        ({"SECURITY_CONTACT": "safe@larkfield.example"}, security_contact),
        ({"ANTEROOM_ENV": "development"}, security_contact),
        ({"ANTEROOM_ENV": "development"}, alerted),
        ({}, mode),
        ({"ANTEROOM_ENV": "development", "PUBLIC_URL": "https://localhost:8443"}, mode),
    ],
)
def test_what_is_meant_is_no_warning(changed, look, tmp_path_factory):
    assert look(settings_with(tmp_path_factory.getbasetemp(), **changed)).state is State.OK


def test_a_number_without_whatsapp_is_told_until_an_sms_has_come(services, twilio, patient, tmp_path):
    changed = replace(services, settings=settings_with(tmp_path, TWILIO_SENDERS="+447700900123"))
    found = senders(changed)
    assert found.state is State.WARN
    assert "TWILIO_SENDERS=whatsapp:+447700900123 in .env" in found.mend
    patient.says("hello")
    assert senders(changed).state is State.OK
    assert senders(services).state is State.OK


def test_the_sandbox_without_whatsapp_and_a_log_without_errors_stop_the_start(tmp_path):
    for changed, said in (
        ({"TWILIO_SENDERS": "+14155238886"}, "Write whatsapp:+14155238886."),
        ({"LOG_LEVEL": "CRITICAL"}, "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR."),
    ):
        with pytest.raises(ConfigurationError) as refused:
            settings_with(tmp_path, **changed)
        assert any(said in problem for problem in refused.value.problems)


@for_each(
    ("changed", "state", "said"),
    [
        ({"ERASURE_JOURNAL": "/tmp/erasures.journal"}, State.BAD, "it is in a temporary folder (/tmp)"),
        ({"ERASURE_JOURNAL": "/dev/shm/far/erasures.journal"}, State.BAD, "temporary folder (/dev/shm/far)"),
        ({"ERASURE_JOURNAL": "/mnt/other/erasures.journal"}, None, ""),
        ({}, None, ""),
        (
            {
                "DATABASE_URL": "postgresql://a:secretive@db.internal/anteroom?sslmode=verify-full",
                "ERASURE_JOURNAL_URL": "postgresql://a:secretive@db.internal:5432/journal?sslmode=verify-full",
            },
            State.WARN,
            "it is on the database's own server (db.internal:5432)",
        ),
        (
            {
                "DATABASE_URL": "postgresql://a:secretive@db.internal/anteroom?sslmode=verify-full",
                "ERASURE_JOURNAL_URL": "postgresql://a:secretive@other.internal/journal?sslmode=verify-full",
            },
            None,
            "",
        ),
        ({"ERASURE_JOURNAL_URL": "postgresql://a:secretive@localhost/journal"}, None, ""),
    ],
)
def test_a_journal_that_would_go_with_the_database_or_at_a_restart_is_told(
    changed, state, said, tmp_path_factory
):
    found = list(journal_place(settings_with(tmp_path_factory.getbasetemp() / "instance", **changed)))
    assert [each.state for each in found] == ([state] if state else [])
    for each in found:
        assert said in each.said
        assert "ERASURE_JOURNAL" in each.mend
        assert "secretive" not in repr(each)


def test_doctor_asks_all_of_them(services):
    asked = {check.code for check in CHECKS}
    assert {"setting_names", "mode", "server_processes", "alerts", "security_contact", "senders"} <= asked
    for check in CHECKS:
        for finding in check.findings(services) if check.code in asked and not check.over_network else ():
            assert finding.state is State.OK or (finding.why and finding.mend), finding
