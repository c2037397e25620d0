"""What becomes of patients' words: on the disk, after a crash, before wrong eyes."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from app.proof.outcome import Outcome, fell, held, judged
from app.proof.people import ALL, ISOLDE, MAREN, ODILE, new_number
from app.proof.target import Target
from app.proof.visitor import NotAnswered

_RECORD: Final = re.compile(r'href="(/patients/[0-9a-f-]{36})')
_NAMED: Final = re.compile(r'filename="?([\w.-]+)')
_SECOND: Final = "second name of "
_KINDS: Final = ("csv", "xlsx")


def words_on_disk(target: Target) -> Outcome:
    """Take the disk after patients wrote and staff exported, and read it.

    Somebody who may write in the folder of temporary files has laid a second name beside each that an export had the
    last time: what is written there and removed again stays.
    """
    target.hands_in(new_number(), MAREN)
    first = {kind: target.exports(kind) for kind in _KINDS}
    if MAREN.medications not in first["csv"].text:
        raise NotAnswered("the patient's words are not in the export either")
    names = {name for each in first.values() for name in _NAMED.findall(each.header("Content-Disposition"))}
    folder = target.folder / "temporary"
    for name in names:
        (folder / name).touch()
        os.link(folder / name, folder / f"{_SECOND}{name}")
    for kind in _KINDS:
        target.exports(kind)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    files = [path for path in target.folder.rglob("*") if path.is_file()]
    found = sorted({path.name.removeprefix(_SECOND) for path in files if _tells(path)})
    if found:
        return fell(f"patients' words are in the clear in {', '.join(found)}")
    return held(f"{len(files)} files were searched for {len(list(_spellings()))} spellings: none was there")


def _tells(path: Path) -> bool:
    content = path.read_bytes().lower()
    return any(each in content for each in _spellings()) or _tells_packed(path)


def _tells_packed(path: Path) -> bool:
    try:
        with ZipFile(path) as packed:
            return any(
                spelling in packed.read(name).lower()
                for name in packed.namelist()
                for spelling in _spellings()
            )
    except (BadZipFile, OSError):
        return False


def _spellings() -> Iterator[bytes]:
    """Yield each invented word as it might lie in a file, in small letters."""
    for word in {each for person in ALL for each in (person.name, person.history, person.medications)}:
        plain = word.encode()
        yield plain.lower()
        yield word.encode("utf-16-le").lower()
        yield plain.hex().encode()
        yield base64.b64encode(plain[: len(plain) // 3 * 3]).lower()


def killed_server(target: Target) -> Outcome:
    """Kill the server once it thanked a patient, start it, and look for the intake."""
    target.hands_in(new_number(), ODILE)
    target.kill()
    target.start()
    kept = target.exports("csv")
    return judged(
        ODILE.name not in kept.text,
        "an intake that was acknowledged was gone after a crash",
        "the acknowledged intake was there after kill -9 of every process",
    )


def beyond_the_role(target: Target) -> Outcome:
    """Read health answers as a member who only answers the telephone."""
    target.hands_in(new_number(), ISOLDE)
    if ISOLDE.history not in target.exports("csv").text:
        raise NotAnswered("those who may read the answer do not see it either")
    reception = target.signs_in("reception")
    listed = reception.get("/patients")
    pages = [listed]
    for record in dict.fromkeys(_RECORD.findall(listed.text)):
        pages.append(reception.submits(f"{record}/show", {"part": "all", "reason": "reviewing"}, page=record))
        pages += [reception.get(f"{record}{part}") for part in ("", "/print", "/edit")]
    pages += [target.exports_by(reception, kind) for kind in _KINDS]
    seen = sum(ISOLDE.history in page.text or ISOLDE.medications in page.text for page in pages)
    return judged(
        seen > 0,
        "whoever signs in reads every health answer",
        f"{len(pages)} pages and downloads were tried, and none had a health answer",
    )


def unseen_look(target: Target) -> Outcome:
    """Look at all patients, and look for the mark that this left."""
    target.hands_in(new_number(), MAREN)
    desk = target.desk()
    records = _RECORD.findall(desk.get("/patients").text)
    of_it = f"/audit?record={records[0].rpartition('/')[2][:8]}" if records else "/audit"
    before = desk.get(of_it)
    for record in records[:1]:
        desk.submits(f"{record}/show", {"part": "all", "reason": "reviewing"}, page=record)
    after = desk.get(of_it)
    left = after.text.count("<time") - before.text.count("<time")
    return judged(
        not after.is_granted or left <= 0,
        "nothing says who looked at whom",
        f"one look left {left} entries in the audit trail",
    )
