"""What comes of an answer once it has been read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.answers.reading import Doubtful, Refused, Taken, Unknown
from app.intake.scene import Move

if TYPE_CHECKING:
    from app.intake.answers.reading import Reading
    from app.intake.progress import Progress
    from app.intake.scene import Scene


def follow(scene: Scene, progress: Progress, reading: Reading) -> Move:
    """What comes of a reading."""
    match reading:
        case Taken(value, read_back):
            return take(scene, progress, value, read_back)
        case Refused(because):
            return Move(progress, (scene.fill(because),))
        case Doubtful(values):
            return Move(replace(progress, aside="which_day", readings=values))
        case Unknown():
            return Move(replace(progress, aside="year_or_age"))


def take(scene: Scene, progress: Progress, value: str, read_back: str = "") -> Move:
    """Keep the answer to the open question, in place of an earlier one, and go on."""
    key = progress.step
    kept = replace(
        progress,
        answers={**progress.answers, key: value},
        skipped=tuple(other for other in progress.skipped if other != key),
        pieces={other: pieces for other, pieces in progress.pieces.items() if other != key},
        emergency=progress.emergency or scene.alarm is not None,
    )
    return Move(path.onward(scene, kept), (read_back,) if read_back else ())
