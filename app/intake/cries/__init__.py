"""Hold the words that tell of danger: one file for each language in this folder."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Danger(StrEnum):
    """Name what a message tells of."""

    NOW = "now"
    """A life may be in danger."""
    SELF_HARM = "self-harm"


class DangerWords(NamedTuple):
    """Hold what tells of danger, without accents.

    The first four hold groups of words that come together, with | between them, in the notation of `groups.Group`. A group
    that begins with ; is a comment. `needs_help` and `is_well` hold phrases, and the others hold single words.
    """

    now: str
    self_harm: str
    history: str  # signs that something is not happening now
    at_once: str  # signs that it is
    denials: str  # "no", "never"
    doubts: str  # after a "no" they deny nothing: "not sure", "don't know"
    starts: str  # they begin a new statement, which an earlier "no" does not reach
    contrasts: str  # "but"
    wills: str  # "I want": a hit that begins with one is reached by a "no" before it, but not by one before a comma
    joins: str  # "and"
    fillers: str  # around a cry they add nothing
    needs_help: str  # says so when asked, a line each
    is_well: str  # says that no help is needed
    lookalikes: str  # ordinary words that are a letter away from one that matters
    same: str = ""  # "want: wanna wana | …": what is typed for a word
    sounds: str = ""  # "v b | …": letters to replace, as patterns, in words that sound alike
    pronouns: str = (
        ""  # pronouns, which stand before a verb or are its end: "me voy a matar", "voy a matarme"
    )
    infinitives: str = ""  # how the verbs end that take them at the end
