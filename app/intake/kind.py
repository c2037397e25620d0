"""Name what a message may be besides text."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Name the kind of a message. Only TEXT can be an answer."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    REACTION = "reaction"
    OTHER = "other"
