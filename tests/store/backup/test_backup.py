"""A backup holds one moment and no key, and one that was changed is refused."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.crypto import Damaged, Identities, NotAge, OtherIdentity, new_identity
from app.store.backup import Malformed, NotOurs, open_sealed
from app.store.backup.columns import columns_of, left_out, tables_of
from app.store.backup.format import packed
from app.store.engine import schema
from app.store.tables import metadata
from app.store.trail import audit
from tests.databases import IMPATIENT, Keys
from tests.server.canary import encodings
from tests.store.backups import (
    IDENTITIES,
    IDENTITY,
    RECIPIENTS,
    SETTLED_BY_RESTORE,
    checked,
    comes_back,
    holds,
    inside,
    restored,
    taken,
)
from tests.store.example import ANSWERS, EMAIL, NOW, SAID, created
from tests.trail import event


def test_every_table_is_taken_but_for_those_that_are_left_out_and_every_column_is_of_a_known_kind(store):
    with store.engine.connect() as connection:
        found = set(tables_of(connection))
        kinds = {name: dict(columns_of(connection, name)) for name in found}
    assert found == {*metadata.tables} - left_out()
    for table in metadata.sorted_tables:
        if table.name in found:
            assert set(kinds[table.name]) == {column.name for column in table.columns}


def test_nobody_is_let_in_by_a_backup(example, sqlite_store, fresh):
    backup = taken(sqlite_store)
    restored(fresh, backup)
    assert {
        "staff_sessions",
        "staff_links",
        "form_links",
        "staff_devices",
        "limit_hits",
        "export_files",
        "search_questions",
        "staff_showings",
        "alembic_version",
    } == left_out()
    with fresh.engine.connect() as connection:
        for name in left_out() - {"alembic_version"}:
            assert connection.scalar(select(func.count()).select_from(metadata.tables[name])) == 0
    assert not [name for name in left_out() if name.encode() in inside(backup)]


def test_a_backup_holds_one_moment_however_much_is_written_meanwhile(
    example, store, fresh, open_store, database_url, keys
):
    before, expected = holds(store, SETTLED_BY_RESTORE), comes_back(store, SETTLED_BY_RESTORE)
    writer = open_store(database_url, keys)

    def write(_rows):
        created(writer, ANSWERS)
        with writer.begin() as unit:
            audit.record(unit.db, "nurse", event("patient.opened"), at=NOW)

    backup = taken(store, begin=write)
    assert holds(store, SETTLED_BY_RESTORE) != before
    restored(fresh, backup)
    assert holds(fresh, SETTLED_BY_RESTORE) == expected


def test_writers_do_not_wait_for_a_backup(example, store, open_store, database_url, keys):
    impatient = open_store(database_url, keys, IMPATIENT)
    taken(store, begin=lambda _rows: [created(impatient, ANSWERS) for _ in range(3)])


def test_a_backup_holds_no_word_of_a_patient_and_no_key_in_any_dress(example, sqlite_store, keys):
    backup = taken(sqlite_store)
    opened = inside(backup)
    for word in SAID:
        assert not [encoded for encoded in encodings(word) if encoded in opened or encoded in backup]
    assert IDENTITY.encode() not in backup + opened
    for key in (*keys.masters, *keys.index_keys):
        forms = (key, key.hex().encode(), base64.urlsafe_b64encode(key)[:-2], base64.b64encode(key)[:-2])
        assert not [form for form in forms if form in opened or form in backup]
    assert EMAIL.encode() in opened, "what is not sealed in the table is to be found, or this looked in vain"
    assert EMAIL.encode() not in backup


def age_file(index, records=None, lines=None):
    """An age file with records that the index vouches for, or with any lines."""
    file = io.BytesIO()
    RECIPIENTS.seal(packed(records, index) if lines is None else iter([gzip.compress(lines)]), file)
    return file.getvalue()


MANIFEST: dict[str, Any] = {
    "format": 1, "made_at": NOW.isoformat(), "engine": "sqlite", "revision": schema.head(), "head": None, "keys": {},
    "tables": [{"name": "refusals", "columns": [["reason", "text"]], "rows": 2}],
}  # fmt: skip


def test_what_opens_and_is_no_backup_that_this_code_knows_is_refused(sqlite_store, keys):
    unknown = {"name": "x", "columns": [["x", "secret"]], "rows": 0}
    records: list[Any] = [
        {"format": 2},
        [],
        {"format": 1, "made_at": "never"},
        MANIFEST | {"tables": [unknown]},
        MANIFEST | {"keys": 1},
    ]
    for record in records:
        with pytest.raises(Malformed):
            checked(sqlite_store, age_file(keys.index, [record]))
    for lines in (b"", b"\n", b"no JSON\n", b"[" * 100_000, b"\xff\n"):
        with pytest.raises(Malformed):
            checked(sqlite_store, age_file(keys.index, lines=lines))


def test_what_this_clinic_did_not_make_or_somebody_changed_is_refused_though_the_public_key_is_known(
    sqlite_store, keys
):
    whole = inside(age_file(keys.index, [MANIFEST, ["refusals", [["one"], ["two"]]]]))
    assert checked(sqlite_store, age_file(keys.index, lines=whole)).manifest.rows == 2
    manifest, rows, end = whole.splitlines(keepends=True)
    for forged in (
        (manifest, rows.replace(b"two", b"ten"), end),
        (manifest, end),
        (manifest, rows, rows, end),
        (manifest.replace(b"sqlite", b"sqlate"), rows, end),
        (manifest, rows, b'""\n'),
        (manifest, rows, b"1\n"),
        (manifest, rows, b"null\n"),
        inside(age_file(Keys().index, [MANIFEST])).splitlines(keepends=True),
    ):
        with pytest.raises(NotOurs):
            checked(sqlite_store, age_file(keys.index, lines=b"".join(forged)))
    for lines in (whole + rows, whole[:-1] + b" 1\n", manifest + rows):
        with pytest.raises(Malformed):
            checked(sqlite_store, age_file(keys.index, lines=lines))


def told_by(error):
    """Return all that an error, and what it came of, could tell whoever prints it."""
    texts = []
    while error is not None:
        texts.append(repr((error.args, vars(error), getattr(error, "__notes__", ()))))
        error = error.__cause__ or error.__context__
    return " ".join(texts)


def test_no_refusal_holds_anything_of_what_is_inside(sqlite_store, keys):
    """The rows are told apart by a word in the clear, where a sealed value would be."""
    word, other = "Zanthippe Quillfeather", Identities(new_identity()[0])
    rows = [[f"{word} {number} {os.urandom(300).hex()}"] for number in range(400)]
    backup = age_file(keys.index, [MANIFEST, ["refusals", rows]])
    *lines, _end = inside(backup).splitlines(keepends=True)
    wrong = [(backup, other), (backup.replace(b"X25519 ", b"X25519 A", 1), IDENTITIES)]
    for place in (10, 60, 150, 250, *range(300, len(backup), 20_000), len(backup) - 1):
        flipped = backup[:place] + bytes([backup[place] ^ 1]) + backup[place + 1 :]
        wrong += [(backup[:place], IDENTITIES), (flipped, IDENTITIES)]
    for torn in (b"".join(lines)[:-9], b"".join(lines) + b"{" + lines[-1]):
        wrong.append((age_file(keys.index, lines=torn), IDENTITIES))
    for content, identities in wrong:
        with pytest.raises((OtherIdentity, Damaged, NotAge, Malformed)) as refused:
            checked(sqlite_store, content, identities)
        assert word not in told_by(refused.value)
    assert word in inside(backup).decode()


def test_a_backup_from_before_the_index_key_changed_is_vouched_for_as_long_as_that_key_is_listed(
    sqlite_store, keys, open_store, sqlite_url
):
    backup = age_file(keys.index, [MANIFEST])
    fresh = Keys()
    both = open_store(sqlite_url, replace(fresh, index_keys=(*fresh.index_keys, *keys.index_keys)))
    assert checked(both, backup).manifest.rows == 2
    with pytest.raises(NotOurs):
        checked(open_store(sqlite_url, fresh), backup)


OPENS_ALONE = """
import gzip, io, sys, pyrage
sealed, identity = open(sys.argv[1], "rb"), pyrage.x25519.Identity.from_str(sys.argv[2])
opened = io.BytesIO()
pyrage.decrypt_io(sealed, opened, [identity])
print(gzip.decompress(opened.getvalue()).decode(), end="")
assert not [name for name in sys.modules if name.partition(".")[0] == "app"]
"""


def test_a_backup_opens_without_anteroom(example, sqlite_store, tmp_path):
    (tmp_path / "one.backup").write_bytes(taken(sqlite_store))
    alone = subprocess.run(
        [sys.executable, "-P", "-c", OPENS_ALONE, "one.backup", IDENTITY],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    manifest, *batches, _end = map(json.loads, alone.stdout.splitlines())
    assert manifest["engine"] == "sqlite"
    counted: Counter[str] = Counter()
    for name, rows in batches:
        counted[name] += len(rows)
    assert counted == {each["name"]: each["rows"] for each in manifest["tables"] if each["rows"]}


def test_a_rehearsal_opens_every_sealed_column_and_counts_what_does_not_open(example, sqlite_store, fresh):
    restored(fresh, taken(sqlite_store))
    found = open_sealed(fresh, None)
    sealed = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns if "sealed" in c.info}
    assert {each.column for each in found} == sealed
    assert not [each for each in found if each.unreadable]
    empty = {"export_files.part", "search_questions.question", "search_questions.seal"}
    assert {each.column for each in found if not each.opened} == empty
    with fresh.engine.begin() as connection:
        connection.execute(text("UPDATE patients SET name = medications"))
    [name] = [each for each in open_sealed(fresh, 1) if each.column == "patients.name"]
    assert (name.opened, name.unreadable) == (0, 1)
