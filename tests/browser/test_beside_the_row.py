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


def test_what_was_typed_outlives_a_line_that_drops_and_is_sent_once_by_itself(clinic, bea):
    store, page, lost = clinic.services.store, bea.page, []
    record = on_file(store, clinic.services.clock())
    save, held = (
        page.locator("[aria-labelledby=h-work] [name=status][value='']"),
        page.get_by_text("Nothing is lost: your words are sent"),
    )

    def loses_the_answer(route):
        route.fetch(max_redirects=0)
        lost.append(route.request.post_data)
        route.abort()

    page.goto(f"/patients/{record}")
    page.locator("#work_note").fill("Rang at ten")
    page.context.set_offline(True)
    save.click()
    held.first.wait_for()
    page.locator("#work_note").fill("Rang at ten, no answer")  # it can still be changed
    with page.expect_navigation():
        page.context.set_offline(False)
    page.locator(".banner.ok").wait_for()

    page.route("**/status*", loses_the_answer, times=1)
    page.locator("#work_note").fill("Rang at eleven")
    with page.expect_navigation():
        save.click()
        held.first.wait_for()
        save.click()  # a press that waits for nothing
    assert "Rang" in lost[0].replace("+", " ")

    page.goto(f"/patients/{record}/edit")
    page.route("**/edit", loses_the_answer, times=1)
    page.locator("#address").fill("9 Elm Road")
    with page.expect_navigation():
        page.get_by_role("button", name="Save corrections").click()
        held.first.wait_for()
        page.get_by_role("button", name="Save corrections").click()
    assert bea.at(f"/patients/{record}")
    with store.read() as unit:
        assert [note.text for note in patient_notes.of(unit.db, record)] == [
            "Rang at eleven",
            "Rang at ten, no answer",
        ]
        told = [event.action for event in audit.about(unit.db, record, 50)]
    assert (told.count("patient.note_added"), told.count("patient.corrected")) == (2, 1)
    assert not page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])").count("Rang")


def test_what_was_typed_is_still_there_after_the_session_has_ended_meanwhile(clinic, bea):
    store, page = clinic.services.store, bea.page
    record = on_file(store, clinic.services.clock())
    page.goto(f"/patients/{record}")
    other = page.context.new_page()
    other.goto("/account")
    page.locator("#work_note").fill("Rang at ten")
    with other.expect_navigation():
        other.locator(".me form button").click()
    page.locator("[aria-labelledby=h-work] [name=status][value='']").click()
    page.get_by_text("You are signed out, and nothing is lost.").wait_for()
    assert page.locator("#work_note").input_value() == "Rang at ten"
    bea.page = other
    bea.signs_in()
    with page.expect_navigation():
        page.locator("[aria-labelledby=h-work] [name=status][value='']").click()
    with store.read() as unit:
        assert [note.text for note in patient_notes.of(unit.db, record)] == ["Rang at ten"]


def test_a_second_press_while_the_first_is_on_its_way_adds_no_second_note(clinic, bea):
    patient = on_file(clinic.services.store, clinic.services.clock())
    page, held = bea.page, []
    page.goto(f"/patients/{patient}")
    page.route("**/status*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright looks at its signature
    page.locator("#work_note").fill("Rang at ten, no answer")
    for _ in range(2):
        page.evaluate("document.querySelector('[aria-labelledby=h-work] [name=status]').click()")
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
