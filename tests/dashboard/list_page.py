"""Reads a page of the list of patients."""

from __future__ import annotations

import re

from tests.dashboard.people_on_file import read_off

COVER = re.compile(r'class="cover mono" href="/patients/([0-9a-f-]{36})[?"]')


def listed(page: str) -> list[str]:
    """Return the ids of the records on a page."""
    return COVER.findall(page)


def tabs(page: str) -> dict[str, str]:
    """Return the tabs with their counts."""
    found = read_off(r'<nav class="tabs(.*?)</nav>', page)
    return dict(re.findall(r">([^<>]+) <span class=\"count\">([^<]+)</span>", found))
