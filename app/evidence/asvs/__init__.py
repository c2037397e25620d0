"""OWASP ASVS 5.0.0, levels 1 and 2, requirement by requirement.

`requirements.json` has the standard's texts, under its own licence. `answers.toml` has what meets each.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.evidence import access, custody, holdings, recipients
from app.evidence.facts import Facts
from app.evidence.paper import Answer, Blank, Paper, Question, Section, listed, told

_HERE: Final = Path(__file__).parent
LIVE: Final[Mapping[str, Callable[[Facts], str]]] = {
    "accounts": access.accounts,
    "answers": holdings.answer_rules,
    "credentials": custody.credentials,
    "in_use": recipients.in_use,
    "key_lists": custody.key_lists,
    "limits": custody.limits,
    "pace": access.pace,
    "periods": holdings.periods,
    "privileges": custody.privileges,
    "proxy_wire": custody.proxy_wire,
    "secrets": custody.secrets,
    "sessions": access.sessions,
    "trail": access.trail,
    "watched": custody.watched,
    "wires": custody.wires,
}
"""What an answer calls a statement about the settings."""


class Verdict(StrEnum):
    """How a requirement is met. Its value is what `answers.toml` calls it."""

    TESTED = "tested"
    READ = "read"
    OPERATOR = "operator"
    ABSENT = "absent"
    UNMET = "unmet"


_SAID: Final = {
    Verdict.TESTED: "Held by tests.",
    Verdict.READ: "By reading; no test holds it as such.",
    Verdict.ABSENT: "Not applicable.",
    Verdict.UNMET: "Not met.",
}
_COUNTED: Final = {
    Verdict.TESTED: "are held by the tests that are named",
    Verdict.READ: "are met by reading: a control does it, and no test holds it as such",
    Verdict.OPERATOR: "are the operator's to answer",
    Verdict.ABSENT: "are not applicable",
    Verdict.UNMET: "are not met, or not wholly",
}


class Requirement(NamedTuple):
    """What the standard asks, and how it is met here."""

    id: str
    level: int
    section: str
    text: str
    verdict: Verdict
    says: str
    tests: tuple[str, ...] = ()
    live: str = ""


def requirements(standard: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[Requirement]:
    """Yield the requirements of the standard in order, each with its answer.

    Raises:
        KeyError: one has no answer.
    """
    absent = answers["absent"]
    for each in standard["requirements"]:
        answer = next((_absent(why) for begins, why in absent.items() if is_in(each["id"], begins)), None)
        yield Requirement(
            each["id"], each["level"], each["section"], each["text"], **_read(answer or answers[each["id"]])
        )


def is_in(requirement: str, begins: str) -> bool:
    """Return whether an id begins so, as 10.1.1 with 10 and 4.3.1 with 4.3."""
    return requirement.startswith(f"{begins}.")


def _absent(why: str) -> dict[str, Any]:
    return {"verdict": Verdict.ABSENT, "says": why}


def _read(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {**answer, "verdict": Verdict(answer["verdict"]), "tests": tuple(answer.get("tests", ()))}


def read_standard() -> dict[str, Any]:
    """Return the requirements of levels 1 and 2, with their source and licence."""
    found: dict[str, Any] = json.loads((_HERE / "requirements.json").read_text())
    return found


def read_answers() -> dict[str, Any]:
    return tomllib.loads((_HERE / "answers.toml").read_text())


def _asked(requirement: Requirement) -> Question:
    return Question(
        requirement.id,
        f"Level {requirement.level}: {requirement.text}",
        lambda facts: _answer(requirement, facts),
    )


def _answer(requirement: Requirement, facts: Facts) -> Answer:
    if requirement.verdict is Verdict.OPERATOR:
        return Blank("the operator", requirement.says)
    return told(
        f"**{_SAID[requirement.verdict]}** {requirement.says}",
        listed(*(f"`{test}`" for test in requirement.tests)),
        LIVE[requirement.live](facts) if requirement.live else "",
    )(facts)


def _in_short(known: tuple[Requirement, ...]) -> str:
    counts = Counter(each.verdict for each in known)
    unmet = ", ".join(each.id for each in known if each.verdict is Verdict.UNMET)
    return f"Of {len(known)} requirements of levels 1 and 2:\n\n" + listed(
        *(f"{counts[verdict]} {words}" for verdict, words in _COUNTED.items()),
        f"not met, or not wholly: {unmet}" if unmet else "",
    )


def _paper() -> Paper:
    standard = read_standard()
    known = tuple(requirements(standard, read_answers()))
    short = Section(
        "In short", (Question("0", "How much of the standard is met, and by what?", told(_in_short(known))),)
    )
    parts = (
        Section(name, tuple(map(_asked, those)))
        for name, those in groupby(known, key=lambda each: each.section)
    )
    return Paper(
        "asvs",
        "OWASP Application Security Verification Standard 5.0.0, levels 1 and 2",
        "Answered by those who wrote the software: it is no audit by anybody else. Tests are in its source.",
        (short, *parts),
        f"The requirements are quoted from {standard['title']} ({standard['source']}). {standard['copyright']}. {standard['licence']}. "
        f"{standard['changes']}",
    )


ASVS: Final = _paper()
