"""Tests of real servers run on both engines."""

from __future__ import annotations

from tests.databases import on_both_engines

pytest_generate_tests = on_both_engines
