"""Write a letter to each person whose record was seen (GDPR Art 34).

A letter is in their language, and says what was seen and when, as the trail tells it. What only the clinic knows is a
marked blank. The letters are streamed as one ZIP: none is kept, and a file is named after a record's reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import current_app
from flask_babel import force_locale

from app.intake.clinic import Clinic
from app.records.affected import Affected, Found
from app.records.sights import SEEN_NAMES, Seen
from app.store import Store, Transaction
from app.store.exports import taken_records
from app.store.patients import patients
from app.store.patients.patient import Patient
from app.store.trail import audit
from app.store.trail.events import Sight, TrailEvent, TrailGroup
from app.web.clinic import day, reference, to_clinic_time
from app.web.languages import LANGUAGES, SOURCE

LETTERS_TAKEN = TrailEvent(
    "affected.letters_taken",
    "Downloaded letters to {people} people whose records were seen",
    TrailGroup.BREACH,
    sight=Sight.LEFT,
)
_AT_ONCE: Final = 50
_COLUMNS: Final = ("name", "address")


class Posted(NamedTuple):
    """A letter of a ZIP: whom it is about, and in which language."""

    affected: Affected
    language: str


def take(  # noqa: PLR0917  (as the trail tells it)
    unit: Transaction, incident: UUID, found: Found, languages: dict[UUID, str], actor: str, now: datetime
) -> list[Posted]:
    """Record that the letters leave, and return which those are."""
    going = [
        Posted(each, _page_language(languages[each.id])) for each in found.ranked if each.id in languages
    ]
    taken_records.note(unit.db, incident, [each.affected.id for each in going])
    details = {"people": len(going), "parts": ["identity"]}
    audit.record(unit.db, actor, LETTERS_TAKEN, "incident", incident, details, at=now)
    return going


def by_language(languages: dict[UUID, str]) -> dict[str, int]:
    """Return the name of each language, with how many letters it has."""
    counted = Counter(map(_page_language, languages.values()))
    return {LANGUAGES[code]: counted[code] for code in LANGUAGES if counted[code]}


def zipped(store: Store, going: Sequence[Posted], clinic: Clinic, now: datetime) -> Iterator[bytes]:
    """Yield the ZIP, a letter at a time. A patient who was erased meanwhile has none."""
    sink, names = _Sink(), Counter[str]()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for start in range(0, len(going), _AT_ONCE):
            some = going[start : start + _AT_ONCE]
            with store.read() as unit:
                read = [(each, patients.get(unit.db, each.affected.id, _COLUMNS)) for each in some]
            for each, patient in read:
                if patient is None:
                    continue
                name = reference(patient.id)
                names[name] += 1
                more = f"-{names[name]}" if names[name] > 1 else ""
                entry = ZipInfo(f"{name}{more}.html", to_clinic_time(now).timetuple()[:6])
                archive.writestr(entry, letter(each, patient, clinic, now), ZIP_DEFLATED)
                yield sink.taken()
    yield sink.taken()


def letter(posted: Posted, patient: Patient, clinic: Clinic, now: datetime) -> bytes:
    """Return one letter as a page to print."""
    one, template = posted.affected, current_app.jinja_env.get_template("dashboard/audit/letter.html")
    with force_locale(posted.language):
        days = list(dict.fromkeys(day(to_clinic_time(at).date()) for at in (one.first, one.last)))
        page = template.render(
            language=posted.language,
            name=patient.name if isinstance(patient.name, str) else "",
            address=patient.address if isinstance(patient.address, str) else "",
            reference=reference(patient.id),
            clinic=clinic,
            written=day(to_clinic_time(now).date()),
            days=days,
            parts=[str(SEEN_NAMES[part]) for part in Seen if part in one.parts and part is not Seen.FILE],
            has_left=Seen.FILE in one.parts,
        )
    return page.encode()


def _page_language(code: str) -> str:
    return code if code in LANGUAGES else SOURCE


class _Sink:
    """What a ZIP is written to. It cannot go back, so the ZIP is written for streams."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Do nothing: whoever takes the pieces sends them."""

    close = flush

    def taken(self) -> bytes:
        """Return what was written since, and forget it."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole
