"""Compliance profiles: held against the table of laws, which says what each law asks for and where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.config import ConfigurationError, IntakeMode, Settings, load
from app.config.compliance import allows, in_force
from app.config.profiles import PROFILES
from app.intake.lint.topics import Topic
from tests.cases import for_each
from tests.settings import complete_environment

LAW = Path(__file__).resolve().parents[1] / "data" / "law"
FIGURES: dict[str, dict[str, dict[str, Any]]] = json.loads((LAW / "figures.json").read_text())
COLUMNS = {"HIPAA": "hipaa", "GDPR": "gdpr", "UK": "uk", "DPDP": "dpdp", "LGPD": "lgpd", "POPIA": "popia"}
IN_A_YEAR = {1: 365, 5: 1827, 6: 2192, 30: 10_958}
"""Years -> their days, with the most leap days that can be among them; a single year as the trail counts one."""
SMS = "+14155550100"
OF_LAWS = [(law, setting) for law, settings in FIGURES.items() for setting in settings]


@dataclass(frozen=True)
class Limits:
    least: int | None
    most: int | None


def cells() -> dict[tuple[str, str], str]:
    """Return law and row -> what the table says."""
    lines = (LAW / "needs.md").read_text().split("## The laws")[1].split("##")[0].strip().splitlines()
    head, _rule, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    laws = [COLUMNS[title.split()[0]] for title in head[1:]]
    return {
        (law, row[0].replace("*", "").partition(" (")[0].partition(" →")[0]): cell
        for row in rows
        for law, cell in zip(laws, row[1:], strict=True)
    }


def limits(law: str, setting: str) -> Limits:
    def days(figure: dict[str, int] | None) -> int | None:
        if figure is None:
            return None
        ((unit, count),) = figure.items()
        return IN_A_YEAR[count] if unit == "years" else count

    figure = FIGURES[law][setting]
    return Limits(days(figure.get("least")), days(figure.get("most")))


def load_with(tmp_path: Path, **changed: str) -> Settings:
    return load(complete_environment() | changed, tmp_path)


def refused(tmp_path: Path, **changed: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, **changed)
    return raised.value.problems


def test_every_profile_but_none_is_a_column_of_the_table_with_the_same_settings():
    assert PROFILES.keys() == {"none", *FIGURES} == {"none", *COLUMNS.values()}
    for law, settings in FIGURES.items():
        assert [rule.setting for rule in PROFILES[law].rules] == list(settings)


@for_each(("law", "setting"), OF_LAWS)
def test_each_rule_has_the_limits_of_the_table_and_names_its_source(law, setting):
    figure = FIGURES[law][setting]
    assert figure["quote"] in cells()[law, figure["row"]]
    (rule,) = [rule for rule in PROFILES[law].rules if rule.setting == setting]
    assert Limits(rule.least, rule.most) == limits(law, setting)
    assert list(rule.over_whatsapp) == figure.get("over_whatsapp", [])
    assert rule.source
    assert rule.why


def test_without_a_profile_every_setting_is_as_it_was(tmp_path):
    for settings in (load_with(tmp_path), load_with(tmp_path, COMPLIANCE_PROFILE="none")):
        assert settings.intake_mode is IntakeMode.CHAT
        assert (settings.retention.record_days, settings.retention.audit_days) == (365, 2190)
        assert settings.rights_due == timedelta(days=30)
    assert load_with(tmp_path, SESSION_IDLE_MINUTES="60", RETENTION_DAYS="36500").compliance.own == set()


@for_each("law", FIGURES)
def test_a_profile_sets_what_the_operator_did_not_set_and_its_defaults_are_allowed(tmp_path, law):
    settings = load_with(tmp_path, COMPLIANCE_PROFILE=law.upper())
    assert settings.compliance.profile.code == law
    assert settings.compliance.own == set()
    for rule in settings.compliance.profile.rules:
        assert str(in_force(rule.setting, settings)) == rule.default
        assert allows(rule, in_force(rule.setting, settings), settings)
    own = load_with(tmp_path, COMPLIANCE_PROFILE=law, RIGHTS_DUE_DAYS="10", SESSION_IDLE_MINUTES="5")
    assert own.compliance.own == {"RIGHTS_DUE_DAYS", "SESSION_IDLE_MINUTES"}
    assert (own.rights_due, own.sessions.idle) == (timedelta(days=10), timedelta(minutes=5))


def test_the_defaults_are_those_of_the_law(tmp_path):
    hipaa = load_with(tmp_path, COMPLIANCE_PROFILE="hipaa")
    assert hipaa.intake_mode is IntakeMode.LINK
    assert hipaa.retention.audit_days == 2192
    assert hipaa.sessions.idle == timedelta(minutes=15)
    due = {law: load_with(tmp_path, COMPLIANCE_PROFILE=law).rights_due.days for law in FIGURES}
    assert due == {"hipaa": 30, "gdpr": 30, "uk": 30, "dpdp": 30, "lgpd": 15, "popia": 30}
    ages = {law: load_with(tmp_path, COMPLIANCE_PROFILE=law).clinic.consent_age for law in ("none", *FIGURES)}
    assert ages == {"none": 16, "hipaa": 18, "gdpr": 16, "uk": 13, "dpdp": 18, "lgpd": 18, "popia": 18}
    assert load_with(tmp_path, COMPLIANCE_PROFILE="hipaa", CONSENT_AGE="14").clinic.consent_age == 14
    assert load_with(tmp_path, COMPLIANCE_PROFILE="dpdp").retention.audit_days >= 365


@for_each(("law", "setting"), OF_LAWS)
def test_what_the_law_does_not_allow_stops_the_start_and_names_the_setting_and_the_source(
    tmp_path, law, setting
):
    found = limits(law, setting)
    (rule,) = [rule for rule in PROFILES[law].rules if rule.setting == setting]
    for edge, beyond in ((found.least, -1), (found.most, +1)):
        if edge is None:
            continue
        load_with(tmp_path, **{"COMPLIANCE_PROFILE": law, setting: str(edge)})
        (problem,) = refused(tmp_path, **{"COMPLIANCE_PROFILE": law, setting: str(edge + beyond)})
        assert setting in problem
        # What no installation may do is refused without a law, in the words of the setting.
        is_of_the_law = rule.source in problem and f"COMPLIANCE_PROFILE={law}" in problem
        assert is_of_the_law or str(edge) in problem


@for_each("mode", ["chat", "ask"])
def test_hipaa_refuses_an_intake_over_whatsapp_and_takes_one_by_sms(tmp_path, mode):
    chosen = {"COMPLIANCE_PROFILE": "hipaa", "INTAKE_MODE": mode}
    (problem,) = refused(tmp_path, **chosen)
    assert problem.startswith(f"INTAKE_MODE is {mode}, but COMPLIANCE_PROFILE=hipaa asks for link")
    assert "no business associate agreement covers WhatsApp" in problem
    assert problem.endswith("Set INTAKE_MODE=link, or list only numbers that send SMS in TWILIO_SENDERS.")
    refused(tmp_path, **chosen, TWILIO_SENDERS=f"{SMS},whatsapp:+14155238886")
    assert load_with(tmp_path, **chosen, TWILIO_SENDERS=SMS).intake_mode is IntakeMode(mode)
    load_with(tmp_path, COMPLIANCE_PROFILE="hipaa", INTAKE_MODE="link")
    for law in FIGURES.keys() - {"hipaa"}:
        assert load_with(tmp_path, COMPLIANCE_PROFILE=law, INTAKE_MODE=mode).intake_mode is IntakeMode(mode)


def test_every_refusal_of_a_profile_is_told_at_once_beside_every_other_problem(tmp_path):
    problems = refused(
        tmp_path,
        COMPLIANCE_PROFILE="hipaa",
        INTAKE_MODE="chat",
        AUDIT_RETENTION_DAYS="2191",
        RIGHTS_DUE_DAYS="31",
        SESSION_IDLE_MINUTES="16",
        CLINIC_NAME="",
    )
    named = [problem.split()[0] for problem in problems]
    wrong = ["INTAKE_MODE", "AUDIT_RETENTION_DAYS", "RIGHTS_DUE_DAYS", "SESSION_IDLE_MINUTES"]
    assert named == ["CLINIC_NAME", *wrong]


def test_a_value_that_is_none_is_one_problem_whatever_the_profile(tmp_path):
    for name, value in (("INTAKE_MODE", "paper"), ("AUDIT_RETENTION_DAYS", "ever"), ("RIGHTS_DUE_DAYS", "0")):
        (problem,) = refused(tmp_path, **{"COMPLIANCE_PROFILE": "hipaa", name: value})
        assert problem.startswith(f"{name} must be ")


def test_a_profile_that_is_none_stops_the_start(tmp_path):
    (problem,) = refused(tmp_path, COMPLIANCE_PROFILE="hippa")
    assert problem == "COMPLIANCE_PROFILE must be one of none, hipaa, gdpr, uk, lgpd, dpdp, popia."


def test_the_page_about_profiles_has_each_rule_as_it_is():
    page = (Path(__file__).resolve().parents[2] / "docs" / "security" / "profiles.md").read_text()
    lines = [
        f"| `{rule.setting}` | {rule.default} | {rule.limit or 'any'} | {rule.source} |"
        for profile in PROFILES.values()
        for rule in profile.rules
    ]
    assert [line for line in page.splitlines() if line.startswith("| `")] == lines


def test_the_page_about_profiles_has_what_each_law_keeps_from_an_intake():
    page = (Path(__file__).resolve().parents[2] / "docs" / "security" / "profiles.md").read_text()
    rows = [line for line in page.split("### What may not be asked")[1].splitlines() if line.startswith("| ")]
    assert rows[1:] == [
        f"| {profile.name} | {in_a_cell(profile.never)} | {in_a_cell(profile.sealed)} |"
        for profile in PROFILES.values()
        if profile.bans
    ]


def in_a_cell(articles: tuple[tuple[str, tuple[Topic, ...]], ...]) -> str:
    said = (
        f"{', '.join(sorted(topic.replace('_', ' ') for topic in topics))} ({source})"
        for source, topics in articles
    )
    return "; ".join(said) or "–"
