"""WORKERS says which processes do jobs; what Celery lacks is told at the start, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.config import ConfigurationError, Workers, load
from tests.cases import for_each
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

NETWORK = "rediss://redis.internal"
POSTGRESQL = "postgresql://anteroom:password@db.internal/anteroom?sslmode=verify-full"


@for_each(
    ("changed", "expected"),
    [
        ({}, Workers.INPROCESS),
        ({"REDIS_URL": NETWORK}, Workers.INPROCESS),
        ({"WORKERS": "inprocess"}, Workers.INPROCESS),
        ({"WORKERS": "Celery", "REDIS_URL": "redis://localhost"}, Workers.CELERY),
        ({"WORKERS": "celery", "REDIS_URL": "unix:///run/redis.sock"}, Workers.CELERY),
        ({"WORKERS": "celery", "REDIS_URL": NETWORK, "DATABASE_URL": POSTGRESQL}, Workers.CELERY),
    ],
)
def test_server_processes_do_jobs_unless_celery_is_asked_for(tmp_path: Path, changed, expected):
    assert load(complete_environment(**changed), tmp_path).jobs_by is expected


@for_each(
    ("changed", "names"),
    [
        ({"WORKERS": "threads"}, ("WORKERS", "inprocess, celery")),
        ({"WORKERS": "celery"}, ("WORKERS=celery", "REDIS_URL")),
        ({"WORKERS": "celery", "REDIS_URL": NETWORK}, ("WORKERS=celery", "PostgreSQL", "DATABASE_URL")),
        (
            {"WORKERS": "celery", "REDIS_URL": "redis://localhost", "CELERY_BROKER_URL": "redis://elsewhere"},
            ("CELERY_BROKER_URL", "REDIS_URL"),
        ),
    ],
)
def test_a_start_is_refused_in_one_sentence_that_names_what_to_set(tmp_path: Path, changed, names):
    with pytest.raises(ConfigurationError) as refused:
        load(complete_environment(**changed), tmp_path)
    [problem] = refused.value.problems
    assert all(name in problem for name in names)
    assert "elsewhere" not in problem
