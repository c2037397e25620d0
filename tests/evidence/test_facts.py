"""What papers are written from: what counts now, by whoever set it, and nothing that a patient said."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app import create_app
from app.config import Secret, load
from app.config.settings import GoogleSettings
from app.evidence import access, custody, holdings, recipients
from app.evidence.facts import Rehearsal, gather
from app.evidence.markup import to_html
from app.evidence.papers import PAPERS
from app.retention.rules import rules_of
from app.services import Services
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.clinic.retention_rules import RulesVersion
from app.store.staff import access_reviews
from tests.cases import for_each
from tests.people import ANSWERS, HANDS_IN, begins
from tests.server.canary import encodings
from tests.settings import complete_environment
from tests.staff_people import add_colleague
from tests.store.example import EMAIL, SAID

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.evidence.facts import Facts


@pytest.fixture
def facts(sqlite_store, clock, tmp_path) -> Facts:
    return gather(Services(load(complete_environment(), tmp_path), sqlite_store, clock))


@pytest.fixture
def write(services: Services) -> Callable[..., str]:
    """A function that writes a paper by the command."""
    runner = create_app(services).test_cli_runner()

    def written(*arguments: str) -> str:
        done = runner.invoke(args=["evidence", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    return written


def test_no_paper_has_a_word_a_number_or_a_name_of_anybody(example, write):
    for paper in PAPERS:
        for form in ((), ("--json",)):
            written = write(paper, *form).encode()
            told = [word for word in (*SAID, EMAIL) for each in encodings(word) if each in written]
            assert told == [], paper


def test_what_an_admin_saved_counts_and_people_and_records_are_counted(app, patient, services, clock):
    begins(patient)
    patient.tells(*ANSWERS, *HANDS_IN)
    add_colleague(app, services, clock, "noor@larkfield.example", "admin")
    add_colleague(app, services, clock, "reza@larkfield.example", "reception")
    settings = services.settings
    with services.store.begin() as unit:
        named = replace(settings.clinic, name="Rowan House", consent_age=14, export_approval=True)
        assert versions.keep(unit.db, ClinicVersion, 0, named, "operator", clock())
        kept = replace(rules_of(settings.retention), done_days=400)
        assert versions.keep(unit.db, RulesVersion, 0, kept, "operator", clock())
    found = gather(services)
    assert (found.clinic.name, found.clinic.consent_age, found.rules.done_days) == ("Rowan House", 14, 400)
    assert (found.records, found.members) == (1, {"admin": 1, "reception": 1})


def test_a_review_of_access_is_told_with_its_day_and_those_who_wait_for_one(app, services, clock):
    assert "**There was none yet.**" in access.review(gather(services))
    for name in ("noor", "reza"):
        add_colleague(app, services, clock, f"{name}@larkfield.example", "admin")
    clock.moves(days=200)
    assert "**2 of the accounts should have been confirmed by now.**" in access.review(gather(services))
    with services.store.begin() as unit:
        listed = {each.id for each in access_reviews.listed(unit.db)}
        access_reviews.confirm(unit.db, "operator", listed, clock(), is_alone=False)
    assert access.review(gather(services)).endswith(f"The last was on {clock():%Y-%m-%d}.")


def test_a_paper_says_what_it_is_who_wrote_it_and_what_people_still_have_to_say(write):
    paper = write("ropa")
    assert paper.startswith(
        "# Record of processing activities: patient intake\n\nGDPR, Article 30(1)\n\nLarkfield Clinic, "
    )
    for words in (
        "It is no legal advice",
        "Compliance profile: none.",
        "## What people have to say (7 of ",
        "- a.2, the controller: ",
    ):
        assert words in paper
    told = json.loads(write("ropa", "--json"))
    blanks = [each for each in told["answers"] if each["answer"] is None]
    assert (len(blanks), blanks[0]["who"]) == (7, "the controller")


@for_each("paper", ["dpia", "ropa", "hipaa", "gdpr32", "asvs", "dtac"])
def test_a_paper_as_a_page_says_the_same_loads_nothing_and_runs_nothing(paper, write, tmp_path):
    file = tmp_path / f"{paper}.html"
    assert write(paper, "--html", str(file)) == ""
    assert file.stat().st_mode & 0o777 == 0o600
    page = file.read_text()
    assert not [each for each in ("<script", " src=", "url(", "@import", "<link") if each in page]
    body = html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2]))
    answers = json.loads(write(paper, "--json"))["answers"]
    words = " ".join(re.findall(r"\w+", body))
    for told in answers:
        for said in (f"{told['id']} {told['asked']}", told["answer"] or told["what"]):
            assert " ".join(re.findall(r"\w+", said)) in words, told["id"]
    assert "**" not in body
    assert "\n- " not in body


@for_each(
    ("text", "page"),
    [
        ("A <b> & *c*", "<p>A &lt;b&gt; &amp; <em>c</em></p>"),
        (
            "**One**: `a_b`\n\n- 2 * 3\n- *x*",
            "<p><strong>One</strong>: <code>a_b</code></p>\n<ul><li>2 * 3</li><li><em>x</em></li></ul>",
        ),
        ("Above\n- one", "<p>Above</p>\n<ul><li>one</li></ul>"),
        ("", ""),
    ],
)
def test_what_stands_out_in_an_answer_stands_out_on_a_page(text, page):
    assert to_html(text) == page


def test_a_page_that_is_there_is_not_replaced_unasked(services, tmp_path):
    file = tmp_path / "dpia.html"
    file.write_text("last year's")
    runner = create_app(services).test_cli_runner()
    assert runner.invoke(args=["evidence", "dpia", "--html", str(file)]).exit_code == 1
    assert file.read_text() == "last year's"
    assert runner.invoke(args=["evidence", "dpia", "--html", str(file), "--force"]).exit_code == 0
    assert "Data protection" in file.read_text()


def test_a_restore_is_told_as_the_last_rehearsal_measured_it(facts):
    assert custody.restoring(facts).startswith("**No restore was measured**")
    done = Rehearsal(facts.now - timedelta(days=2), timedelta(seconds=83.4), 120_000)
    assert "120,000 rows in 83.4 seconds" in custody.restoring(replace(facts, rehearsal=done))
    assert "less than 72 hours" in custody.restoring(replace(facts, rehearsal=done))
    old = replace(facts, rehearsal=done._replace(at=facts.now - timedelta(days=91)))
    assert "more than 90 days ago" in custody.restoring(old)
    earlier = replace(facts, rehearsal=done._replace(took=None))
    assert "did not keep how long it took" in custody.restoring(earlier)


def test_a_database_is_told_by_its_place_and_never_with_its_password(facts):
    assert "an SQLite file on the server itself" in holdings.place(facts)
    url = "postgresql://clinic:hunter2-of-larkfield@db.larkfield.example/anteroom?sslmode=verify-full"
    settings = load(complete_environment(DATABASE_URL=url), facts.settings.instance)
    told = holdings.place(replace(facts, settings=settings))
    assert "PostgreSQL (db.larkfield.example), reached over TLS with a verified certificate" in told
    assert "hunter2" not in told


def test_google_and_a_store_of_secrets_are_named_once_they_are_in_use(facts):
    before = recipients.in_use(facts)
    google = GoogleSettings(Secret("{}"), "1aB2c3D4e5F6g7H8i9J0kLmN", None)
    settings = replace(facts.settings, google=google, secret_stores=frozenset({"Vault"}))
    after = replace(facts, settings=settings)
    assert "Google" not in before
    assert "the spreadsheet 1aB2c3D4e5F6g7H8i9J0kLmN" in recipients.in_use(after)
    assert "**Vault** keeps secrets of the installation" in recipients.in_use(after)
    assert "Google" in recipients.abroad(after)
    assert custody.secrets(after).startswith("Secrets come from Vault at each start.")


def test_the_store_that_a_secret_came_from_is_known(tmp_path):
    kept = load(complete_environment(METRICS_TOKEN=f"cmd:/bin/echo {'q8Zk3wPx7LmN2vRt' * 3}"), tmp_path)
    assert kept.secret_stores == {"The command"}
    assert load(complete_environment(), tmp_path).secret_stores == frozenset()


def test_every_table_that_an_erasure_reaches_is_in_the_record_with_its_end(facts):
    told = holdings.tables(facts)
    for each in facts.holdings:
        assert f"| {each.called} |" in told
    assert (
        "| records | name, birth date, address, medical history, medications, extra, particulars, allergy |"
        in told
    )
    for called in ("audit events", "lists of the records in a file"):
        assert (
            f"| {called} | no words in the clear | with the trail, 2,190 days after it was written | yes |"
            in told
        )


def test_a_database_user_who_may_do_too_much_is_told(facts):
    assert "a file of the service's own user" in custody.privileges(facts)
    assert "nothing beyond its own database" in custody.privileges(replace(facts, powers=()))
    assert "**The database's user may do more than it needs**: make roles." in custody.privileges(
        replace(facts, powers=("make roles",))
    )
