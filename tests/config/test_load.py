"""The configuration: read once, every problem at once, no secret in any message."""

from __future__ import annotations

import base64
import os
import secrets

import pytest

from app.config import ConfigurationError, load
from tests.settings import complete_environment

RANDOM_KEY = base64.urlsafe_b64encode(os.urandom(32)).decode()

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
    ("TWILIO_ACCOUNT_SID", ""),
    ("TWILIO_ACCOUNT_SID", "AC123"),
    ("TWILIO_AUTH_TOKEN", ""),
    ("TWILIO_AUTH_TOKEN", "   "),
    ("TWILIO_AUTH_TOKEN", "your_auth_token"),
    ("TWILIO_AUTH_TOKEN", "12345"),
    ("TWILIO_SENDERS", ""),
    ("TWILIO_SENDERS", "whatsapp:14155238886"),
    ("TWILIO_SENDERS", "whatsapp:+14155238886, nonsense"),
    ("CLINIC_NAME", ""),
    ("CLINIC_NAME", "x" * 81),
    ("CLINIC_PHONE", ""),
    ("CLINIC_PHONE", "call us"),
    ("EMERGENCY_NUMBER", ""),
    ("TRUSTED_PROXIES", "proxy.example.org"),
    ("TRUSTED_PROXIES", "0.0.0.0/0"),
    ("WEB_CONCURRENCY", "0"),
    ("WEB_CONCURRENCY", "many"),
    ("WEB_CONCURRENCY", "²"),
    ("LOG_LEVEL", "CHATTY"),
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


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_stops_the_start_and_names_the_variable(tmp_path, name, value):
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, **{name: value})
    assert name in str(raised.value)
    assert len(raised.value.problems) == 1


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
