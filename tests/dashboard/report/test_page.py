"""The report: every figure as a table, rounded to five, nobody named, and one line in the trail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, update

from app.crypto import Column, Sealer
from app.dashboard.report import page as report
from app.intake.clinic import Clinic
from app.store.clinic import milestones, versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import conversation_steps, conversations, senders
from app.store.messages import deliveries
from app.store.messages.outbound import OutboundMessage
from app.store.patients import erasures, patients
from app.store.patients.patient import Patient
from app.store.patients.patient import patients as records
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarm_takings, alarms
from app.store.work.alarm_takings import Ended, Outcome
from tests.databases import on_each_engine
from tests.fork_client import loaded_app
from tests.store.example import ANSWERS, an_alarm
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.services import Services
    from tests.people import Clock
    from tests.staff_people import Colleague

STEPS = (
    "language", "consent", "name", "birth_date", "address", "medical_history", "medications", "review", "submitted"
)  # fmt: skip


class Tables(HTMLParser):
    """Reads the tables of a page, line by line, each under the caption or the heading that names it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[list[str]] = []
        self.cell: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag == "tr":
            self.lines.append([])
        if tag in {"td", "th"}:
            self.cell = ""

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self.cell is not None:
            self.lines[-1].append(self.cell.strip())
            self.cell = None

    def find(self, label: str) -> list[str]:
        """Return the filled cells after a label."""
        [line] = [line for line in self.lines if line and line[0] == label]
        return [cell for cell in line[1:] if cell]


@pytest.fixture
def hand_in(services: Services) -> Callable[..., list[UUID]]:
    """A function that has so many people hand in at a moment."""

    def create(count: int, at: datetime, language: str = "en", birth_date: str = "1980-03-04") -> list[UUID]:
        ids = [uuid4() for _ in range(count)]
        with services.store.begin() as unit:
            for patient in ids:
                answers = ANSWERS | {"birth_date": birth_date}
                patients.create(unit.db, patient, None, language, answers, False, at)
        return ids

    return create


@pytest.fixture
def converse(services: Services) -> Callable[..., None]:
    """A function that has so many conversations come to a step, so many minutes after they began."""
    numbers = iter(range(10_000))

    def begin(count: int, began: datetime, furthest: str, minutes: float = 9) -> None:
        taken = STEPS[: STEPS.index(furthest) + 1]
        with services.store.begin() as unit:
            for _ in range(count):
                found = senders.lock(unit.db, f"whatsapp:+1500555{next(numbers):04}", None, began)
                for place, step in enumerate(taken):
                    at = began + timedelta(minutes=minutes) * place / max(1, len(taken) - 1)
                    conversation_steps.record(unit.db, found.id, None, step, None, at)
                conversations.save(unit.db, found.id, "", furthest, "en", False, at)

    return begin


def kpis(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)<", page))


def seen(services: Services) -> list[Mapping[str, object]]:
    with services.store.read() as unit:
        return [event.details for event in audit.page(unit.db, AuditFilters(action="report."), 50, None)]


def test_an_empty_clinic_is_told_what_will_be_here(nurse: Colleague):
    nurse.is_let_in()
    answer = nurse.browser.get("/report")
    assert answer.status_code == 200
    assert "Nothing to count yet" in answer.text
    assert '<svg class="chart"' not in answer.text


def test_every_angle_of_the_page_begins_a_tag(nurse: Colleague, clock: Clock, hand_in, converse):
    hand_in(12, clock.now - timedelta(hours=3))
    hand_in(3, clock.now - timedelta(days=1), "es")
    converse(2, clock.now - timedelta(days=1), "medical_history")
    nurse.is_let_in()
    page = nurse.browser.get("/report").text
    assert "&lt;5" in page
    assert re.findall(r"<(?![!/]?[A-Za-z]|!--).{0,9}", page) == []


def test_every_figure_is_in_a_table(nurse: Colleague, clock: Clock, hand_in, converse):
    hand_in(12, clock.now - timedelta(hours=3))
    hand_in(7, clock.now - timedelta(days=1), "es", "1950")
    converse(20, clock.now - timedelta(days=1), "submitted", minutes=20)
    converse(10, clock.now - timedelta(days=1), "medical_history")
    nurse.is_let_in()
    page = nurse.browser.get("/report?period=30").text
    tables = Tables(page)
    assert kpis(page) == {
        "Intakes": "20",
        "Waiting for review": "20",
        "Time to review": "–",
        "Still answering": "10",
        "Alarms": "0",
        "Time to take an alarm": "–",
        "Time to an outcome": "–",
        "Finished": "67%",
        "Time to finish": "20 min",
    }
    assert tables.find("25 Nov 2026") == ["10"]
    assert tables.find("24 Nov 2026") == ["5"]
    assert tables.find("27 Oct 2026") == ["0"]
    assert tables.find("English") == ["10"]
    assert tables.find("Spanish") == ["5"]
    assert tables.find("30–44") == ["0"]
    assert tables.find("45–59") == ["10"]
    assert tables.find("75 and over") == ["5"]
    assert tables.find("Wrote to us") == ["30", "100%"]
    assert tables.find("Medical history") == ["20", "67%"]
    assert tables.find("Checked and sent") == ["20", "67%"]
    assert tables.find("Median") == ["20 min"]
    assert "Most people drop out before “Medical history”." in page


@on_each_engine
@pytest.mark.parametrize("period", [7, 30, 90, 365])
def test_every_day_of_the_period_has_a_line_and_those_before_are_not_counted(
    period: int, nurse: Colleague, clock: Clock, hand_in
):
    hand_in(5, clock.now - timedelta(days=period - 1))
    hand_in(10, clock.now - timedelta(days=period))
    nurse.is_let_in()
    page = nurse.browser.get(f"/report?period={period}").text
    days = [line for line in Tables(page).lines if re.fullmatch(r"\d+ \w{3} \d{4}", line[0])]
    assert len(days) == period
    assert days[0][1] == kpis(page)["Intakes"] == "5"
    assert f'href="/report?period={period}" aria-current="page"' in page


def test_a_chart_has_a_title_and_words_for_who_cannot_see_it(nurse: Colleague, clock: Clock, hand_in):
    hand_in(8, clock.now)
    nurse.is_let_in()
    page = nurse.browser.get("/report").text
    [chart] = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert 'role="img" aria-labelledby="days-chart-title days-chart-desc"' in chart
    assert '<title id="days-chart-title">Intakes per day</title>' in chart
    assert "The busiest day had about 10." in chart
    assert "viewBox" not in chart
    assert "style=" not in page


def test_every_number_of_people_on_the_page_is_rounded_to_five_and_a_small_one_is_not_told(
    nurse: Colleague, clock: Clock, hand_in, converse
):
    hand_in(29, clock.now)
    hand_in(3, clock.now - timedelta(days=1), "es", "2019-01-01")
    converse(32, clock.now, "submitted")
    converse(1, clock.now, "name")
    nurse.is_let_in()
    page = nurse.browser.get("/report").text
    tables = Tables(page)
    told = {kpis(page)["Intakes"], kpis(page)["Still answering"]}
    told |= {line[2] if len(line) > 2 else line[1] for line in tables.lines if line}
    assert kpis(page)["Intakes"] == "30"
    assert kpis(page)["Still answering"] == "&lt;5"
    assert tables.find("Spanish") == ["<5"]
    assert tables.find("24 Nov 2026") == ["<5"]
    assert tables.find("English") == ["30"]
    assert tables.find("0–9") == ["<5"]
    assert tables.find("45–59") == ["30"]
    assert tables.find("Wrote to us") == ["35", "100%"]
    assert tables.find("Checked and sent") == ["30", "86%"]
    assert [figure for figure in told if figure.isdigit() and int(figure) % 5] == []
    assert page.count("Every number of people is rounded to five") == 1


def test_fewer_than_five_in_all_are_not_broken_down(nurse: Colleague, clock: Clock, hand_in, converse):
    hand_in(4, clock.now)
    converse(4, clock.now, "submitted")
    nurse.is_let_in()
    page = nurse.browser.get("/report").text
    assert kpis(page) == {
        "Intakes": "&lt;5",
        "Waiting for review": "&lt;5",
        "Time to review": "–",
        "Still answering": "0",
        "Alarms": "0",
        "Time to take an alarm": "–",
        "Time to an outcome": "–",
        "Finished": "–",
        "Time to finish": "–",
    }
    assert page.count("Too few to show without revealing who they are.") == 4
    assert '<svg class="chart"' not in page


@on_each_engine
def test_an_alarm_is_timed_from_the_first_cry_to_whoever_took_it_first_and_to_the_outcome(
    nurse: Colleague, services: Services, clock: Clock
):
    since, waits = clock.now - timedelta(hours=5), (1, 2, 7, 30, 90)
    with services.store.begin() as unit:
        for minutes in waits:
            conversation, at = uuid4(), since + timedelta(minutes=minutes)
            cries = [
                an_alarm(conversation, None, "help", since + timedelta(seconds=late)) for late in (0, 20)
            ]
            assert all(alarms.add(unit.db, cry) for cry in cries)
            taken = alarms.take(unit.db, conversation, cries[1].id, "staff:1", at)
            first = alarm_takings.begin(unit.db, taken, at)
            alarm_takings.end(unit.db, first, Ended.HANDED, at)
            alarms.give(unit.db, taken, "staff:2", at + timedelta(hours=2))
            handed = alarms.of(unit.db, conversation)
            taking = alarm_takings.begin(unit.db, handed, at + timedelta(hours=2))
            alarm_takings.conclude(unit.db, taking, Outcome.SAFE, "", at + timedelta(hours=3))
    nurse.is_let_in()
    found = kpis(nurse.browser.get("/report?period=7").text)
    assert (found["Time to take an alarm"], found["Time to an outcome"]) == ("7 min", "3 h 7 min")


@on_each_engine
def test_the_time_to_review_is_from_submitting_to_the_first_change_of_status(
    nurse: Colleague, services: Services, clock: Clock, hand_in
):
    """Of five at least. What is new still waits, and a restricted record is counted nowhere."""
    since = clock.now - timedelta(days=2)
    waits = (10, 20, 100, 180, 300)
    reviewed = hand_in(len(waits), since)
    with services.store.begin() as unit:
        for patient, minutes in zip(reviewed, waits, strict=True):
            for place, status in enumerate(("in_review", "done")):
                at = since + timedelta(minutes=minutes * (1 + 5 * place))
                details = {"from": "new", "to": status}
                audit.record(
                    unit.db,
                    "staff:x",
                    trail_event("patient.status_changed"),
                    "patient",
                    patient,
                    details,
                    at=at,
                )
                assert patients.set_status(unit.db, patient, ("new", "in_review")[place], status, at)
    hand_in(7, since)
    nurse.is_let_in()
    told = kpis(nurse.browser.get("/report?period=7").text)
    assert (told["Time to review"], told["Waiting for review"]) == ("1 h 40 min", "5")
    with services.store.begin() as unit:
        erasures.restrict(unit.db, reviewed[0], "nurse", clock.now)
    assert kpis(nurse.browser.get("/report?period=7").text)["Time to review"] == "–"
    clock.moves(days=7)
    nurse.is_let_in()
    told = kpis(nurse.browser.get("/report?period=7").text)
    assert (told["Time to review"], told["Waiting for review"]) == ("–", "5")


def test_a_day_is_one_of_the_clinics_zone(nurse: Colleague, services: Services, clock: Clock, hand_in):
    with services.store.begin() as unit:
        zone = Clinic("Larkfield", "1", "999", timezone="America/New_York")
        versions.keep(unit.db, ClinicVersion, 0, zone, "staff:x", clock.now)
    hand_in(5, datetime(2026, 11, 1, 3, 30, tzinfo=UTC))  # 31 October, 23:30
    hand_in(10, datetime(2026, 11, 1, 5, 30, tzinfo=UTC))  # 1 November, 01:30 for the first time
    hand_in(20, datetime(2026, 11, 1, 6, 30, tzinfo=UTC))  # and for the second
    clock.moves(hours=19)  # 23:00 there, and already the 26th here
    nurse.is_let_in()
    page = nurse.browser.get("/report?period=90").text
    assert Tables(page).find("31 Oct 2026") == ["5"]
    assert Tables(page).find("1 Nov 2026") == ["30"]
    assert "America/New_York" in page
    assert Tables(page).find("25 Nov 2026") == ["0"]
    assert "26 Nov" not in page


def test_an_age_is_that_of_the_day_of_the_intake_and_one_that_cannot_be_read_is_not_known(
    nurse: Colleague, services: Services, clock: Clock, hand_in
):
    hand_in(10, clock.now - timedelta(days=20), birth_date="2008-11-20")  # eighteen since
    hand_in(5, clock.now, birth_date="2008-11-20")
    damaged = hand_in(15, clock.now)
    with services.store.engine.begin() as connection:
        broken = update(records).where(records.c.id.in_(damaged)).values(birth_date="damaged")
        connection.execute(broken)
    nurse.is_let_in()
    tables = Tables(nurse.browser.get("/report").text)
    assert tables.find("10–17") == ["10"]
    assert tables.find("18–29") == ["5"]
    assert tables.find("Not known") == ["15"]


@on_each_engine
def test_a_look_is_one_event_in_the_trail(nurse: Colleague, services: Services, clock: Clock, hand_in):
    hand_in(6, clock.now)
    hand_in(3, clock.now - timedelta(days=60))
    nurse.is_let_in()
    nurse.browser.get("/report")
    assert seen(services) == [{"period": 30, "patients": 6}]
    nurse.browser.get("/report?period=90")
    assert seen(services) == [{"period": 90, "patients": 9}, {"period": 30, "patients": 6}]


@on_each_engine
def test_birth_dates_are_opened_when_the_look_is_in_the_trail_and_others_write_meanwhile(
    nurse: Colleague, services: Services, clock: Clock, hand_in, monkeypatch: pytest.MonkeyPatch
):
    """Each time some are about to be opened, somebody looks into the trail, and somebody hands in."""
    looks, open_many = [], Sealer.open_many

    def meanwhile(sealer: Sealer, column: Column, pairs: Any) -> Any:
        if column == Patient.birth_date.column:
            looks.append(seen(services))
            hand_in(1, clock.now)
        return open_many(sealer, column, pairs)

    hand_in(7, clock.now)
    nurse.is_let_in()
    monkeypatch.setattr("app.store.exports.report_rows._BATCH", 3)
    monkeypatch.setattr(Sealer, "open_many", meanwhile)
    assert kpis(nurse.browser.get("/report").text)["Intakes"] == "5"
    assert looks == [[{"period": 30, "patients": 7}]] * 3


@pytest.mark.parametrize("period", ["", "8", "030", "30 ", "-30", "x" * 5000, "30\x00", "٣٠"])
def test_another_period_is_refused_in_words_and_reads_nothing(
    period: str, nurse: Colleague, services: Services, hand_in, clock: Clock
):
    hand_in(6, clock.now)
    nurse.is_let_in()
    answer = nurse.browser.client.get(
        "/report", query_string={"period": period}, base_url="https://intake.example.org",
        headers={"User-Agent": nurse.browser.agent}, environ_base={"REMOTE_ADDR": nurse.browser.address},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "Choose one of the periods below: 7, 30, 90 or 365 days." in answer.text
    assert "<dl" not in answer.text
    assert seen(services) == []


@pytest.mark.parametrize("role", ["reception", "auditor"])
def test_a_member_who_may_not_see_it_is_turned_away(role: str, colleague, services: Services):
    person = colleague(role)
    person.is_let_in()
    assert person.browser.get("/report").status_code == 403
    assert seen(services) == []


def test_nobody_is_on_the_page(admin: Colleague, clock: Clock, hand_in, converse):
    ids = hand_in(9, clock.now)
    converse(9, clock.now, "address")
    admin.is_let_in()
    answer = admin.browser.get("/report")
    for told in (*ANSWERS.values(), "Brontë", "15005550", "4 March 1980", *(str(each)[:8] for each in ids)):
        assert told not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_says_when_there_is_more_than_it_counts(
    nurse: Colleague, clock: Clock, services: Services, hand_in, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(report, "MOST", 10)
    hand_in(6, clock.now - timedelta(days=2))
    hand_in(5, clock.now)
    nurse.is_let_in()
    page = nurse.browser.get("/report").text
    assert "only the newest 10 intakes and conversations" in page
    assert kpis(page)["Intakes"] == "10"
    assert seen(services) == [{"period": 30, "patients": 10}]


def test_the_web_process_has_no_pandas_until_the_report_is_asked_for(environment: dict[str, str]):
    code = (
        "import sys; from app import create_app; create_app(); import app.dashboard.report;"
        " print('pandas' in sys.modules);"
        " from app.figures.conversations import count_conversations;"
        " count_conversations([], 1); print('pandas' in sys.modules)"
    )
    assert loaded_app().run("-c", code, environment=environment).stdout.split() == ["False", "True"]


def test_messages_are_counted_by_what_became_of_them_and_why_some_did_not_arrive(
    nurse: Colleague, services: Services, clock: Clock, hand_in
):
    (patient,) = hand_in(1, clock.now)
    became = {
        ("reply", "read", None): 12, ("reply", "delivered", None): 9, ("reply", "undelivered", "63003"): 4,
        ("reply", "given_up", "opted_out"): 5, ("reply", "given_up", "not_needed"): 50, ("alert", "sent", None): 30,
        ("reminder", "sent", None): 2, ("reply", "failed", "63024"): 4,
    }  # fmt: skip
    row = {"patient_id": patient, "actor": "anteroom", "attempts": 1, "clinical": False}
    rows = [
        row | {"id": uuid4(), "purpose": purpose, "state": state, "error": error, "created_at": at}
        for (purpose, state, error), count in became.items()
        for at in [clock.now] * count + [clock.now - timedelta(days=31)]
    ]
    with services.store.engine.begin() as connection:
        connection.execute(insert(OutboundMessage), rows)
    with services.store.begin() as unit:
        talk = senders.lock(unit.db, "whatsapp:+15005550006", None, clock.now).id
        for number in range(13):
            status = "read" if number < 10 else "sent"
            deliveries.advance(unit.db, f"SM{number}", talk, status, None, clock.now)
    nurse.is_let_in()
    page = nurse.browser.get("/report?period=30").text
    tables = Tables(page)
    assert tables.find("Replies of staff") == ["30", "20", "67%", "10", "15"]
    assert tables.find("Reminders") == ["<5", "0", "0", "0"]
    assert tables.find("Answers of the form") == ["15", "10", "67%", "10", "0"]
    assert tables.find("The number is not on WhatsApp. Call them.") == ["10"]
    assert tables.find("They have written STOP. Call them.") == ["5"]
    assert "Notices" not in page
    assert "not needed" not in page


def svg_of(page: str, name: str) -> str:
    [chart] = re.findall(rf'<svg class="chart"[^>]*aria-labelledby="{name}-title.*?</svg>', page, re.DOTALL)
    return str(chart)


def table_of_picture(page: str, title: str) -> dict[str, list[str]]:
    [body] = re.findall(rf'aria-label="{title}, table">(.*?)</table>', page, re.DOTALL)
    return {line[0]: line[1:] for line in Tables(body).lines}


def test_finished_stand_against_started_by_the_week_in_which_people_began(
    nurse: Colleague, clock: Clock, converse
):
    converse(10, clock.now - timedelta(days=1), "submitted")
    converse(6, clock.now - timedelta(days=1), "name")
    converse(2, clock.now - timedelta(days=8), "name")
    nurse.is_let_in()
    page = nurse.browser.get("/report?period=30").text
    chart = svg_of(page, "finished-chart")
    assert (chart.count('class="a"'), chart.count('class="b"')) == (1, 2)
    assert "Finished: 10, Started, not finished: 10" in chart
    rows = table_of_picture(page, "Finished and started, by week")
    assert rows["Week of"] == ["Finished", "Started, not finished"]
    assert (rows["23 Nov"], rows["16 Nov"], rows["9 Nov"]) == (["10", "5"], ["0", "<5"], ["0", "0"])


def a_reply(state: str, at: datetime) -> dict[str, Any]:
    row = {"id": uuid4(), "patient_id": None, "actor": "anteroom", "attempts": 1, "clinical": False}
    return row | {"purpose": "reminder", "state": state, "error": None, "created_at": at}


@on_each_engine
def test_messages_are_told_by_week_each_once(nurse: Colleague, services: Services, clock: Clock):
    sent = [("read", 0, 10), ("delivered", 0, 5), ("sent", 7, 8), ("failed", 7, 3), ("read", 40, 20)]
    with services.store.engine.begin() as connection:
        for state, days, many in sent:
            at = clock.now - timedelta(days=days)
            connection.execute(insert(OutboundMessage), [a_reply(state, at) for _ in range(many)])
    nurse.is_let_in()
    page = nurse.browser.get("/report?period=30").text
    rows = table_of_picture(page, "Messages that we sent, by week")
    assert (rows["23 Nov"], rows["16 Nov"]) == (["10", "5", "0", "0"], ["0", "0", "10", "<5"])
    assert svg_of(page, "message-chart").count('class="bad"') == 1
    tables = Tables(page)
    assert tables.find("Messages sent") == ["25", "20", "5 more"]
    assert tables.find("Messages not delivered") == ["<5", "0", "–"]


def test_the_time_to_review_is_told_for_weeks_of_five_and_more(
    nurse: Colleague, services: Services, clock: Clock, hand_in
):
    for days, many in ((1, 5), (8, 4)):
        since = clock.now - timedelta(days=days)
        for place, patient in enumerate(hand_in(many, since)):
            with services.store.begin() as unit:
                audit.record(
                    unit.db,
                    "staff:x",
                    trail_event("patient.status_changed"),
                    "patient",
                    patient,
                    {"from": "new", "to": "done"},
                    at=since + timedelta(hours=place + 1),
                )
    nurse.is_let_in()
    page = nurse.browser.get("/report?period=30").text
    rows = table_of_picture(page, "Time to review, by week")
    assert rows["23 Nov"] == ["2 h 0 min", "3 h 0 min", "4 h 0 min"]
    assert rows["16 Nov"] == ["–", "–", "–"], "four could be told from each other"
    chart = svg_of(page, "review-chart")
    assert (chart.count('class="band"'), chart.count('class="dot"')) == (1, 1)


def test_what_was_before_stands_beside_what_is_now(nurse: Colleague, clock: Clock, converse):
    converse(20, clock.now - timedelta(days=1), "submitted")
    converse(10, clock.now - timedelta(days=8), "submitted")
    converse(3, clock.now - timedelta(days=8), "name")
    nurse.is_let_in()
    tables = Tables(nurse.browser.get("/report?period=7").text)
    assert tables.find("Finished") == ["20", "10", "10 more"]
    assert tables.find("Started, not finished") == ["0", "<5", "–"]
    assert tables.find("Alarms") == ["0", "0", "the same"]


def test_sample_patients_are_not_among_the_figures_unnoticed(
    nurse: Colleague, services: Services, clock: Clock, hand_in
):
    hand_in(6, clock.now)
    nurse.is_let_in()
    assert "Sample patients are among these figures" not in nurse.browser.get("/report").text
    with services.store.begin() as unit:
        milestones.mark(unit.db, milestones.SAMPLES, "operator", clock.now)
    assert "Sample patients are among these figures" in nurse.browser.get("/report").text
