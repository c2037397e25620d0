"""A paper as a document: Markdown to read and print, or JSON for a program."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any, Final

from app.evidence.facts import Facts
from app.evidence.paper import Answer, Blank, Paper, Question, Section

NO_ADVICE: Final = (
    "Anteroom wrote this from its settings and its database as they are now. It is no legal advice, and makes nobody compliant. It knows the "
    "software alone: where a person has to answer, it says who. Write it again after every change of the settings."
)
_LONGEST_HEADING: Final = 120
_SHOWN: Final = "%Y-%m-%d %H:%M"


def to_markdown(paper: Paper, facts: Facts) -> str:
    """Return the paper, with a list of what people still have to say at its end."""
    answered = list(paper.answered(facts))
    parts = [_head(paper, facts)]
    for section, questions in groupby(answered, key=lambda each: each[0]):
        parts += [
            f"## {section.title}",
            *(_told(question, answer) for _section, question, answer in questions),
        ]
    parts.append(_blanks(answered))
    if paper.notice:
        parts.append(paper.notice)
    return "\n\n".join(parts) + "\n"


def to_json(paper: Paper, facts: Facts) -> str:
    """Return an object whose `answers` have an answer, or who has to say what."""
    answers = [
        {"id": question.id, "section": section.title, "asked": question.asked, **_fields(answer)}
        for section, question, answer in paper.answered(facts)
    ]
    told = {
        "paper": paper.code,
        "title": paper.title,
        "source": paper.source,
        "written": facts.now.isoformat(timespec="seconds"),
        "version": facts.version,
        "clinic": facts.clinic.name,
        "profile": facts.settings.compliance.profile.code,
        "notice": " ".join(filter(None, (NO_ADVICE, paper.notice))),
        "answers": answers,
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _fields(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Blank):
        return {"answer": None, "who": answer.who, "what": answer.what}
    return {"answer": answer}


def _head(paper: Paper, facts: Facts) -> str:
    return (
        f"# {paper.title}\n\n{paper.source}\n\n{facts.clinic.name}, {facts.settings.public_url}. Written {facts.now.strftime(_SHOWN)} UTC by "
        f"Anteroom {facts.version}. Compliance profile: {facts.law or 'none'}.{_beware(facts)}\n\n> {NO_ADVICE}"
    )


def _beware(facts: Facts) -> str:
    return (
        ""
        if facts.settings.production
        else " **This is no production server: it does without some of what follows.**"
    )


def _told(question: Question, answer: Answer) -> str:
    words = f"**{first_capital(answer.who)}:** {answer.what}" if isinstance(answer, Blank) else answer
    asked = f"### {question.id} {question.asked}"
    if len(asked) > _LONGEST_HEADING:
        asked = f"### {question.id}\n\n*{question.asked}*"
    return f"{asked}\n\n{words}"


def _blanks(answered: list[tuple[Section, Question, Answer]]) -> str:
    lines = [
        f"- {question.id}, {answer.who}: {answer.what}"
        for _section, question, answer in answered
        if isinstance(answer, Blank)
    ]
    if not lines:
        return "## What people have to say\n\nNothing: the software knows every answer."
    return f"## What people have to say ({len(lines)} of {len(answered)})\n\n" + "\n".join(lines)


def first_capital(words: str) -> str:
    return words[:1].upper() + words[1:]
