"""How well danger is heard in what nobody has mended: `python -m bench.danger [--missed]`

The lines of the folders `unseen` are by authors who knew neither the ear's lists nor its lessons. It never learns from
them. With `--missed` every line that was judged wrongly is printed, for the notes of a release:
whoever mends by them has to write new ones.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.intake.danger import hear_all

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA: Final = Path(__file__).resolve().parents[1] / "tests" / "data" / "danger"
CRIES: Final = {
    "cries": "short cries",
    "stories_danger": "danger told in a story",
    "allergy_now": "a reaction that happens now",
}
NONE: Final = {
    "traps": "short, none",
    "stories_safe": "a story without danger",
    "allergy_reactions": "a reaction in the past",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold a line, and whether staff are told at once or the patient is asked."""

    line: str
    told: bool
    asked: bool

    @property
    def heard(self) -> bool:
        """Return whether it raises an alarm or a question."""
        return self.told or self.asked


def judged(language: str, name: str) -> list[Judged]:
    """Return what the ear makes of the lines of one unseen file."""
    return list(_judged((DATA / language / "unseen" / f"{name}.txt").read_text().splitlines()))


def _judged(lines: list[str]) -> Iterator[Judged]:
    for line in lines:
        dangers = hear_all(line)
        told = any(danger.sure for danger in dangers)
        yield Judged(line, told, bool(dangers) and not told)


def main(*, shows_missed: bool) -> None:
    """Print a table a language, and what was judged wrongly if that is wished."""
    for language in sorted(path.name for path in DATA.iterdir()):
        for name, title in (CRIES | NONE).items():
            found = judged(language, name)
            heard, told = sum(each.heard for each in found), sum(each.told for each in found)
            share = f"{heard / len(found):6.1%}"
            print(f"{language}  {title:28} {share} heard: {heard} of {len(found)}, {told} told at once")
            for each in found:
                if shows_missed and each.heard is not (name in CRIES):
                    print(f"      {each.line}")


if __name__ == "__main__":
    main(shows_missed="--missed" in sys.argv[1:])
