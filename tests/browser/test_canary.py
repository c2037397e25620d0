"""Whatever staff do with a record, nothing of the patient comes into an address, a title, a cookie, a log or a file."""

from __future__ import annotations

import base64
import zlib

import pytest

from tests.people import HANDS_IN
from tests.server.canary import encodings, traces
from tests.server.live_server import RemotePatient

CANARIES = {
    "name": "Zanthippe Quillfeather",
    "address": "Vexwold Terrace 77",
    "history": "Grumbleosis since childhood",
    "medicines": "Florbacetamol twice daily",
    "number": "15005559817",
    "born": "1983-11-27",
    "left": "LeftCanary Wibbleton, allergic",
    "note": "NoteCanary Thrupp rang",
    "corrected": "Corrwold Crescent 12",
    "mistyped": "MistypedCanary of May",
}
WORDS = [word for text in CANARIES.values() for word in (text, text.split()[0])]


def hands_in(server):
    patient = RemotePatient(server, f"whatsapp:+{CANARIES['number']}")
    answers = (CANARIES["name"], "27 November 1983", CANARIES["address"])
    for line in (
        "hello",
        "1",
        "1",
        *answers,
        CANARIES["history"],
        "DONE",
        CANARIES["medicines"],
        "DONE",
        *HANDS_IN,
        CANARIES["left"],
    ):
        patient.says(line)


def searches(ana, text):
    ana.page.goto("/patients")
    ana.fills(q=text)
    ana.sends("Find")


@pytest.mark.timeout(200)
def test_a_whole_day_at_a_record_leaves_no_trace_of_the_patient(server, ana, tmp_path):
    addresses: set[str] = set()
    titles: set[str] = set()
    ana.page.on(
        "request", lambda request: addresses.update((request.url, request.headers.get("referer", "")))
    )
    ana.page.on("domcontentloaded", lambda page: titles.add(page.title()))
    hands_in(server)
    ana.signs_in()
    for text in (
        CANARIES["name"],
        CANARIES["name"].split()[1],
        CANARIES["born"],
        f"+{CANARIES['number']}",
        "?",
    ):
        searches(ana, text)
    ana.page.goto("/patients")
    ana.shows_names()
    assert CANARIES["name"] in ana.text()
    ana.page.goto("/patients")
    ana.page.locator("a.cover").click()
    record = ana.page.url.partition("?")[0]
    ana.page.get_by_label("Reason for viewing").select_option(index=1)
    ana.sends("Show everything")
    for key in ("name", "address", "history", "medicines", "left"):
        assert CANARIES[key] in ana.text()
    assert CANARIES["number"] in "".join(filter(str.isdecimal, ana.text()))
    ana.fills(work_note=CANARIES["note"])
    ana.presses("[aria-labelledby=h-work] [name=status][value='']")
    ana.page.goto(f"{record}/edit")
    ana.fills(birth_date=CANARIES["mistyped"])
    ana.sends("Save corrections")
    assert CANARIES["mistyped"] in ana.page.locator("[name=birth_date]").input_value()
    ana.fills(birth_date="27 November 1983", address=CANARIES["corrected"])
    ana.sends("Save corrections")
    ana.page.get_by_role("button", name="Print…").click()
    ana.sends("Open the print view")
    assert CANARIES["corrected"] in ana.text()
    for path in ("/answering", "/report", "/audit", "/settings", "/setup"):
        ana.page.goto(path)
    cookies = [unpacked(each["value"]) for each in ana.browser.cookies()]
    ana.page.goto("/account")
    ana.signs_out()

    said = [*(address.encode() for address in addresses), *(title.encode() for title in titles), *cookies]
    assert len(titles) > 5
    assert not [
        (word, each) for each in said for word in WORDS for encoded in encodings(word) if encoded in each
    ]
    assert traces(WORDS, [tmp_path]) == [], "while it runs"
    server.stop()
    assert traces(WORDS, [tmp_path]) == [], "after it stopped"
    assert server.log.stat().st_size > 0, "the log was looked at"


def unpacked(value: str) -> bytes:
    """Return what a signed cookie holds, beside the cookie itself."""
    payload = value.lstrip(".").partition(".")[0].encode()
    try:
        held = base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
        return value.encode() + (zlib.decompress(held) if value.startswith(".") else held)
    except ValueError:
        return value.encode()
