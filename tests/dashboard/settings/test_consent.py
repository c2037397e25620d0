"""`/settings/consent`: the clinic's own privacy text, previewed, published, and asked about again."""

from __future__ import annotations

import html
import re

import pytest

from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.trail import audit
from tests.people import ASKED
from tests.staff_people import add_colleague, version_on

OWN = "We keep {everything} you tell us: 100 %s.\n\nRing us, *please*: {phone!r}"


@pytest.fixture
def confirmed(admin_confirmed):
    return admin_confirmed


def kept_in(store):
    with store.read() as unit:
        return versions.current(unit.db, ClinicVersion)


def publishes(colleague, version=None, **texts):
    page = colleague.browser.get("/settings/consent")
    fields = {"version": version if version is not None else version_on(page.text)} | texts
    return colleague.browser.post("/settings/consent", **fields)


def events_in(store):
    with store.read() as unit:
        return [event for event in audit.latest(unit.db, 100) if event.action == "consent_text.changed"]


def test_a_published_text_is_kept_under_a_new_version_and_audited(confirmed, store):
    answer = publishes(confirmed, text_en=OWN.replace("\n", "\r\n"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings")
    kept = kept_in(store)
    assert kept.value.consent_texts == {"en": OWN}
    assert kept.value.consent_version == 2
    (event,) = events_in(store)
    assert event.details == {"version": 2, "languages": ["en"], "kept_as": 1}
    assert "asked again" in confirmed.browser.get("/settings").text


def test_a_patient_who_agreed_is_asked_again_about_the_published_text(confirmed, patient):
    patient.tells("hello", "1", "1", "Maya Okafor")
    publishes(confirmed, text_en=OWN)
    reply = patient.says("4 March 1990")
    assert "has changed" in reply
    assert OWN in reply
    assert f"2 of {ASKED}" in patient.says("yes")


def test_an_empty_text_is_the_shipped_one_again(confirmed, store, patient):
    publishes(confirmed, text_en=OWN)
    publishes(confirmed, text_en="  \r\n ")
    assert kept_in(store).value.consent_texts == {}
    assert kept_in(store).value.consent_version == 3
    assert "Only the staff of Larkfield Clinic can read" in patient.tells("hello", "1")


def test_publishing_what_already_counts_asks_nobody_again(confirmed, store):
    assert publishes(confirmed).status_code == 303
    assert kept_in(store) is None
    assert "nobody is asked again" in confirmed.browser.get("/settings").text


def test_the_settings_leave_the_text_alone_and_the_text_leaves_the_settings_alone(confirmed, store):
    publishes(confirmed, text_es="Guardamos lo que nos dice.")
    page = confirmed.browser.get("/settings/clinic")
    fields = {
        "name": "Mill Lane",
        "phone": "0800 555",
        "emergency_number": "112",
        "timezone": "UTC",
        "exports_per_hour": "10",
        "consent_age": "16",
    }
    confirmed.browser.post("/settings", **fields, languages=["en"], version=version_on(page.text))
    publishes(confirmed, text_en=OWN, text_es="Guardamos lo que nos dice.")
    clinic = kept_in(store).value
    assert clinic.name == "Mill Lane"
    assert clinic.languages == ("en",)
    assert clinic.consent_texts == {"en": OWN, "es": "Guardamos lo que nos dice."}
    assert clinic.consent_version == 3


def test_a_preview_shows_what_a_patient_reads_and_saves_nothing(confirmed, store, patient):
    answer = confirmed.browser.post("/settings/consent/preview", version="0", text_en=OWN)
    assert answer.status_code == 200
    assert kept_in(store) is None
    shown, *_others = re.findall(r'<p class="message"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    read = html.unescape(re.sub(r"</?b>", "*", shown))
    publishes(confirmed, text_en=OWN)
    assert patient.tells("hello", "1") == read
    assert "<b>please</b>" in answer.text


def test_from_a_preview_one_can_go_on_writing(confirmed):
    answer = confirmed.browser.post("/settings/consent/preview", version="0", text_en=OWN, again="1")
    assert OWN in html.unescape(answer.text)
    assert "<textarea" in answer.text


def test_a_preview_after_five_minutes_keeps_the_text_and_says_where_to_confirm(confirmed, clock):
    clock.moves(minutes=6)
    answer = confirmed.browser.post("/settings/consent/preview", version="0", text_en=OWN)
    assert answer.status_code == 200
    assert "/confirm?next=/settings" in answer.text
    assert OWN in html.unescape(answer.text)


def test_publishing_needs_a_fresh_code(admin, store, clock):
    admin.is_let_in()
    clock.moves(minutes=6)
    answer = admin.browser.post("/settings/consent", version="0", text_en=OWN)
    assert answer.headers["Location"] == "/confirm?next=/settings/consent"
    assert kept_in(store) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x" * 601, "601 characters"),
        ("x" * 50_000, "at most 600"),
        ("a\x00b", "cannot show"),
        ("a\tb", "cannot show"),
        ("a\x1bb", "cannot show"),
        ("a\u202eb", "cannot show"),
        ("a\ue000b", "cannot show"),
    ],
)
@pytest.mark.parametrize("path", ["/settings/consent", "/settings/consent/preview"])
def test_what_a_phone_cannot_show_is_refused_and_stays_typed(confirmed, store, path, typed, said):
    answer = confirmed.browser.post(path, version="0", text_en=typed, text_es="Hola")
    assert answer.status_code == 422
    assert said in answer.text
    assert "Hola</textarea>" in answer.text
    assert 'href="#text_en"' in answer.text
    assert kept_in(store) is None


@pytest.mark.parametrize("typed", ["\u200d\u200c", "\u2066\n\u2069", "\u2800", "\u3164 \u3164", "\ufe0f"])
@pytest.mark.parametrize("path", ["/settings/consent", "/settings/consent/preview"])
def test_a_text_of_which_nothing_can_be_seen_is_refused_as_empty(confirmed, store, path, typed):
    answer = confirmed.browser.post(path, version="0", text_en=typed, text_es="Hola")
    assert answer.status_code == 422
    assert "This text has no visible characters." in answer.text
    assert "Hola</textarea>" in answer.text
    assert kept_in(store) is None


@pytest.mark.parametrize(
    "typed", ["x" * 600, "نص\u2066 999\u2069", "👩\u200d⚕️", "{}{{}}{0.__class__}%s%(x)s"]
)
def test_what_a_phone_can_show_is_kept_to_the_letter(confirmed, store, patient, typed):
    publishes(confirmed, text_en=typed)
    assert kept_in(store).value.consent_texts == {"en": typed}
    assert typed in patient.tells("hello", "1")


def test_markup_in_a_text_is_only_characters(confirmed):
    answer = confirmed.browser.post(
        "/settings/consent/preview", version="0", text_en="</textarea><script>x</script>"
    )
    assert "<script>x" not in answer.text
    publishes(confirmed, text_en="</textarea><script>x</script>")
    assert "<script>x" not in confirmed.browser.get("/settings/consent").text


def test_the_second_of_two_who_publish_sees_the_first_text_and_keeps_what_was_typed(
    confirmed, store, app, services, clock
):
    other = add_colleague(app, services, clock, "noor@larkfield.example", "admin")
    other.is_let_in()
    other.confirms()
    publishes(confirmed, text_en="First")
    lost = publishes(other, version="0", text_en="Second")
    assert lost.status_code == 409
    assert "English: First" in lost.text
    assert "Second</textarea>" in lost.text
    assert kept_in(store).value.consent_texts == {"en": "First"}
    assert len(events_in(store)) == 1
    assert publishes(other, version=version_on(lost.text), text_en="Second").status_code == 303
    assert kept_in(store).value.consent_texts == {"en": "Second"}


@pytest.mark.parametrize("version", ["", "x", "9"])
def test_a_form_that_follows_no_version_is_refused(confirmed, store, version):
    assert publishes(confirmed, version=version, text_en=OWN).status_code == 400
    assert kept_in(store) is None


def test_without_the_forms_token_nothing_is_published(confirmed, store):
    fields = {"version": "0", "text_en": OWN}
    assert confirmed.browser.post_with("forged", "/settings/consent", fields).status_code == 400
    assert kept_in(store) is None


def test_no_bold_is_made_where_a_phone_makes_none(confirmed):
    typed = "2 * 3 * 4 and a*b*c and *\nnot* but *this one*"
    answer = confirmed.browser.post("/settings/consent/preview", version="0", text_en=typed)
    bold = re.findall(r"<b>(.*?)</b>", answer.text.partition("Español")[0])
    assert "this one" in bold
    assert not {" 3 ", "b", "\nnot"} & {*bold}
