"""OWASP ASVS 5.0.0, levels 1 and 2, requirement by requirement.

`levels.toml` has their ids, and `answers.toml` has what meets each. The standard's own texts are not here: its reader has them.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    verdict: Verdict
    says: str
    tests: tuple[str, ...] = ()
    live: str = ""


def requirements(levels: Mapping[str, Sequence[str]], answers: Mapping[str, Any]) -> Iterator[Requirement]:
    """Yield the requirements in the standard's order, each with its answer.

    Raises:
        KeyError: one has no answer.
    """
    absent = answers["absent"]
    level_of = {each: int(level) for level, ids in levels.items() for each in ids}
    for each in sorted(level_of, key=_in_order):
        answer = next((_absent(why) for begins, why in absent.items() if is_in(each, begins)), None)
        yield Requirement(each, level_of[each], **_read(answer or answers[each]))


def _in_order(requirement: str) -> list[int]:
    return [int(figure) for figure in requirement.split(".")]


def is_in(requirement: str, begins: str) -> bool:
    """Return whether an id begins so, as 10.1.1 with 10 and 4.3.1 with 4.3."""
    return requirement.startswith(f"{begins}.")


def _absent(why: str) -> dict[str, Any]:
    return {"verdict": Verdict.ABSENT, "says": why}


def _read(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {**answer, "verdict": Verdict(answer["verdict"]), "tests": tuple(answer.get("tests", ()))}


def read_levels() -> dict[str, list[str]]:
    """Return the ids of each level."""
    return tomllib.loads((_HERE / "levels.toml").read_text())


def read_answers() -> dict[str, Any]:
    return tomllib.loads((_HERE / "answers.toml").read_text())


def _asked(requirement: Requirement) -> Question:
    return Question(
        requirement.id,
        f"Level {requirement.level}",
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
    known = tuple(requirements(read_levels(), read_answers()))
    short = Section(
        "In short", (Question("0", "How much of the standard is met, and by what?", told(_in_short(known))),)
    )
    parts = (
        Section(f"V{name}", tuple(map(_asked, those)))
        for name, those in groupby(known, key=lambda each: each.id.rpartition(".")[0])
    )
    return Paper(
        "asvs",
        "OWASP Application Security Verification Standard 5.0.0, levels 1 and 2",
        "Answered by those who wrote the software: it is no audit by anybody else. Tests are in its source.",
        (short, *parts),
        "What each requirement asks is in the standard, by its id.",
    )


ASVS: Final = _paper()
