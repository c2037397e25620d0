"""What a script adds at the desk: copies that are in the trail, a reason beside the row, a button that prints."""

from __future__ import annotations

from app.store.patients import patient_notes
from app.store.trail import audit
from tests.dashboard.people_on_file import on_file


def test_a_copy_is_written_down_and_what_cannot_be_written_down_is_not_copied(clinic, bea):
    record = clinic.hands_in(
        "Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "NONE", "DONE"
    )
    page = bea.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(record)
    bea.presses("[form=show][value=identity]")
    copied = {}
    for what in ("Name", "Date of birth", "Address", "Number"):
        page.get_by_role("button", name=f"Copy {what}").click()
        page.get_by_role("button", name=f"Copied {what}").wait_for()
        copied[what] = page.evaluate("navigator.clipboard.readText()")
    assert copied.pop("Number").startswith("+447700900")
    assert copied == {"Name": "Maya Okafor-Lindt", "Date of birth": "4 March 1990", "Address": "12 Mill Lane"}
    with clinic.services.store.read() as unit:
        told = [event.action for event in audit.latest(unit.db, 20)]
    assert told.count("patient.copied") == 4

    page.evaluate("navigator.clipboard.writeText('nothing')")
    page.context.set_offline(True)
    page.get_by_role("button", name="Copied Address").click()
    page.get_by_text("Not copied. Show it again, then copy.").last.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "nothing"
    page.context.set_offline(False)


def test_a_note_outlives_a_line_that_drops_as_it_is_sent_and_goes_with_the_next_press(clinic, bea):
    patient = on_file(clinic.services.store, clinic.services.clock())
    page = bea.page
    page.goto(f"/patients/{patient}")
    page.locator("#note").fill("Rang at ten, no answer")
    page.context.set_offline(True)
    page.get_by_role("button", name="Add note").click()
    page.get_by_text("Nothing was sent, and what you typed is still here.").wait_for()
    assert page.locator("#note").input_value() == "Rang at ten, no answer"
    page.context.set_offline(False)
    bea.sends("Add note")
    assert bea.sees(".banner.ok")
    with clinic.services.store.read() as unit:
        (note,) = patient_notes.of(unit.db, patient, clinical=True)
    assert note.text == "Rang at ten, no answer"


def test_a_second_press_while_the_first_is_on_its_way_adds_no_second_note(clinic, bea):
    patient = on_file(clinic.services.store, clinic.services.clock())
    page, held = bea.page, []
    page.goto(f"/patients/{patient}")
    page.route("**/healthz", lambda route: held.append(route))  # noqa: PLW0108 - Playwright looks at its signature
    page.locator("#note").fill("Rang at ten, no answer")
    for _ in range(2):
        page.evaluate("document.querySelector('#note').form.querySelector('button').click()")
    with page.expect_request("**/livez"):  # a page's requests are told in their order
        page.evaluate("void fetch('/livez')")
    assert len(held) == 1
    with page.expect_navigation():
        held[0].continue_()
    with clinic.services.store.read() as unit:
        assert len(patient_notes.of(unit.db, patient, clinical=True)) == 1


def test_a_row_without_a_reason_asks_for_it_beside_the_row_and_the_next_row_does_not_ask(clinic, bea):
    for number in range(30):
        on_file(clinic.services.store, clinic.services.clock(), name=f"Noor {number}", birth_date="1950")
    page = bea.page
    page.goto("/patients")
    rows = page.locator("#list tbody tr")
    rows.nth(25).get_by_role("button", name="Show the name of").click()
    menu = page.locator("#why")
    assert menu.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Calling a patient in"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Noor" in rows.nth(25).inner_text()
    with page.expect_navigation():
        rows.nth(26).get_by_role("button", name="Show the name of").click()
    assert "Noor" in rows.nth(26).inner_text()
    assert not menu.is_visible()


def test_all_names_without_a_reason_take_two_keys(clinic, bea):
    on_file(clinic.services.store, clinic.services.clock(), name="Noor Haddad")
    page = bea.page
    page.goto("/patients")
    page.keyboard.press("s")
    page.locator("#why button:focus", has_text="Calling a patient in").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Noor Haddad" in page.locator("#list").inner_text()


def test_the_print_view_prints(clinic, bea):
    record = on_file(clinic.services.store, clinic.services.clock())
    page = bea.page
    page.goto(f"/patients/{record}/print")
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
