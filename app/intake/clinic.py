"""A clinic's settings, each declared once.

They say what patients are told and asked, when they are not disturbed, and how data may leave. From a declaration follow
the default, the variable of the environment, the check of what is typed, and what pages and the trail call the setting.
A settings page shows it, in this order, and each version of the clinic's settings keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, fields, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from app.intake.keywords import is_blank

LONGEST_NAME = 80
LONGEST_PHONE = 31
LONGEST_HOURS = 120
OLDEST_CONSENT_AGE = 21
QUIET_FROM, QUIET_UNTIL = "20:00", "08:00"
PHONE = re.compile(r"[+0-9][0-9 ()./-]{1,30}")
_DIGITS = re.compile("[0-9]{1,6}")

Reader = Callable[[str], Any]
"""Turns a text into a value, or says in `Wrong` why it is none."""


def N_(text: str) -> str:  # noqa: N802  (gettext's own name)
    """Mark a text that pages translate."""
    return text


class Wrong(ValueError):
    """A text is no value of a setting.

    It has the sentence that pages say of it, and what is filled in there.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


UNSEEN = N_("This text has no visible characters. Write one, or leave the field empty.")


def matching(pattern: str | re.Pattern[str], sentence: str) -> Reader:
    """Return a reader of texts that match a pattern."""
    wanted = re.compile(pattern)

    def read(text: str) -> str:
        if not wanted.fullmatch(text):
            raise Wrong(sentence)
        return text

    return read


def line(most: int, sentence: str) -> Reader:
    """Return a reader of a line of at most `most` characters. It may be empty."""

    def read(text: str) -> str:
        if text and is_blank(text):
            raise Wrong(UNSEEN)
        if len(text) > most or not text.isprintable():
            raise Wrong(sentence, most=most)
        return text

    return read


def number(least: int, most: int, sentence: str) -> Reader:
    """Return a reader of whole numbers within these bounds."""

    def read(text: str) -> int:
        if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
            raise Wrong(sentence, least=least, most=most)
        return int(text)

    return read


def one_of(*values: str) -> Reader:
    """Return a reader of some of these codes, in their order here.

    Commas or blanks are between them.
    """

    def read(text: str) -> tuple[str, ...]:
        named = {*text.replace(",", " ").split()}
        if not named <= {*values}:
            raise Wrong("")
        return tuple(each for each in values if each in named)

    return read


def on_or_off(text: str) -> bool:
    """Return whether a text says on.

    Raises:
        Wrong: it says neither on nor off.
    """
    if text.lower() not in {"on", "off"}:
        raise Wrong("")
    return text.lower() == "on"


def _name(text: str) -> str:
    if is_blank(text):
        raise Wrong(N_("Write the name that patients know."))
    if len(text) > LONGEST_NAME:
        sentence = N_("The name has %(length)s characters; at most %(most)s are allowed.")
        raise Wrong(sentence, length=len(text), most=LONGEST_NAME)
    if not text.isprintable():
        raise Wrong(N_("The name has a character that cannot be shown. Type it instead of pasting it."))
    return text


def _country_code(text: str) -> str:
    return str(matching("[A-Z]{2}", "")(text.upper()))


class Variable(NamedTuple):
    """Where the environment says what counts until an admin saves the settings."""

    name: str
    wrong: str
    """What is told, after its name, of a text that cannot be read."""
    remedy: str = ""
    read: Reader | None = None
    """Reads it, where it is written otherwise than on the page."""


class Typed(StrEnum):
    """How a setting is typed."""

    TEXT = "text"
    ORGANISATION = "organisation"
    PHONE = "phone"
    DIGITS = "digits"
    TIME = "time"


class Subject(StrEnum):
    """What a setting is about. Pages show and save those of a subject together."""

    CLINIC = "clinic"
    DANGER = "danger"
    INTAKE = "intake"
    MESSAGES = "messages"
    EXPORTS = "exports"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a setting besides its value. Pages translate the texts."""

    default: Any
    """None: the environment has to say it."""
    label: str
    """What pages and the trail call it; "": neither shows it."""
    read: Reader | None = None
    """Reads what is typed on the page. None: the page offers what to choose from, and checks that."""
    hint: str = ""
    """What the page says of it."""
    more: str = ""
    """What else the page says of it."""
    asked: str = ""
    """What the page calls it, if it is not the label."""
    words: tuple[str, str] | None = None
    """What the page offers in place of something to tick: for yes and for no."""
    typed: Typed = Typed.TEXT
    longest: int | None = None
    """How many characters the page lets somebody type."""
    field: str = ""
    """What the page's fields are called, if not by the setting's name: a language or a key follows."""
    beside: bool = False
    """Whether the page shows it beside the one before."""
    subject: Subject = Subject.CLINIC
    elsewhere: bool = False
    """Whether a page of its own changes it."""
    variable: Variable | None = None
    guarded: bool = False
    """Whether a change takes a fresh code: what patients are told in danger, and what keeps data."""
    part_of: str = ""
    """What the trail calls it and its neighbours, if together they are one thing."""

    @property
    def by_language(self) -> bool:
        """Whether there is a value for each language, and one under "" for the others."""
        return isinstance(self.default, Mapping)


def setting(default: Any, label: str, read: Reader | None = None, **more: Any) -> Any:
    """Declare a field of the clinic as a `Setting`."""
    known: dict[str, Any] = {"metadata": {"setting": Setting(default, label, read, **more)}}
    if isinstance(default, Mapping):
        return field(default_factory=dict, hash=False, **known)
    return field(**known) if default is None else field(default=default, **known)


_WRONG_CRISIS = N_("Write the number of a crisis line, for example 116 123, or leave it empty.")
_WRONG_TIME = N_("Write a time of day, for example 20:00.")
_TIME = matching("(?:[01][0-9]|2[0-3]):[0-5][0-9]", _WRONG_TIME)


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic as it wants to be.

    `languages` are the codes offered, in order; () means every shipped one. `consent_texts` replace, by language, the
    middle of the shipped consent; a higher `consent_version` asks everyone again. `timezone` is an IANA name; while it
    is "", nobody has said where the clinic is, and nothing is sent that must not come at night. `left_out` are the
    keys of questions that patients are not asked; somebody younger than `consent_age` may not answer alone.
    With `health_listed`, the list of a patient's answers shows those about health, shortened.
    `country` (ISO 3166) is that of numbers without a country code; if it is "", the clinic's phone number tells it.

    With `reminders`, a sender who falls silent is reminded once. Reminders and invitations wait from `quiet_from` until
    `quiet_until` in the clinic's zone; they never wait if both are the same.
    With `export_approval` an export waits for a second person; `exports_per_hour` is what one person may start.
    """

    name: str = setting(
        None,
        N_("Clinic name"),
        _name,
        hint=N_("As patients know it, up to 80 characters."),
        typed=Typed.ORGANISATION,
        longest=LONGEST_NAME,
        variable=Variable(
            "CLINIC_NAME",
            "is too long or not plain text.",
            f"Set it to the name that patients know, at most {LONGEST_NAME} characters.",
        ),
    )
    phone: str = setting(
        None,
        N_("Phone"),
        matching(
            PHONE,
            N_(
                "Write the number that patients call, for example 01632 960 555: digits, blanks and ( ) . / - only."
            ),
        ),
        hint=N_("The number that patients call."),
        typed=Typed.PHONE,
        longest=LONGEST_PHONE,
        variable=Variable("CLINIC_PHONE", "is malformed.", "Set it to the number that patients call."),
        guarded=True,
    )
    emergency_number: str = setting(
        None,
        N_("Emergency number"),
        matching("[0-9]{2,15}", N_("Write the emergency number using 2 to 15 digits only, for example 112.")),
        hint=N_("The one for where your patients live: 112, 911, 999."),
        typed=Typed.DIGITS,
        longest=15,
        subject=Subject.DANGER,
        variable=Variable(
            "EMERGENCY_NUMBER",
            "is malformed.",
            "Set it to the emergency number where your patients live.",
            matching(PHONE, ""),
        ),
        guarded=True,
    )
    _: KW_ONLY
    country: str = setting(
        "",
        N_("Country"),
        hint=N_(
            "Staff can search for a phone number as it is dialled in this country, without its country code."
        ),
        variable=Variable(
            "CLINIC_COUNTRY",
            "must be the two letters of a country (ISO 3166), such as GB or ES.",
            read=_country_code,
        ),
    )
    crisis_numbers: Mapping[str, str] = setting(
        {},
        N_("Crisis line"),
        matching(f"(?:{PHONE.pattern})?", _WRONG_CRISIS),
        hint=N_(
            "The number for people who may harm themselves, for example 988, 116 123 or 024. Patients who write about this are told the number. If it is empty, they are told the emergency number and your phone."
        ),
        field="crisis",
        subject=Subject.DANGER,
        typed=Typed.PHONE,
        longest=LONGEST_PHONE,
        variable=Variable(
            "CRISIS_NUMBER", "is not a number that people can call. Leave it out if you know none."
        ),
        guarded=True,
    )
    opening_hours: Mapping[str, str] = setting(
        {},
        N_("Opening hours"),
        line(LONGEST_HOURS, N_("Write the opening hours on one line, in at most %(most)s characters.")),
        hint=N_(
            "When someone answers the phone, as patients read it, for example: Monday to Friday, 9 to 17. Up to 120 characters. Leave it empty and patients are not told."
        ),
        field="hours",
        longest=LONGEST_HOURS,
        variable=Variable(
            "CLINIC_HOURS", f"must be plain text on one line, of at most {LONGEST_HOURS} characters."
        ),
    )
    languages: tuple[str, ...] = setting(
        (),
        N_("Languages"),
        hint=N_(
            "Languages offered to patients. A conversation already started in another language continues in it."
        ),
    )
    timezone: str = setting(
        "",
        N_("Time zone"),
        hint=N_("For every time on every page, and for the hours in which patients are not disturbed."),
        variable=Variable(
            "CLINIC_TIMEZONE", "must name a time zone, such as Europe/London or America/Mexico_City."
        ),
    )
    left_out: tuple[str, ...] = setting(
        (),
        N_("Questions left out"),
        asked=N_("Further questions"),
        hint=N_(
            "Asked besides the name, the date of birth, the address, the medical history and the medicines. Patients agree to a text that names every question, so a change asks them again."
        ),
        field="ask",
        subject=Subject.INTAKE,
        variable=Variable(
            "LEFT_OUT_QUESTIONS", "may name: allergies, reason.", read=one_of("allergies", "reason")
        ),
    )
    health_listed: bool = setting(
        True,
        N_("Health answers in the chat"),
        hint=N_(
            "Before patients send their answers in the chat, they see them all in a list. Each health answer is shortened there, or only called answered. Someone who has the phone in hand can read the list."
        ),
        words=(N_("Show them shortened"), N_("Do not show them")),
        subject=Subject.INTAKE,
    )
    consent_age: int = setting(
        16,
        N_("Age of consent"),
        number(0, OLDEST_CONSENT_AGE, N_("Write an age in years, 0 to 21.")),
        hint=N_(
            "Anyone younger needs a parent or carer to answer for them. Ask what the law says where you are: 16, 14 or 13, for example."
        ),
        typed=Typed.DIGITS,
        longest=2,
        subject=Subject.INTAKE,
        variable=Variable("CONSENT_AGE", f"must be an age in years, from 0 to {OLDEST_CONSENT_AGE}."),
        guarded=True,
    )
    reminders: bool = setting(
        True,
        N_("Reminders"),
        hint=N_(
            "Someone who agreed to the privacy text and falls silent gets one message, 20 to 23 hours after their last, outside quiet hours. Never after STOP, and once for each intake."
        ),
        words=(N_("Remind once"), N_("Do not remind")),
        subject=Subject.MESSAGES,
        variable=Variable("REMINDERS", "must be on or off.", read=on_or_off),
    )
    quiet_from: str = setting(
        QUIET_FROM,
        N_("Quiet hours"),
        _TIME,
        asked=N_("Quiet hours from"),
        hint=N_("Reminders and invitations wait until quiet hours end. Replies and alerts are always sent."),
        typed=Typed.TIME,
        subject=Subject.MESSAGES,
        part_of="quiet_hours",
    )
    quiet_until: str = setting(
        QUIET_UNTIL,
        N_("Quiet hours"),
        _TIME,
        asked=N_("until"),
        typed=Typed.TIME,
        subject=Subject.MESSAGES,
        beside=True,
        part_of="quiet_hours",
    )
    export_approval: bool = setting(
        False,
        N_("Exports need a second person"),
        asked=N_("A second person approves each export"),
        hint=N_(
            "Every export needs a second person’s approval, except a patient’s own copy. At least two people need a role that may export."
        ),
        more=N_("An admin can invite that second person: check the invitations in the audit trail."),
        subject=Subject.EXPORTS,
        guarded=True,
    )
    exports_per_hour: int = setting(
        10,
        N_("Exports per hour"),
        # 0 would turn exports off by a setting that does not say so.
        number(1, 100, N_("Write how many exports one person may start in an hour, 1 to 100.")),
        hint=N_(
            "How many one person may start, 1 to 100. Above this they must wait, and admins are alerted."
        ),
        typed=Typed.DIGITS,
        longest=3,
        subject=Subject.EXPORTS,
        guarded=True,
    )
    consent_version: int = setting(1, "")
    consent_texts: Mapping[str, str] = setting({}, N_("Privacy text"), elsewhere=True)

    # Not settings: how patients meet the clinic just now.
    channel: str = "whatsapp"
    """What carries the answers: `whatsapp`, `sms`, or `form` for our own pages."""
    intake_mode: str = "chat"
    """Where patients answer: in the chat (`chat`), on our own page (`link`), or where they like (`ask`)."""
    link_hours: int = 48
    """How long a link to that page works."""
    kept_days: int = 0
    """How long answers are kept at most; 0 where that is not known."""
    holds_too: tuple[str, ...] = ()
    """The channels on which a consent holds on this channel as well."""

    def on(self, channel: str) -> Clinic:
        """Return the clinic as patients meet it on a channel."""
        return _on(self, channel)

    def keeping(self, days: int) -> Clinic:
        """Return the clinic as one that keeps answers for so many days at most."""
        return _keeping(self, days)

    def hours_in(self, language: str) -> str:
        """Return when somebody answers the phone; "" when patients are not told."""
        return self.opening_hours.get(language) or self.opening_hours.get("", "")

    def crisis_in(self, language: str) -> str:
        """Return the number of a crisis line; "" when none is known."""
        return self.crisis_numbers.get(language) or self.crisis_numbers.get("", "")

    def fill(self, text: str, **fields: object) -> str:
        """Fill in the clinic's name and numbers, and the other fields that a text names."""
        return text.format(clinic=self.name, phone=self.phone, emergency=self.emergency_number, **fields)


@lru_cache(maxsize=16)  # each message asks
def _on(clinic: Clinic, channel: str) -> Clinic:
    return replace(clinic, channel=channel)


@lru_cache(maxsize=16)  # each message asks
def _keeping(clinic: Clinic, days: int) -> Clinic:
    return replace(clinic, kept_days=days)


SETTINGS: Mapping[str, Setting] = {
    each.name: each.metadata["setting"] for each in fields(Clinic) if "setting" in each.metadata
}
"""Name -> setting: what a version of the clinic's settings holds."""
