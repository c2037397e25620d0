"""Every setting that an auditor would ask about changes its answers, and no answer is left to a person that we know."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from app.checks.profile import lines
from app.config import load
from app.evidence.facts import gather
from app.evidence.paper import Blank
from app.evidence.papers import PAPERS
from app.intake.clinic import SETTINGS
from app.retention.rules import rules_of
from app.services import Services
from tests.settings import complete_environment
from tests.store.backups import PUBLIC_KEY

ANOTHER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
PHRASE = "correct-horse-battery-staple-9f3a7c21d0e84b56a1"
CHANGES: dict[str, tuple[dict[str, str], set[str]]] = {
    "ALARM_CHAIN": (
        {"ALARM_CHAIN": "+447700900123 0, again 10", "TWILIO_SENDERS": "whatsapp:+15005550006,+15005550006"},
        {"dpia 6.1", "dtac alarms", "hipaa 308(a)(7)(ii)(C)"},
    ),
    "ALERT_EMAIL_TO": (
        {"ALERT_EMAIL_TO": "it@larkfield.example", "SMTP_URL": "smtps://mail.larkfield.example"},
        {"gdpr32 1.b.3", "dtac logging", "dtac alarms", "ropa d.1"},
    ),
    "ALERT_SMS_TO": (
        {"ALERT_SMS_TO": "+447700900123", "TWILIO_SENDERS": "whatsapp:+15005550006,+15005550006"},
        {"gdpr32 1.b.3", "dtac alarms"},
    ),
    "ANTEROOM_ENV": ({"ANTEROOM_ENV": "development"}, set()),
    "AUDIT_RETENTION_DAYS": (
        {"AUDIT_RETENTION_DAYS": "3000"},
        {"hipaa 312(b)", "hipaa 316(b)(2)(i)", "ropa f.1", "dpia 2.5"},
    ),
    "BACKUP_KEY": (
        {"BACKUP_KEY": PUBLIC_KEY},
        {"ropa g.1", "hipaa 308(a)(7)(ii)(A)", "gdpr32 1.c.1", "dtac where", "dpia 6.1"},
    ),
    "CLINIC_COUNTRY": ({"CLINIC_COUNTRY": "IE"}, {"ropa a.1", "dtac product"}),
    "CLINIC_NAME": ({"CLINIC_NAME": "Rowan House"}, {"ropa a.1", "dtac product"}),
    "CLINIC_PHONE": ({"CLINIC_PHONE": "01632 960 111"}, {"ropa a.1", "gdpr32 0.2", "dtac alarms"}),
    "COMPLIANCE_PROFILE": (
        {"COMPLIANCE_PROFILE": "hipaa"},
        {"hipaa 308(a)(1)(ii)(B)", "gdpr32 0.1", "dtac profile", "dpia 2.1", "dpia 2.7", "hipaa 316(b)(2)(i)"},
    ),
    "CONSENT_AGE": ({"CONSENT_AGE": "14"}, {"dpia 2.7", "dtac rights"}),
    "CRISIS_NUMBER": ({"CRISIS_NUMBER": "116 123"}, {"dtac alarms", "hipaa 308(a)(7)(ii)(C)"}),
    "DRAFT_DAYS": ({"DRAFT_DAYS": "14"}, {"dpia 2.5", "ropa f.1", "ropa c.3"}),
    "DRAIN_SECONDS": ({"DRAIN_SECONDS": "20"}, {"gdpr32 1.b.3", "dtac load"}),
    "EMERGENCY_NUMBER": ({"EMERGENCY_NUMBER": "112"}, {"dtac alarms", "dtac hazards"}),
    "ERASURE_JOURNAL_URL": (
        {"ERASURE_JOURNAL_URL": "postgresql://a:b@localhost/journal"},
        {"gdpr32 1.c.1", "hipaa 308(a)(7)(ii)(B)"},
    ),
    "FERNET_KEYS": ({"FERNET_KEYS": f"{complete_environment()['FERNET_KEYS']},{ANOTHER_KEY}"}, {"gdpr32 1.a.1", "dtac encryption"}),
    "FORM_LINK_HOURS": ({"FORM_LINK_HOURS": "24"}, {"dpia 2.1", "dpia 6.1"}),
    "FREE_DISK_MB": ({"FREE_DISK_MB": "500"}, {"gdpr32 1.b.3"}),
    "INDEX_KEY": ({"INDEX_KEY": f"{complete_environment()['INDEX_KEY']},{ANOTHER_KEY}"}, {"gdpr32 1.a.1"}),
    "INTAKE_MODE": (
        {"INTAKE_MODE": "link"},
        {"dpia 2.1", "dpia 2.3", "dpia 5.1", "dpia 6.1", "ropa d.1", "hipaa 312(e)(1)", "hipaa 308(b)(1).2"},
    ),
    "LEFT_OUT_QUESTIONS": ({"LEFT_OUT_QUESTIONS": "reason"}, {"dpia 2.4", "ropa c.2", "dtac hazards"}),
    "LOG_LEVEL": ({"LOG_LEVEL": "WARNING"}, {"gdpr32 1.b.3", "dtac logging"}),
    "METRICS_TOKEN": ({"METRICS_TOKEN": PHRASE}, {"gdpr32 1.b.3", "dtac logging"}),
    "OTEL_EXPORTER_OTLP_ENDPOINT": (
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://traces.larkfield.example"},
        {"ropa d.1", "gdpr32 1.b.3"},
    ),
    "PUBLIC_URL": ({"PUBLIC_URL": "https://rowan.example"}, {"ropa a.1", "dtac encryption"}),
    "RECORDS_AFTER_CODE": ({"RECORDS_AFTER_CODE": "200"}, {"ropa g.1", "gdpr32 1.b.1"}),
    "RECORDS_AN_HOUR": ({"RECORDS_AN_HOUR": "60"}, {"ropa g.1", "gdpr32 1.b.1", "dpia 6.1"}),
    "RECORDS_A_DAY": ({"RECORDS_A_DAY": "100"}, {"gdpr32 1.b.3"}),
    "REDIS_URL": ({"REDIS_URL": "rediss://redis.larkfield.example/0"}, {"gdpr32 1.b.3", "hipaa 312(e)(1)"}),
    "REMINDERS": ({"REMINDERS": "off"}, {"dpia 2.1"}),
    "REPLIES_A_DAY": ({"REPLIES_A_DAY": "100"}, {"gdpr32 1.b.3"}),
    "RETENTION_DAYS": (
        {"RETENTION_DAYS": "700"},
        {"dpia 2.5", "dpia 4.2", "ropa f.1", "ropa c.3", "dtac data"},
    ),
    "RIGHTS_DUE_DAYS": ({"RIGHTS_DUE_DAYS": "15"}, {"dpia 2.8", "dtac rights"}),
    "SECRET_KEY": ({"SECRET_KEY": f"{complete_environment()['SECRET_KEY']},{PHRASE}"}, {"gdpr32 1.a.1"}),
    "SECURITY_CONTACT": (
        {"SECURITY_CONTACT": "mailto:security@larkfield.example"},
        {"gdpr32 0.2", "dtac report", "hipaa 308(a)(6)(ii)"},
    ),
    "SENDER_MESSAGES_A_DAY": ({"SENDER_MESSAGES_A_DAY": "300"}, {"gdpr32 1.b.3"}),
    "SENDER_RECORDS_A_DAY": ({"SENDER_RECORDS_A_DAY": "5"}, {"gdpr32 1.b.3"}),
    "SENDER_REPLIES_A_DAY": ({"SENDER_REPLIES_A_DAY": "100"}, {"gdpr32 1.b.3"}),
    "SESSION_HOURS": ({"SESSION_HOURS": "8"}, {"hipaa 312(a)(2)(iii)", "dtac sessions"}),
    "SESSION_IDLE_MINUTES": (
        {"SESSION_IDLE_MINUTES": "10"},
        {"hipaa 312(a)(2)(iii)", "hipaa 310(c)", "gdpr32 1.b.1", "dtac sessions", "ropa g.1", "asvs 7.3.1", "dpia 6.1"},
    ),
    "STORAGE_MB": ({"STORAGE_MB": "0"}, {"gdpr32 1.b.3"}),
    "TRUSTED_PROXIES": ({"TRUSTED_PROXIES": "10.0.0.7"}, {"hipaa 312(e)(1)", "gdpr32 1.a.1", "asvs 12.3.3", "asvs 12.2.1"}),
    "TWILIO_API_KEY": (
        {"TWILIO_API_KEY": "SK" + "0" * 32, "TWILIO_API_SECRET": "q8Zk3wPx7LmN2vRt"},
        {"ropa d.1", "dpia 6.1", "asvs 13.2.1", "dtac processors"},
    ),
    "TWILIO_CONTENT_RETENTION": (
        {"TWILIO_API_KEY": "SK" + "0" * 32, "TWILIO_API_SECRET": "q8Zk3wPx7LmN2vRt", "TWILIO_CONTENT_RETENTION": "discard"},
        {"ropa d.1"},
    ),
    "TWILIO_SENDERS": ({"TWILIO_SENDERS": "+15005550006"}, {"dpia 2.3", "ropa d.1", "ropa e.1", "hipaa 308(b)(1).2"}),
    "WITNESS_URL": (
        {"WITNESS_URL": "file:///mnt/elsewhere/anteroom.witness"},
        {"dpia 2.1", "ropa g.1", "hipaa 312(b)", "gdpr32 1.b.2", "dtac logging", "asvs 16.4.2"},
    ),
    "WITNESS_CA": (
        {"WITNESS_URL": "https://stamps.larkfield.example", "WITNESS_CA": "/etc/stamps.pem"},
        {"ropa d.1", "hipaa 312(b)"},
    ),
    "WEB_CONCURRENCY": ({"WEB_CONCURRENCY": "4"}, {"gdpr32 1.b.3"}),
    "WORKERS": ({"WORKERS": "celery", "REDIS_URL": "redis://localhost/0"}, {"gdpr32 1.b.3", "dtac load"}),
}  # fmt: skip
"""Setting -> what is set, and the answers that have to change: paper and question."""
ELSEWHERE = {
    "DATABASE_URL",  # of the database that is open: test_facts.py
    "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_SHEETS_ID",  # with a key's file: test_facts.py
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_CLIENT_SECRET", "GOOGLE_SECRETS_CREDENTIALS", "VAULT_SECRET_ID", "VAULT_SECRET_ID_FILE", "VAULT_TOKEN",
    "VAULT_TOKEN_FILE",  # a store of secrets is named once something comes from it: test_facts.py
    "SMTP_URL", "TWILIO_API_SECRET", "TWILIO_SCRUB_MINUTES",  # set together with what is above
}  # fmt: skip
SAYS_NOTHING = {
    "CLINIC_HOURS": "when somebody answers the phone",
    "CLINIC_TIMEZONE": "how pages write times",
    "DATABASE_CONNECTIONS": "how fast it is",
    "ERASURE_JOURNAL": "the name of a file",
    "FLASK_DEBUG": "a start with it is refused",
    "GOOGLE_API_BASE_URL": "for tests",
    "MESSAGE_PRICE": "what messages cost",
    "OTEL_EXPORTER_OTLP_HEADERS": "a secret",
    "SECRETS_TIMEOUT_SECONDS": "how long a start waits",
    "TOGETHER_SECONDS": "how messages are put together",
    "TWILIO_ACCOUNT_SID": "which account it is",
    "TWILIO_API_BASE_URL": "for tests",
    "TWILIO_AUTH_TOKEN": "a secret",
}
"""Setting -> what it is, where no auditor asks for it."""
PEOPLE_ALONE = {
    "dpia": "1.2 2.6 3.1 3.2 4.1 4.5 4.7 5.2 7.1 7.2 7.3",
    "ropa": "a.2 a.3 a.4 b.2 d.3 e.2 g.2",
    "hipaa": "308(a)(1)(ii)(A) 308(a)(1)(ii)(C) 308(a)(2) 308(a)(3)(ii)(B) 308(a)(5)(ii)(A) 308(a)(6)(ii).2 308(a)(7)(ii)(E) "
    "308(a)(8) 308(b)(1) 310(a)(2)(i) 310(a)(2)(ii) 310(a)(2)(iii) 310(a)(2)(iv) 310(b) 310(c).2 310(d)(2)(ii) "
    "310(d)(2)(iii) 314(a)(2)(i) 314(a)(2)(iii) 316(a) 316(b)(2)(iii)",
    "asvs": "3.5.4 6.4.4 12.2.2 13.2.4 13.2.5 15.2.1 16.4.3",
    "gdpr32": "1.c.2 1.d.2 2.2 3.1 4.2",
    "dtac": "supplier benefit dcb0129 dcb0160 device ico dpo dspt dpia country ce pentest research service",
}
"""Paper -> what it leaves to people: contracts, judgements, names, and what happens outside of the software."""


@pytest.fixture
def services(sqlite_store, clock, tmp_path):
    return Services(load(complete_environment(), tmp_path), sqlite_store, clock)


@pytest.fixture
def facts(services):
    return gather(services)


@pytest.fixture
def answers_of():
    """A function that returns every answer of every paper."""
    return lambda facts: {
        f"{paper.code} {question.id}": answer
        for paper in PAPERS.values()
        for _section, question, answer in paper.answered(facts)
    }


@pytest.fixture
def answers_with(services, facts, answers_of, tmp_path):
    """A function that returns every answer with these settings of the environment."""

    def answers(**changed):
        settings = load(complete_environment(**changed), tmp_path)
        return answers_of(
            replace(
                facts,
                settings=settings,
                clinic=settings.clinic,
                rules=rules_of(settings.retention),
                lines=tuple(lines(replace(services, settings=settings))),
            )
        )

    return answers


def test_each_setting_changes_its_answers_and_no_blank_takes_the_place_of_one(answers_with):
    before = answers_with()
    assert len(before) == len(
        {
            (code, each.id)
            for code, paper in PAPERS.items()
            for part in paper.sections
            for each in part.questions
        }
    )
    stale = {}
    for name, (changed, expected) in CHANGES.items():
        after = answers_with(**changed)
        moved = {where for where, answer in after.items() if answer != before[where]}
        assert after.keys() == before.keys(), name
        assert {where for where, answer in after.items() if isinstance(answer, Blank)} == left_to_people(), (
            name
        )
        if not expected <= moved:
            stale[name] = expected - moved
    assert not stale


def test_every_setting_changes_an_answer_or_is_nothing_to_an_auditor(tmp_path):
    known = {*CHANGES, *ELSEWHERE, *SAYS_NOTHING}
    assert load(complete_environment(), tmp_path).names == known


BY_ADMINS: dict[str, tuple[object, set[str]]] = {
    "name": ("Rowan House", {"ropa a.1"}),
    "phone": ("01632 960 111", {"ropa a.1", "gdpr32 0.2"}),
    "emergency_number": ("112", {"dtac alarms"}),
    "country": ("IE", {"ropa a.1"}),
    "crisis_numbers": ({"": "116 123"}, {"dtac alarms"}),
    "languages": (("en",), {"dpia 4.4", "dtac languages"}),
    "left_out": ((), {"dpia 2.4", "ropa c.2", "asvs 2.1.1"}),
    "health_listed": (False, {"dpia 2.1", "dpia 5.1"}),
    "consent_age": (14, {"dpia 2.7"}),
    "reminders": (False, {"dpia 2.1"}),
    "quiet_from": ("21:00", {"dpia 2.1"}),
    "quiet_until": ("07:00", {"dpia 2.1"}),
    "export_approval": (True, {"dpia 4.2", "dpia 6.1", "gdpr32 1.b.1"}),
    "exports_per_hour": (3, {"dpia 4.2", "gdpr32 1.b.1"}),
    "consent_version": (2, {"dpia 2.8"}),
    "consent_texts": ({"en": "Our own words."}, {"dpia 2.8"}),
}
"""What admins save for the clinic -> another value, and the answers that have to change."""


def test_each_setting_that_admins_save_changes_its_answers(facts, answers_of):
    assert BY_ADMINS.keys() == SETTINGS.keys() - {"opening_hours", "timezone"}
    before = answers_of(facts)
    for name, (value, expected) in BY_ADMINS.items():
        after = answers_of(replace(facts, clinic=replace(facts.clinic, **{name: value})))
        assert expected <= {where for where, answer in after.items() if answer != before[where]}, name


def test_each_figure_of_the_retention_rules_changes_its_answers(facts, answers_of):
    before = answers_of(facts)
    for each in fields(facts.rules):
        rules = replace(facts.rules, **{each.name: getattr(facts.rules, each.name) + 1000})
        after = answers_of(replace(facts, rules=rules))
        moved = {where for where, answer in after.items() if answer != before[where]}
        expected = {"dpia 2.5", "ropa f.1"} if each.name.endswith("_days") else {"gdpr32 1.b.3", "dtac load"}
        assert expected <= moved, each.name


def test_what_is_left_to_people_is_what_people_alone_know(answers_with):
    blanks = {where: answer for where, answer in answers_with().items() if isinstance(answer, Blank)}
    assert blanks.keys() == left_to_people()
    for where, blank in blanks.items():
        assert blank.who, where
        assert blank.what.endswith("."), where


def left_to_people() -> set[str]:
    return {f"{paper} {each}" for paper, ids in PEOPLE_ALONE.items() for each in ids.split()}


def test_no_paper_has_two_questions_of_one_number():
    for paper in PAPERS.values():
        ids = [question.id for section in paper.sections for question in section.questions]
        assert len(ids) == len(set(ids)), paper.code
