"""The languages that ship: one file in this folder is one language, found by itself. English comes first."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.words import Phrases

FALLBACK = "en"


def speak(code: str | None) -> Phrases:
    """The phrases of a language; English for one that does not ship, or for none."""
    return SHIPPED.get(code or FALLBACK, SHIPPED[FALLBACK])


def _shipped() -> Mapping[str, Phrases]:
    found: list[Phrases] = [
        import_module(f"{__name__}.{module.name}").PHRASES for module in iter_modules(__path__)
    ]
    found.sort(key=lambda phrases: (phrases.code != FALLBACK, phrases.code))
    return MappingProxyType({phrases.code: phrases for phrases in found})


SHIPPED: Mapping[str, Phrases] = _shipped()
