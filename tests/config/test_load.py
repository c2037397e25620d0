"""The configuration: read once, every problem at once, no secret in any message."""

from __future__ import annotations

import base64
import os
import secrets
from datetime import timedelta

import pytest

from app.config import ConfigurationError, IntakeMode, load
from app.intake.clinic import SETTINGS
from app.store import connect
from tests.cases import for_each
from tests.settings import complete_environment

RANDOM_KEY = base64.urlsafe_b64encode(bytes(range(64, 96))).decode()

WRONG = [
    ("PUBLIC_URL", ""),
    ("PUBLIC_URL", "http://intake.example.org"),
    ("PUBLIC_URL", "https://intake.example.org/path"),
    ("PUBLIC_URL", "https://user:pw@intake.example.org"),
    ("PUBLIC_URL", "https://[2001:db8::1]:8443"),
    ("PUBLIC_URL", "https://intake.example.org:99999"),
    ("PUBLIC_URL", "https://intake.example.org?x=1"),
    ("PUBLIC_URL", "https://"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "secret"),
    ("SECRET_KEY", "12345678"),
    ("SECRET_KEY", "a" * 64),
    ("SECRET_KEY", "please-change-me-please-change-me-0123456789"),
    ("FERNET_KEYS", ""),
    ("FERNET_KEYS", ","),
    ("FERNET_KEYS", "short"),
    ("FERNET_KEYS", "A" * 43 + "="),
    ("FERNET_KEYS", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="),
    ("FERNET_KEYS", f"{RANDOM_KEY},{RANDOM_KEY}"),
    ("FERNET_KEYS", f"{RANDOM_KEY},broken"),
    ("INDEX_KEY", ""),
    ("INDEX_KEY", "nonsense"),
    ("DATABASE_URL", "mysql://localhost/clinic"),
    ("DATABASE_URL", "postgresql"),
    ("DATABASE_URL", "postgresql:/localhost/clinic"),
    ("DATABASE_URL", "postgresql+asyncpg://localhost/clinic"),
    ("DATABASE_URL", "postgresql://localhost:port/clinic"),
    ("DATABASE_URL", "postgresql://localhost:/clinic"),
    ("DATABASE_URL", "postgresql://localhost:0/clinic"),
    ("DATABASE_URL", "postgresql://localhost:65536/clinic"),
    ("DATABASE_URL", "sqlite"),
    ("DATABASE_URL", "sqlite:"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite:////"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("DATABASE_URL", "sqlite:///file:a?mode=memory&uri=true"),
    ("DATABASE_URL", "sqlite:///instance/anteroom.db"),
    ("DATABASE_URL", "sqlite://host/anteroom.db"),
    ("TWILIO_ACCOUNT_SID", ""),
    ("TWILIO_ACCOUNT_SID", "AC123"),
    ("TWILIO_AUTH_TOKEN", ""),
    ("TWILIO_AUTH_TOKEN", "   "),
    ("TWILIO_AUTH_TOKEN", "your_auth_token"),
    ("TWILIO_AUTH_TOKEN", "12345"),
    ("MESSAGE_PRICE", "cheap"),
    ("MESSAGE_PRICE", "0.005"),
    ("MESSAGE_PRICE", "-1 USD"),
    ("TWILIO_SENDERS", ""),
    ("TWILIO_SENDERS", "whatsapp:14155238886"),
    ("TWILIO_SENDERS", "whatsapp:+14155238886, nonsense"),
    ("CLINIC_NAME", ""),
    ("CLINIC_NAME", "x" * 81),
    ("CLINIC_PHONE", ""),
    ("CLINIC_PHONE", "call us"),
    ("EMERGENCY_NUMBER", ""),
    ("CLINIC_HOURS", "x" * 121),
    ("CRISIS_NUMBER", "call us"),
    ("REMINDERS", "sometimes"),
    ("CONSENT_AGE", "22"),
    ("CONSENT_AGE", "sixteen"),
    ("LEFT_OUT_QUESTIONS", "name"),
    ("TRUSTED_PROXIES", "proxy.example.org"),
    ("TRUSTED_PROXIES", "0.0.0.0/0"),
    ("TRUSTED_PROXIES", "128.0.0.0/1"),
    ("PUBLIC_URL", "HTTPS://intake.example.org"),
    ("PUBLIC_URL", "https://intake.example.org?"),
    ("FLASK_DEBUG", "t"),
    ("FLASK_DEBUG", "2"),
    ("WEB_CONCURRENCY", "0"),
    ("DATABASE_CONNECTIONS", "3"),
    ("ERASURE_JOURNAL_URL", "sqlite:////srv/journal.db"),
    ("ERASURE_JOURNAL_URL", "postgresql://a:s3cret@db.internal/journal"),
    ("DATABASE_URL", "postgresql://a:s3cret@db1,db2/anteroom?sslmode=verify-full"),
    ("DATABASE_URL", "postgresql://a:s3cret@localhost:1,db2:2/anteroom?target_session_attrs=read-write"),
    ("WEB_CONCURRENCY", "many"),
    ("WEB_CONCURRENCY", "²"),
    ("DRAIN_SECONDS", "121"),
    ("SESSION_IDLE_MINUTES", "0"),
    ("SESSION_IDLE_MINUTES", "61"),
    ("SESSION_HOURS", "25"),
    ("SESSION_HOURS", "-1"),
    ("INTAKE_MODE", "paper"),
    ("FORM_LINK_HOURS", "0"),
    ("FORM_LINK_HOURS", "169"),
    ("REDIS_URL", "http://redis"),
    ("LOG_LEVEL", "CHATTY"),
    ("RECORDS_AN_HOUR", "9"),
    ("RECORDS_AFTER_CODE", "119"),
    ("WITNESS_URL", "http://tsa.example.org"),
    ("WITNESS_URL", "https://user:pass@tsa.example.org"),
    ("WITNESS_URL", "https://tsa.example.org"),
    ("WITNESS_URL", "https://tsa.example.org, https://another.example.org"),
    ("WITNESS_URL", "file://host/anteroom.witness"),
    ("WITNESS_URL", "file:///"),
    ("WITNESS_URL", "anteroom.witness"),
    ("WITNESS_URL", "mailto:auditor"),
    ("WITNESS_URL", "mailto:auditor@example.org"),
    ("WITNESS_URL", "https://[::1"),
    ("WITNESS_CA", "here.pem"),
    ("SECURITY_CONTACT", "ask at the desk"),
    ("SECURITY_CONTACT", "http://intake.example.org/security"),
    ("SECURITY_CONTACT", "mailto:a@b.example\nExpires: never"),
    ("ANTEROOM_ENV", "staging"),
    ("FLASK_DEBUG", "1"),
]


def load_with(tmp_path, **changed):
    return load(complete_environment() | changed, tmp_path)


def test_a_complete_environment_gives_settings(tmp_path):
    settings = load_with(tmp_path)
    assert settings.production
    assert settings.public_url == "https://intake.example.org"
    assert settings.database_url.reveal() == f"sqlite:///{tmp_path}/anteroom.db"


@for_each(("name", "value"), WRONG)
def test_a_wrong_value_stops_the_start_and_names_the_variable(tmp_path, name, value):
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, **{name: value})
    assert name in str(raised.value)
    assert len(raised.value.problems) == 1


@for_each(("value", "age"), [("016", 16), ("0", 0), ("21", 21), ("000021", 21)])
def test_the_age_of_consent_is_a_whole_number_whatever_zeros_it_begins_with(tmp_path, value, age):
    assert load_with(tmp_path, CONSENT_AGE=value).clinic.consent_age == age


@for_each(
    "url",
    [
        "postgresql://anteroom:pa/s:s@db.internal:5432/anteroom?sslmode=verify-full",
        "postgres://localhost/anteroom",
        "postgresql+psycopg://postgres@/anteroom?host=%2Frun%2Fpostgresql",
        "postgresql://[::1]:5432/anteroom",
        "postgresql:///anteroom",
        "postgresql://a:pa55@db1:5432,db2.internal/anteroom?target_session_attrs=read-write&sslmode=verify-full",
        "postgresql://a@/anteroom?host=db1:1&host=db2:2&target_session_attrs=primary&sslmode=verify-full",
        "sqlite:////var/lib/anteroom/anteroom.db",
    ],
)
def test_a_database_url_that_loads_is_one_that_the_store_opens(tmp_path, url):
    connect(load_with(tmp_path, DATABASE_URL=url).database_url.reveal()).dispose()


def test_the_journal_is_not_in_the_database_that_it_has_to_survive(tmp_path):
    database = "postgresql://anteroom:one@localhost/anteroom"
    with pytest.raises(ConfigurationError, match="ERASURE_JOURNAL_URL names the database of DATABASE_URL"):
        load_with(tmp_path, DATABASE_URL=database, ERASURE_JOURNAL_URL=database.replace("one", "another"))
    for spelt in ("localhost:5432/one", "127.0.0.1/one", "[::1]:5432/one", "LOCALHOST/?dbname=one"):
        here = f"postgresql://journal@{spelt}"
        with pytest.raises(ConfigurationError, match="ERASURE_JOURNAL_URL names the database"):
            load_with(tmp_path, DATABASE_URL="postgresql://localhost/one", ERASURE_JOURNAL_URL=here)
    apart = load_with(tmp_path, DATABASE_URL=database, ERASURE_JOURNAL_URL=database + "_journal")
    assert apart.journal_url is not None


def test_several_servers_are_tried_in_turn_each_at_its_own_port(tmp_path):
    url = "postgresql://a:p@db1:6000,db2/anteroom?target_session_attrs=read-write&sslmode=verify-full"
    target = connect(load_with(tmp_path, DATABASE_URL=url).database_url.reveal()).url
    assert target.query["host"] == ("db1:6000", "db2:5432")
    assert target.query["target_session_attrs"] == "read-write"


@for_each(("name", "value"), [case for case in WRONG if case[0] == "DATABASE_URL"])
def test_a_wrong_database_url_is_told_beside_every_other_problem(tmp_path, name, value):
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, **{name: value, "CLINIC_NAME": ""})
    assert len(raised.value.problems) == 2
    assert "s3cret" not in str(raised.value)


def test_what_is_missing_is_said_to_be_missing(tmp_path):
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, TWILIO_AUTH_TOKEN="", CLINIC_NAME="")
    token, clinic = raised.value.problems
    assert token.startswith("TWILIO_AUTH_TOKEN is missing. Copy it from Twilio's console")
    assert clinic.startswith("CLINIC_NAME is missing. Set it to")


@for_each("name", [each.variable.name for each in SETTINGS.values() if each.variable])
@for_each("unseen", ["\u200b", "\u3164", "\u2800\ufe0f\u200d"])
def test_a_setting_of_the_clinic_that_cannot_be_seen_is_said_to_be_so(tmp_path, name, unseen):
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, **{name: unseen})
    (problem,) = raised.value.problems
    remedy = problem.removeprefix(f"{name} has no visible characters. ")
    assert remedy != problem
    assert remedy.startswith(("Set it to ", "It "))


def test_every_problem_is_reported_at_once(tmp_path):
    with pytest.raises(ConfigurationError) as raised:
        load({}, tmp_path)
    told = str(raised.value)
    for name in ("PUBLIC_URL", "SECRET_KEY", "FERNET_KEYS", "INDEX_KEY", "TWILIO_ACCOUNT_SID", "CLINIC_NAME"):
        assert name in told


def test_a_missing_key_tells_how_to_make_one(tmp_path):
    with pytest.raises(ConfigurationError, match="Make one: python3 -c"):
        load_with(tmp_path, FERNET_KEYS="")


def test_no_message_quotes_a_secret(tmp_path):
    planted = secrets.token_hex(5)
    names = ("SECRET_KEY", "FERNET_KEYS", "INDEX_KEY", "TWILIO_AUTH_TOKEN", "DATABASE_URL")
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, **dict.fromkeys(names, planted))
    assert planted not in str(raised.value) + repr(raised.value)


def test_printed_settings_show_no_secret(tmp_path):
    environment = complete_environment(DATABASE_URL="postgresql://anteroom:pa55@localhost/anteroom")
    printed = repr(load(environment, tmp_path)) + str(load(environment, tmp_path))
    for name in ("SECRET_KEY", "FERNET_KEYS", "INDEX_KEY", "TWILIO_AUTH_TOKEN"):
        assert environment[name] not in printed
    assert "pa55" not in printed


def test_one_key_may_not_both_seal_and_index(tmp_path):
    with pytest.raises(ConfigurationError, match="share a key"):
        load_with(tmp_path, FERNET_KEYS=RANDOM_KEY, INDEX_KEY=RANDOM_KEY)


def test_one_key_in_two_spellings_is_one_key(tmp_path):
    # The last character of 32 bytes in base64 carries two bits that count for nothing.
    other_spelling = RANDOM_KEY[:42] + chr(ord(RANDOM_KEY[42]) + 1) + "="
    if base64.urlsafe_b64decode(other_spelling) != base64.urlsafe_b64decode(RANDOM_KEY):
        other_spelling = RANDOM_KEY[:42] + chr(ord(RANDOM_KEY[42]) - 1) + "="
    assert base64.urlsafe_b64decode(other_spelling) == base64.urlsafe_b64decode(RANDOM_KEY)
    with pytest.raises(ConfigurationError, match="share a key"):
        load_with(tmp_path, FERNET_KEYS=RANDOM_KEY, INDEX_KEY=other_spelling)
    with pytest.raises(ConfigurationError, match="same key twice"):
        load_with(tmp_path, FERNET_KEYS=f"{RANDOM_KEY},{other_spelling}")


@for_each("name", ["SECRET_KEY", "FERNET_KEYS", "INDEX_KEY", "TWILIO_AUTH_TOKEN"])
def test_the_token_that_prometheus_has_is_no_other_secret_too(tmp_path, name):
    shared = secrets.token_hex(32) if "AUTH" in name else complete_environment()[name]
    with pytest.raises(ConfigurationError, match="METRICS_TOKEN") as raised:
        load_with(tmp_path, **{name: shared, "METRICS_TOKEN": f"{secrets.token_urlsafe(48)},{shared}"})
    assert shared not in str(raised.value)


def test_lists_are_read_newest_first(tmp_path):
    older, newer = secrets.token_hex(16), secrets.token_hex(16)
    settings = load_with(tmp_path, TWILIO_AUTH_TOKEN=f"{newer}, {older}")
    assert [token.reveal() for token in settings.twilio.auth_tokens] == [newer, older]


def test_a_random_key_is_never_taken_for_a_guessable_one(tmp_path):
    for _ in range(200):
        load_with(
            tmp_path,
            SECRET_KEY=secrets.token_hex(32),
            FERNET_KEYS=base64.urlsafe_b64encode(os.urandom(32)).decode(),
            TWILIO_AUTH_TOKEN=secrets.token_hex(16),
        )


def test_development_allows_debug_and_a_short_token(tmp_path):
    assert not load_with(
        tmp_path, ANTEROOM_ENV="development", FLASK_DEBUG="1", TWILIO_AUTH_TOKEN="12345"
    ).production


def test_patients_answer_in_the_chat_unless_the_setting_says_otherwise(tmp_path):
    assert load_with(tmp_path).intake_mode is IntakeMode.CHAT
    for text, mode in (("link", IntakeMode.LINK), (" Ask ", IntakeMode.ASK), ("", IntakeMode.CHAT)):
        assert load_with(tmp_path, INTAKE_MODE=text).intake_mode is mode


def test_a_link_to_the_form_works_for_two_days_unless_set(tmp_path):
    assert load_with(tmp_path).form_link == timedelta(hours=48)
    assert load_with(tmp_path, FORM_LINK_HOURS="168").form_link == timedelta(days=7)


def test_a_code_allows_at_least_the_usual_pace(tmp_path):
    assert load_with(tmp_path, RECORDS_AN_HOUR="500").pace.records_after_code == 500
