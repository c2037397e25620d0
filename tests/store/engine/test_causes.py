"""Every code has a sentence that says what to mend, and that may be logged."""

from __future__ import annotations

import pytest

from app.observe.log_fields import REMOVED, redact
from app.store.engine import causes


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("SQLITE_FULL", "disk is full or failing"),
        ("SQLITE_IOERR_WRITE", "disk is full or failing"),
        ("53100", "disk is full or failing"),
        ("SQLITE_CANTOPEN", "may not write the database file or its folder"),
        ("SQLITE_READONLY_DBMOVED", "may not write the database file or its folder"),
        ("SQLITE_PERM", "may not write the database file or its folder"),
        ("open_to_others", "chmod 600"),
        ("SQLITE_NOTADB", "not a database"),
        ("SQLITE_CORRUPT", "restore a backup"),
        ("SQLITE_BUSY", "holds the database"),
        ("pool_timeout", "holds the database"),
        ("55P03", "holds the database"),
        ("unreachable", "No server answers"),
        ("pooler", "PgBouncer"),
        ("tls", "not with TLS"),
        ("tls_name", "is for another name"),
        ("tls_authority", "sslrootcert"),
        ("no_database_file", "db upgrade"),
        ("database_replaced", "Start Anteroom again"),
        ("42P01", "db check"),
        ("SQLITE_ERROR", "db check"),
        ("53300", "connections"),
        ("57P03", "starting"),
        ("25006", "read only"),
        ("XX000", "Check DATABASE_URL"),
        ("", "Check DATABASE_URL"),
    ],
)
def test_a_code_is_explained(reason, told):
    assert told in causes.explain(reason)


def test_every_sentence_may_be_logged_as_an_event():
    for sentence in (*causes._CAUSES.values(), causes._OTHER):
        assert redact(None, "warning", {"event": sentence})["event"] != REMOVED
