"""Tests of jobs run on one engine; what is about two at once, kills and a database that is away, on both."""

from __future__ import annotations

from tests.databases import on_either_engine

pytest_generate_tests = on_either_engine
