"""The reference that a patient shows at the desk: on the last page, in a message, and in a picture that Twilio fetches."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest

from app.config import load
from app.jobs.worker import Worker
from app.messages import send
from app.services import Services
from app.store.conversations import conversations, senders
from app.store.messages.outbound import SEND
from app.store.patients import patients
from app.web.check_in import picture_url
from tests import qr
from tests.form.page_people import STORED, AtThePage, new_link
from tests.messages.clinic import with_twilio
from tests.people import SENDER
from tests.settings import complete_environment
from tests.staff_people import HOST
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague
    from tests.twilio_api import Sent

BY_SMS = "+15005550100"


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    environment = complete_environment(LEFT_OUT_QUESTIONS="", TWILIO_SENDERS=f"{SENDER},{BY_SMS}")
    return Services(load(environment, tmp_path), store, clock)


@pytest.fixture
def api(clock: Clock) -> Iterator[FakeTwilioApi]:
    with FakeTwilioApi(clock) as fake:
        yield fake


def works(services: Services, api: FakeTwilioApi) -> list[Sent]:
    """Send what is due, and return all that was sent."""
    worker = Worker(with_twilio(services, api.url), {SEND: send.run})
    while worker.once():
        pass
    return api.sent


def only_record(services: Services) -> str:
    with services.store.read() as unit:
        (listed,) = patients.page(unit.db, 5)
    return listed.id.hex


def shown(reference: str) -> str:
    return f"{reference[:4]}-{reference[4:8]}"


def fetched(app: Flask, address: str, *, method: str = "GET") -> TestResponse:
    """Fetch an address as Twilio does."""
    path = urlsplit(address).path
    return app.test_client().open(
        path, method=method, base_url=HOST, headers={"User-Agent": "TwilioProxy/1.1"}
    )


def seen(picture: bytes) -> str:
    drawn = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert drawn is not None, "it is a picture"
    return qr.read(drawn[::16, ::16])


def test_after_handing_in_one_message_brings_the_reference_and_its_picture_and_nothing_else(
    app: Flask, services: Services, api: FakeTwilioApi, maya: AtThePage
) -> None:
    maya.hands_in()
    reference = shown(only_record(services))
    [sent] = works(services, api)
    assert sent.body == f"Larkfield Clinic has your answers. Your reference: {reference}."
    picture = fetched(app, sent.fields["MediaUrl"])
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert picture.headers["Cache-Control"] == "no-store"
    assert seen(picture.data) == reference
    told = str(sent.fields) + picture.data.decode("latin-1")
    # "12" may be in a random address; a word of four letters is in none.
    first_words = [
        next((word for word in words.split() if len(word) > 3), words) for words in STORED.values()
    ]
    assert not [word for word in first_words if word in told]
    maya.sends("done", answer="One more thing")
    assert len(works(services, api)) == 1


def test_the_message_is_in_the_language_of_the_page(
    services: Services, api: FakeTwilioApi, maya: AtThePage
) -> None:
    maya.begins()
    maya.browser.get("/form/whom?lang=es")
    maya.agrees()
    maya.answers()
    maya.sends("review")
    [sent] = works(services, api)
    assert sent.body.startswith("Larkfield Clinic tiene sus respuestas. Su referencia: ")


def test_by_sms_it_comes_without_a_picture_and_by_e_mail_not_at_all(
    app: Flask, services: Services, api: FakeTwilioApi, clock: Clock
) -> None:
    AtThePage(app, new_link(services, "+15005550088")).hands_in()
    [sent] = works(services, api)
    assert (sent.to, "MediaUrl" in sent.fields) == ("+15005550088", False)
    AtThePage(app, new_link(services, "mailto:maya@example.org")).hands_in()
    assert len(works(services, api)) == 1


def test_after_24_hours_of_silence_and_after_stop_there_is_none_and_at_night_it_comes_at_once(
    app: Flask, services: Services, api: FakeTwilioApi, clock: Clock, maya: AtThePage
) -> None:
    maya.begins()
    clock.moves(hours=24)
    maya.begins()
    maya.agrees()
    maya.answers()
    maya.sends("review")
    assert works(services, api) == []
    clock.moves(hours=-2)  # from nine in the morning to seven
    night = AtThePage(app, new_link(services, "whatsapp:+15005550009"))
    night.hands_in()
    [sent] = works(services, api)
    assert sent.to == "whatsapp:+15005550009"
    with services.store.begin() as unit:
        stopped = senders.lock(unit.db, "whatsapp:+15005550010", None, clock()).id
        conversations.set_opted_out(unit.db, stopped, opted_out=True)
    AtThePage(app, new_link(services, "whatsapp:+15005550010")).hands_in()
    clock.moves(hours=2)
    assert works(services, api) == [sent]


def test_a_picture_is_at_its_address_for_an_hour_and_at_no_other(
    app: Flask, services: Services, clock: Clock
) -> None:
    good = picture_url(services, "7f3a-91c2", clock())
    assert fetched(app, good, method="HEAD").status_code == 200
    assert fetched(app, good).status_code == 200
    end = good.rpartition("/")[2]
    reference, until, signed = end.split(".")
    others = (
        end.replace("7f3a", "7f3b"),
        f"{reference}.{int(until) + 1}.{signed}",
        f"{reference}.{until}.{signed[:-1]}A" if signed[-1] != "A" else f"{reference}.{until}.{signed[:-1]}E",
        f"{reference}.{until}.",
        f"{reference}.{until}",
        f"{reference}.99999999999.{signed}",
        "7f3a-91c2",
    )
    answers = [fetched(app, f"/check-in/{each}") for each in others]
    assert {answer.status_code for answer in answers} == {404}
    clock.moves(minutes=59)
    assert fetched(app, good).status_code == 200
    clock.moves(minutes=1)
    assert fetched(app, good).status_code == 404


def test_reception_scans_exactly_what_the_code_holds_and_lands_on_the_record(
    app: Flask, services: Services, maya: AtThePage, colleague: Callable[[str], Colleague]
) -> None:
    maya.hands_in()
    page = maya.sees("done")
    drawn = page[page.index("<svg", page.index("lookout")) : page.index("</svg>", page.index("lookout")) + 6]
    code = qr.read(qr.drawn(drawn))
    record = only_record(services)
    assert code == shown(record)
    assert code in page, "and it can be read out"
    ines = colleague("reception")
    ines.is_let_in()
    for typed in (code, code.upper(), f" {code}\n"):  # without its dash it may be a date: 16a36dec
        found = ines.browser.post("/patients/search", q=typed)
        landed = ines.browser.get(found.headers["Location"])
        assert landed.headers["Location"].partition("?")[0].replace("-", "").endswith(record)
