"""The bad definitions of `tests/data/questions/bad`, each with the name by which it is refused.

A file says what is added to the shipped items (`own`), or is the text itself (`raw`, repeated `times`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from app.config.profiles import PROFILES
from app.intake import lint
from app.intake.definition import Definition, Malformed, read, written
from app.intake.lint import findings
from app.intake.lint.fault import SMS, WHATSAPP, Fault
from app.intake.questionnaire import SHIPPED

if TYPE_CHECKING:
    from app.intake.lint.fault import Finding

FOLDER = Path(__file__).resolve().parents[2] / "data" / "questions" / "bad"
LANGUAGES = ("en", "es")
CHANNELS = (WHATSAPP, SMS)


@dataclass(frozen=True)
class Bad:
    name: str
    refused: str
    text: str
    before: Definition | None
    law: str


def judged(
    definition: Definition,
    before: Definition | None = None,
    law: str = "none",
    channels: tuple[str, ...] = CHANNELS,
) -> tuple[Finding, ...]:
    return findings(
        definition, before=before, languages=LANGUAGES, channels=channels, bans=PROFILES[law].bans
    )


def refusals(bad: Bad) -> set[str]:
    """Return the names by which it is refused."""
    try:
        return {finding.code for finding in found_in(bad) if finding.blocks}
    except Malformed as malformed:
        return {malformed.code}


def found_in(bad: Bad) -> tuple[Finding, ...]:
    return judged(read(bad.text), bad.before, bad.law)


def bad_definitions() -> list[Bad]:
    return [_read(path.stem, json.loads(path.read_text())) for path in sorted(FOLDER.glob("*.json"))]


def with_own(own: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a definition of the shipped items and others."""
    shipped: list[dict[str, Any]] = written(SHIPPED.definition)["items"]  # type: ignore[assignment]
    kept = [each for each in shipped if each["key"] not in more.get("without", ())]
    changed = [{**each, **more.get("change", {}).get(each["key"], {})} for each in kept]
    parts: dict[str, Any] = {name: more[name] for name in ("visits", "scores") if name in more}
    return {"items": [*changed, *own], **parts}


def _read(name: str, said: dict[str, Any]) -> Bad:
    if "raw" in said:
        text = said["raw"] * said.get("times", 1)
    else:
        text = json.dumps(
            with_own(**{key: said[key] for key in said if key not in {"refused", "before", "law"}})
        )
    before = read(with_own(said["before"])) if "before" in said else None
    return Bad(name, said["refused"], text, before, said.get("law", "none"))


def faults() -> list[Fault]:
    """Return every fault that the linter names."""
    modules = [import_module(f"{lint.__name__}.{module.name}") for module in iter_modules(lint.__path__)]
    return [each for module in modules for each in vars(module).values() if isinstance(each, Fault)]
