"""Find the languages that ship: one file each in this folder, English first."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from app.intake.lexicon import LEXICONS
from app.intake.words import Phrases

FALLBACK = "en"


def speak(code: str | None) -> Phrases:
    """Return the phrases of a language, or English for none or one that does not ship."""
    return SHIPPED.get(code or FALLBACK, SHIPPED[FALLBACK])


def _shipped() -> Mapping[str, Phrases]:
    found: list[Phrases] = [
        import_module(f"{__name__}.{module.name}").PHRASES for module in iter_modules(__path__)
    ]
    deaf = [phrases.code for phrases in found if phrases.code not in LEXICONS]
    if deaf:
        raise LookupError(f"app/intake/lexicon/ has no file for these languages: {', '.join(deaf)}")
    found.sort(key=lambda phrases: (phrases.code != FALLBACK, phrases.code))
    return MappingProxyType({phrases.code: phrases for phrases in found})


SHIPPED: Mapping[str, Phrases] = _shipped()
