"""The people to alert and their mail server: both are set, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.config import ConfigurationError, load
from tests.cases import for_each
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from app.config import AlertSettings

TO, URL = "oncall@clinic.example.org", "smtps://anteroom:p%40ss-zz@mail.example.org"


def alerts(folder: Path, **changed: str) -> AlertSettings:
    return load(complete_environment(**changed), folder).alerts


def test_nobody_is_alerted_until_both_are_set(tmp_path: Path):
    assert alerts(tmp_path).mail is None


@for_each(
    ("url", "port", "implicit_tls", "sender"),
    [
        (URL, 465, True, ""),
        ("smtp://mail.example.org", 587, False, ""),
        ("smtp://mail.example.org:2525?from=bot@clinic.example.org", 2525, False, "bot@clinic.example.org"),
    ],
)
def test_a_server_is_read_from_its_address(
    tmp_path: Path, url: str, port: int, implicit_tls: bool, sender: str
):
    mail = alerts(tmp_path, ALERT_EMAIL_TO=f"{TO}, it@clinic.example.org", SMTP_URL=url).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.implicit_tls, mail.sender) == (
        "mail.example.org", port, implicit_tls, sender,
    )  # fmt: skip


def test_the_password_is_decoded_and_hidden_when_printed(tmp_path: Path):
    settings = alerts(tmp_path, ALERT_EMAIL_TO=TO, SMTP_URL=URL)
    assert settings.mail is not None
    assert settings.mail.password.reveal() == "p@ss-zz"
    assert "zz" not in repr(settings)


@for_each(
    ("to", "url", "named"),
    [
        (TO, "", "SMTP_URL"),
        ("", URL, "ALERT_EMAIL_TO"),
        ("nobody", URL, "ALERT_EMAIL_TO"),
        ("a@b.example\nBcc: x@y.example", URL, "ALERT_EMAIL_TO"),
        (",".join(f"a{n}@b.example" for n in range(21)), URL, "ALERT_EMAIL_TO"),
        (TO, "https://user:zzsecret@mail.example.org", "SMTP_URL"),
        (TO, "smtps://user:zzsecret@", "SMTP_URL"),
        (TO, "smtps://user:zzsecret@mail.example.org:port", "SMTP_URL"),
        (TO, "smtps://user:zzsecret@mail.example.org/inbox", "SMTP_URL"),
        (TO, "smtps://user@mail.example.org", "SMTP_URL"),
        (TO, "smtps://user:zzsecret@[mail", "SMTP_URL"),
        (TO, "smtps://mail.example.org?from=nobody", "SMTP_URL"),
    ],
)
def test_what_cannot_work_is_told_with_its_name_and_without_the_password(
    tmp_path: Path, to: str, url: str, named: str
):
    with pytest.raises(ConfigurationError) as raised:
        alerts(tmp_path, ALERT_EMAIL_TO=to, SMTP_URL=url)
    assert named in str(raised.value)
    assert "zzsecret" not in str(raised.value)


def test_numbers_are_texted_without_a_mail_server_from_a_number_of_ours(tmp_path: Path):
    ours = "whatsapp:+14155238886,+15005550100"
    told = alerts(tmp_path, ALERT_SMS_TO="+15005550061, +15005550062", TWILIO_SENDERS=ours)
    assert (told.reaches, told.mail, told.sms_to) == (True, None, ("+15005550061", "+15005550062"))


@for_each(
    ("numbers", "ours", "named"),
    [
        ("0500555006", "+15005550100", "ALERT_SMS_TO"),
        ("whatsapp:+15005550061", "+15005550100", "ALERT_SMS_TO"),
        (",".join(f"+150055501{n:02}" for n in range(21)), "+15005550100", "ALERT_SMS_TO"),
        ("+15005550061", "whatsapp:+14155238886", "TWILIO_SENDERS"),
    ],
)
def test_numbers_that_cannot_be_texted_are_named(tmp_path: Path, numbers: str, ours: str, named: str):
    with pytest.raises(ConfigurationError) as refused:
        alerts(tmp_path, ALERT_SMS_TO=numbers, TWILIO_SENDERS=ours)
    assert named in str(refused.value)
    assert "5005550061" not in str(refused.value)


CHAIN = "desk@clinic.example 0, +447700900123 5,dr.ortega@clinic.example   10, again 10"
SENDS = {"ALERT_EMAIL_TO": TO, "SMTP_URL": URL, "TWILIO_SENDERS": "whatsapp:+14155238886,+15005550100"}


def test_a_chain_says_who_is_told_after_whom_and_when_it_begins_again(tmp_path: Path):
    chain = alerts(tmp_path, ALARM_CHAIN=CHAIN, **SENDS).chain
    assert chain is not None
    assert [(each.to, each.wait.seconds // 60, each.is_mail) for each in chain.steps] == [
        ("desk@clinic.example", 0, True),
        ("+447700900123", 5, False),
        ("dr.ortega@clinic.example", 10, True),
    ]
    assert chain.again.seconds // 60 == 10
    assert [chain.after(*told)[:2] for told in ((1, 1), (1, 2), (1, 3), (1, 7))] == [
        (1, 2), (1, 3), (2, 1), (2, 1),
    ]  # fmt: skip
    assert "desk@" not in repr(chain)


def test_without_a_chain_there_is_none(tmp_path: Path):
    assert alerts(tmp_path, **SENDS).chain is None


@for_each(
    ("chain", "without", "named"),
    [
        ("desk@clinic.example 0", "", "ALARM_CHAIN must name somebody, and end with one “again”"),
        ("again 10", "", "ALARM_CHAIN must name somebody"),
        ("desk@clinic.example 0, again 0", "", "from 1 for again"),
        ("again 5, desk@clinic.example 0, again 5", "", "one “again”"),
        ("desk@clinic.example 0, zznobody 5, again 10", "", "ALARM_CHAIN cannot be read at entry 2"),
        ("desk@clinic.example, again 10", "", "at entry 1"),
        ("desk@clinic.example -1, again 10", "", "at entry 1"),
        ("desk@clinic.example 121, again 10", "", "at entry 1"),
        ("whatsapp:+447700900123 0, again 10", "", "at entry 1"),
        ("0770 900123 0, again 10", "", "at entry 1"),
        (", ".join(f"+1500555{n:04} 1" for n in range(21)) + ", again 1", "", "at most 20"),
        (CHAIN, "SMTP_URL", "SMTP_URL is missing. ALARM_CHAIN has an e-mail address"),
        (CHAIN, "TWILIO_SENDERS", "TWILIO_SENDERS has no number that sends SMS"),
    ],
)
def test_a_chain_that_cannot_work_is_told_with_what_to_set_and_quotes_nobody(
    tmp_path: Path, chain: str, without: str, named: str
):
    sends = SENDS | {"TWILIO_SENDERS": "whatsapp:+14155238886"} if without == "TWILIO_SENDERS" else SENDS
    sends = {name: value for name, value in sends.items() if name != without or name == "TWILIO_SENDERS"}
    with pytest.raises(ConfigurationError) as refused:
        alerts(tmp_path, ALARM_CHAIN=chain, **sends)
    assert named in str(refused.value)
    assert not [who for who in ("desk@", "zznobody", "900123") if who in str(refused.value).replace(
        "desk@clinic.example 0, +447700900123 5, again 10", ""
    )]  # fmt: skip
