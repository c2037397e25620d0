"""Find what a clinic may not ask so, or should ask otherwise.

A definition that is read is well formed (`app/intake/definition.py`). What is found here is what a person would
stumble over. Some of it blocks publishing, the rest is advice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from app.intake.definition import Definition
from app.intake.lint import conditions, kept, plain_text, privacy, screens, shape, texts
from app.intake.lint.fault import Case, Finding
from app.intake.lint.topics import Ban, Topic
from app.intake.phrases import FALLBACK

RULES: Final[tuple[Callable[[Case], Iterator[Finding]], ...]] = (
    kept.shipped,
    kept.against_published,
    shape.keys,
    shape.counted,
    shape.parts,
    shape.choices,
    shape.numbers,
    shape.columns,
    shape.visits,
    shape.scores,
    conditions.conditions,
    texts.complete,
    texts.named,
    texts.labels,
    texts.choice_labels,
    plain_text.plainness,
    screens.lengths,
    privacy.guarded,
    privacy.on_locked_screens,
    privacy.about_others,
    texts.reading_ease,
)
"""What is looked for."""


def findings(
    definition: Definition,
    *,
    before: Definition | None,
    languages: Collection[str],
    channels: Collection[str],
    bans: Mapping[Topic, Ban],
    reader: str = FALLBACK,
) -> tuple[Finding, ...]:
    """Return what is wrong, and what blocks publishing first.

    Each is in the order of the items. `before` is the newest published version, `languages` those that the clinic offers, `channels` where questions are
    asked besides the form. `reader` is the language in which items are called by their labels.
    """
    case = Case(definition, before, tuple(languages), channels, bans, reader)
    places = {item.key: place for place, item in enumerate(definition.items)}
    found = [finding for rule in RULES for finding in rule(case)]
    found.sort(key=lambda finding: (not finding.blocks, places.get(finding.key, -1)))
    return tuple(found)
