"""What a hidden name still shows, in any script: never the name."""

from __future__ import annotations

import unicodedata

import pytest

from app.dashboard.person import initials


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Maya Okafor-Lindt", ("M", "O", "L")),
        ("Zoë O'Brien", ("Z", "B")),
        ("Ana María de la Cruz", ("A", "M", "D")),
        ("王 明", ()),
        ("王 小明", ("小",)),
        ("王小明", ("王",)),
        ("王", ()),
        ("김 민수", ("민",)),
        ("\u1100\u1175\u11b7", ()),
        ("J K", ()),
        ("J. K. Rowling", ("R",)),
        ("محمد علي", ("م", "ع")),
        ("राम", ("र",)),
        ("山 本 太 郎", ()),
        ("", ()),
    ],
)
def test_no_initial_is_a_whole_word(name, shown):
    for form in ("NFC", "NFD"):
        assert initials(unicodedata.normalize(form, name)) == shown
