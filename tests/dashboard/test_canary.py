"""Many acts at once, saved views and the auditor's download leave no word of a patient behind, and take none away."""

from __future__ import annotations

import pytest

from app.store.staff.saved_views import views_of
from tests.dashboard.at_the_record import does
from tests.dashboard.people_on_file import on_file
from tests.server.canary import encodings, traces
from tests.store_queries import member_of

pytestmark = pytest.mark.usefixtures("talkative_logs")

WORDS = ("Quillfeather", "Vexwold", "Grumbleosis", "Florbacetamol", "Wobblenote", "Thruppsearch")
NAME, HOME, ILLNESS, MEDICINE, NOTE, SOUGHT = WORDS


def words_in(told: bytes) -> list[str]:
    return [word for word in WORDS for encoded in encodings(word) if encoded in told]


def test_no_word_is_left_by_many_at_once_a_view_and_a_download(
    admin, store, clock, contents, capsys, tmp_path
):
    admin.is_let_in()
    maya, noor = (
        on_file(
            store, clock(), name=f"Maya {NAME}", address=HOME, medical_history=ILLNESS, medications=MEDICINE
        )
        for _ in range(2)
    )
    assert does(admin, maya, "note", note=NOTE).status_code == 303
    browser, addresses = admin.browser, []
    for text in (NAME, SOUGHT):
        addresses.append(browser.post("/patients/search", q=text).headers["Location"])
        assert browser.get(addresses[-1]).status_code == 200
    addresses.append(browser.post("/patients/show", all="1", reason="ringing").headers["Location"])
    assert NAME in browser.get("/patients").text
    asking = f"/patients/bulk?id={maya}&id={noor}&to=status:in_review"
    page = browser.get(asking)
    done = browser.post_with(
        browser.last_token(), "/patients/bulk", {"to": "status:in_review", "record": f"{maya.hex}~new"}
    )
    assert done.status_code == 303
    saved = browser.post("/patients/views", name="Mine", queue="status=new")
    assert saved.status_code == 303
    with store.read() as unit:
        view = views_of(unit.db, member_of(unit, admin.email).id)[0]
    taken = []
    for kind in ("list", "csv", "jsonl"):
        taken.append(browser.post("/audit/download", format=kind))
        assert b"Searched by" in taken[-1].data or b"patients.searched" in taken[-1].data
    assert all(b"patient.status_changed" in each.data for each in taken[1:])
    said = [
        page.data,
        *(each.data for each in taken),
        *(repr(each.headers).encode() for each in (page, done, saved, *taken)),
        *(address.encode() for address in addresses),
        f"{view.name} {view.query}".encode(),
        capsys.readouterr().err.encode(),
        repr(contents()).encode(),
    ]
    assert [words_in(each) for each in said] == [[]] * len(said)
    assert traces(WORDS, [tmp_path]) == []
