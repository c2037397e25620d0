"""Every table says what vouches for its rows, or why nothing needs to; and what it says is true."""

from __future__ import annotations

from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import insert, select, update

from app.crypto import Unreadable
from app.store import forgeries
from app.store.conversations import senders
from app.store.conversations.conversations import ConversationRow
from app.store.engine.database import UtcDateTime
from app.store.exports.export_presets import presets_of
from app.store.model import NoSeal, models, table_of
from app.store.patients import erasures, patient_notes, patients, restrictions
from app.store.patients.patient import KeptVersion
from app.store.patients.patient import patients as records
from app.store.patients.restrictions import Restriction
from app.store.staff import questions, sessions, staff
from app.store.staff.saved_views import views_of
from app.store.tables import metadata
from app.store.vouched import all_vouched
from app.store.work import alarms
from tests.store.example import CRY, NOW, an_alarm, digest, enrolled, written

if TYPE_CHECKING:
    from app.store import Store

staff_sessions = metadata.tables["staff_sessions"]

VERSIONS = table_of(KeptVersion)


def found(store: Store) -> dict[str, list[UUID]]:
    with store.read() as unit:
        return forgeries.found(unit.db)


def test_each_table_is_vouched_for_or_says_why_it_need_not_be() -> None:
    looked_at = forgeries.vouched_tables()
    excused = {kind.__tablename__ for kind in models() if isinstance(kind.seal, NoSeal)}
    unsaid = {
        table.name for table in metadata.sorted_tables if (table.name in looked_at) == (table.name in excused)
    }
    assert not unsaid, "give each a seal (`Seal`), or the reason (`NoSeal`), and not both"
    words = {kind.__tablename__: kind.called for kind in models()}
    said = [
        words[name] for name in ("patients", "patient_versions", "staff", "retention_rules", "legal_holds")
    ]
    assert said == ["records", "earlier answers", "members", "versions of the retention rules", "legal holds"]


def other(column: sa.Column[Any], value: Any, connection: sa.Connection) -> Any:
    """Return another value that the database takes in a column."""
    for key in column.foreign_keys:
        rows = select(key.column).where(key.column != value).limit(1)
        return connection.execute(rows).scalar_one() if value else uuid4()
    if isinstance(value, bool | int):
        return not value if isinstance(value, bool) else value + 1
    if isinstance(value, str):
        return value[:-1] + ("x" if value[-1] != "x" else "y")
    if isinstance(column.type, UtcDateTime):
        return (value or NOW) + timedelta(minutes=1)
    return uuid4() if isinstance(column.type, sa.Uuid) else "x"


NOTES, NOTE_VERSIONS = metadata.tables["patient_notes"], metadata.tables["patient_note_versions"]
VOUCHED = {
    name: vouched.names
    for name, vouched in all_vouched().items()
    if not vouched.is_digest  # nothing is put back by a digest: `attacks/test_written_by_hand.py` has those
}
"""Table -> the columns that its seal vouches for."""


def changed(store: Store, columns: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Change by hand a column of a row of each table, and return what these rows were before."""
    before: dict[str, dict[str, Any]] = {}
    with store.engine.begin() as connection:
        for name, column in columns.items():
            table = metadata.tables[name]
            row = dict(connection.execute(select(table).order_by(table.c.id).limit(1)).mappings().one())
            if table.c[column].foreign_keys and row[column] is None:
                continue
            seal = None if table.c.seal.nullable else "x"
            value = seal if column == "seal" else other(table.c[column], row[column], connection)
            connection.execute(update(table).where(table.c.id == row["id"]).values({column: value}))
            before[name] = row
    return before


def rows(store: Store, like: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the rows of these ids as they are now."""
    with store.engine.begin() as connection:
        tables = {name: metadata.tables[name] for name in like}
        return {
            name: dict(
                connection.execute(select(table).where(table.c.id == like[name]["id"])).mappings().one()
            )
            for name, table in tables.items()
        }


@pytest.mark.long
def test_whatever_is_changed_by_hand_in_a_row_is_found_and_put_back(store: Store) -> None:
    written(store)
    enrolled(store, "second@larkfield.example")
    with store.begin() as unit:
        second = senders.lock(unit.db, "whatsapp:+15005550055", None, NOW)
        patients.create(unit.db, uuid4(), second.id, "en", {"name": "Ada"}, False, NOW)
        assert alarms.add(unit.db, an_alarm(second.id, None, CRY, NOW))
        member = staff.by_email(unit.db, "second@larkfield.example")
        assert member is not None
        sessions.begin(
            unit.db,
            member.id,
            digest("two"),
            NOW,
            NOW + timedelta(hours=1),
            device="Firefox",
            network="203.0.113.0/24",
        )
    assert found(store) == {}

    for columns in zip_longest(
        *VOUCHED.values()
    ):  # a column of each table at a time: no row vouches for another
        before = changed(store, {name: each for name, each in zip(VOUCHED, columns, strict=True) if each})
        assert found(store) == {name: [row["id"]] for name, row in before.items()}
        with store.begin() as unit:
            assert forgeries.remove(unit.db) == dict.fromkeys(before, 1)
        assert rows(store, before) == before
    before = changed(store, dict.fromkeys(VOUCHED, "seal"))
    assert found(store) == {name: [row["id"]] for name, row in before.items()}
    with store.engine.begin() as connection:
        for name, row in before.items():
            table = metadata.tables[name]
            connection.execute(update(table).where(table.c.id == row["id"]).values(seal=row["seal"]))
    assert rows(store, before) == before
    assert found(store) == {}


def test_a_row_that_is_copied_by_hand_is_found_and_removed(store: Store) -> None:
    written(store)
    with store.engine.begin() as connection:
        for name in ("patient_notes", "saved_views", "export_presets", "left_notes"):
            table = metadata.tables[name]
            row = dict(connection.execute(select(table).limit(1)).mappings().one())
            connection.execute(insert(table), row | {"id": uuid4()})
    with store.begin() as unit:
        assert sorted(forgeries.remove(unit.db)) == [
            "export_presets",
            "left_notes",
            "patient_notes",
            "saved_views",
        ]
        assert forgeries.found(unit.db) == {}


def test_what_cannot_be_removed_keeps_no_forged_session_from_being_removed(store: Store) -> None:
    ids = written(store)
    with store.begin() as unit:
        erasures.restrict(unit.db, ids.patient, "staff:1", NOW)
    with store.engine.begin() as connection:
        connection.execute(update(Restriction).values(lifted_at=NOW, lifted_by="staff:1"))
    with store.begin() as unit:
        erasures.restrict(unit.db, ids.patient, "staff:1", NOW)
    with store.engine.begin() as connection:
        for table in (table_of(ConversationRow), records, NOTES, VERSIONS):
            connection.execute(update(table).values(seal=None))
        connection.execute(update(staff_sessions).values(mac=b"x" * 32))
    with store.begin() as unit:
        removed = forgeries.remove(unit.db)
        assert removed["staff_sessions"] == 1
        assert "restrictions" in removed
        assert restrictions.in_force(unit.db, ids.patient)
        assert not {"staff_sessions", "restrictions", "conversations", "patients"} & set(
            forgeries.found(unit.db)
        )


def test_what_goes_with_a_forged_row_keeps_none_from_being_removed(store: Store) -> None:
    written(store)
    with store.engine.begin() as connection:
        connection.execute(update(staff_sessions).values(mac=b"x" * 32))
        for table in (metadata.tables["search_questions"], NOTES, NOTE_VERSIONS):
            connection.execute(update(table).values(seal=None))
    with store.begin() as unit:
        assert forgeries.found(unit.db).keys() >= {"search_questions", "patient_note_versions"}
        assert forgeries.remove(unit.db).keys() == {"staff_sessions", "patient_notes"}
        assert forgeries.found(unit.db) == {}


def test_what_is_set_before_it_is_read_is_refused_and_makes_no_row_forged(store: Store) -> None:
    written(store)
    with pytest.raises(LookupError), store.begin() as unit:
        note = unit.db.scalars(select(patient_notes.Note).limit(1)).one()
        unit.db.expire(note)
        note.clinical = True
    assert found(store) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("held", ["x'00ff'", "5"])
def test_what_is_no_text_and_no_mac_is_unreadable_or_forged_and_stops_no_page(
    store: Store, held: str
) -> None:
    ids = written(store)
    with store.engine.begin() as connection:
        for table in map(metadata.tables.__getitem__, forgeries.vouched_tables()):
            for column in table.columns:
                if column.name == "mac" or "sealed" in column.info:
                    connection.execute(update(table).values({column.name: sa.literal_column(held)}))
    with store.begin() as unit:
        words = [
            *(each.text for each in patient_notes.of(unit.db, ids.patient)),
            *(each.words for each in alarms.about(unit.db, ids.patient)),
            *(each.name for each in patients.page(unit.db, 10)),
        ]
        assert len(words) > 2
        assert all(isinstance(each, Unreadable) for each in words)
        assert forgeries.remove(unit.db).keys() >= {"staff_sessions", "staff_devices", "staff_recovery_codes"}


def test_records_and_conversations_are_made_harmless_and_never_removed(store: Store) -> None:
    written(store)
    with store.begin() as unit:
        alone = senders.lock(unit.db, "whatsapp:+15005550055", None, NOW).id
    with store.engine.begin() as connection:
        before = connection.execute(select(records.c.id)).scalars().all()
        connection.execute(update(records).values(seal=None))
        connection.execute(
            update(ConversationRow).values(seal="gAAAAA", with_person_about=uuid4(), with_person_until=NOW)
        )
    with store.begin() as unit:
        forgeries.remove(unit.db)
        assert forgeries.found(unit.db) == {}
    with store.engine.begin() as connection:
        left = connection.execute(select(records.c.id, records.c.conversation_id)).all()
        assert {row.id: row.conversation_id for row in left} == dict.fromkeys(before)
        with_whom = select(ConversationRow.with_person_about).where(ConversationRow.id == alone)
        assert connection.execute(with_whom).scalar_one() is None


def test_a_clinical_note_that_is_made_plain_by_hand_is_read_by_nobody(store: Store) -> None:
    ids = written(store)
    with store.engine.begin() as connection:
        connection.execute(update(NOTES).values(clinical=False))
    with store.read() as unit:
        notes = patient_notes.of(unit.db, ids.patient, clinical=False)
    assert len(notes) == 2
    assert sorted(isinstance(note.text, Unreadable) for note in notes) == [False, True]


def test_earlier_words_that_are_hung_on_another_note_or_record_are_not_read(store: Store) -> None:
    ids = written(store)
    notes = NOTE_VERSIONS.c
    with store.engine.begin() as connection:
        changed = connection.execute(select(notes.note_id)).scalar_one()
        plain = connection.execute(select(NOTES.c.id).where(NOTES.c.id != changed)).scalar_one()
        connection.execute(update(NOTE_VERSIONS).values(note_id=plain))
        connection.execute(update(VERSIONS).values(version=7))
    with store.read() as unit:
        assert patient_notes.earlier(unit.db, [plain]) == {}
        assert isinstance(patients.values_at(unit.db, ids.patient, 7), Unreadable)


def test_what_another_member_saved_or_searched_for_is_shown_to_nobody_else(store: Store) -> None:
    written(store)
    thief = enrolled(store, "thief@larkfield.example")
    with store.begin() as unit:
        session = sessions.begin(
            unit.db,
            thief,
            digest("thief"),
            NOW,
            NOW + timedelta(hours=1),
            device="Firefox",
            network="203.0.113.0/24",
        )
    with store.engine.begin() as connection:
        for name, owner in (
            ("saved_views", {"staff_id": thief}),
            ("export_presets", {"staff_id": thief}),
            ("search_questions", {"session_id": session}),
        ):
            connection.execute(update(metadata.tables[name]).values(owner))
    with store.read() as unit:
        assert views_of(unit.db, thief) == []
        assert presets_of(unit.db, thief) == []
        assert questions.get(unit.db, session, 1) is None
