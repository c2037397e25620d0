"""Name the kinds of talk about the form, and what a language needs to tell them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Talk(StrEnum):
    """Name what a sentence that is no answer is about."""

    SHOW = "show"
    PERSON = "person"
    HERE = "here"
    PAGE = "page"
    WAIT = "wait"
    NONE = "none"
    SAME = "same"
    UPSET = "upset"
    QUESTION = "question"
    FORM = "form"
    SMALL = "small"
    CORRECTION = "correction"


class TalkWords(NamedTuple):
    """Hold the words of one language by which talk is told from an answer."""

    kinds: Mapping[Talk, tuple[str, ...]]
    said: tuple[str, ...]  # "I already told you", before what was told
