"""A house in which everything has happened once: what the tests of all routes are about."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.store.conversations import callbacks, conversations, form_links, kept_forms, unfinished
from app.store.conversations.kept_forms import KeptForm, Sent
from app.store.exports import exports
from app.store.exports.export_presets import ExportPreset
from app.store.exports.exports import Export
from app.store.patients import erasures
from app.store.patients.patient_filters import PatientFilters
from app.store.work import alarms, jobs
from tests.dashboard.people_on_file import on_file
from tests.furnished import furnishing
from tests.people import Patient
from tests.store.example import asking, left, noted
from tests.store_queries import member_of


@furnishing
def everybody(house):
    """A patient with an emergency and a look-alike, and somebody who is still answering: their ids."""
    store, clock = house.services.store, house.clock
    maya = on_file(store, clock.now, emergency=True)
    other = on_file(store, clock.now, name="Maya Okafor")
    resting = on_file(store, clock.now, name="Rosa Quinn")
    house.patient.tells("hello", "1", "1", "Tom Hale")
    Patient(house.twilio, "whatsapp:+15005550077").says("chest pain")
    with store.begin() as unit:
        (alarm,) = alarms.latest(unit.db)
        (still_answering,) = unfinished.page(unit.db, 2)
        talk = conversations.get(unit.db, still_answering.id)
        draft = talk.read() if talk else None
        assert draft
        me = member_of(unit, "admin@larkfield.example")
        new = Export.wanted(
            "csv", me.id, f"staff:{me.id}", "To look", ("record_id", "name"), PatientFilters()
        )
        export, done = exports.ask(unit.db, new, clock()), exports.ask(unit.db, new, clock())
        job = jobs.add(unit.db, "xlsx.protect", done, f"staff:{me.id}", clock())
        request = asking(unit, maya, now=clock(), note="On paper")
        erasures.restrict(unit.db, resting, "operator", clock())
        note = noted(unit, maya, me.id, "Rang", clock())
        left(unit, maya, UUID(int=7), "Allergic to latex", clock())
        callbacks.ask(unit.db, still_answering.id, None, clock())
        (call,) = callbacks.all_waiting(unit.db)
        link = form_links.make(
            unit.db,
            still_answering.id,
            bytes(32),
            "anteroom",
            clock() - timedelta(hours=1),
            clock() + timedelta(days=1),
            maya,
        )
        preset = ExportPreset(
            staff_id=me.id, name="Mine", target="csv", columns=["name"], filters={}, created_at=clock()
        )
        unit.db.add(preset)
        fields = [("reason", "first_visit"), ("listed", "1 +447700900377 en")]
        listed = KeptForm(
            staff_id=me.id,
            path="/invite/check",
            page="/invite/check",
            kept_at=clock(),
            fields=Sent(fields, {}).written(),
        )
        assert kept_forms.keep(unit.db, listed)
    return {
        "invitation": listed.id.hex,
        "export": str(export),
        "job": str(job),
        "callback": str(call.id),
        "link": str(link),
        "preset": str(preset.id),
        "view": str(preset.id),
        "request": str(request),
        "note": str(note),
        "resting": str(resting),
        "sheet": "none",
        "maya": str(maya),
        "other": str(other),
        "conversation": str(still_answering.id),
        "intake": str(draft.patient),
        "alarmed": str(alarm.conversation_id),
        "alarm": str(alarm.id),
        "version": str(still_answering.version),
        "me": str(me.id),
        "reference": f"{maya.hex[:4]}-{maya.hex[4:8]}",
    }
