"""A clinic that writes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.dashboard.invitations.pace import INVITED
from app.store.conversations import conversations
from app.store.messages import contents
from app.store.staff import staff
from app.store.work import storage_counts
from app.store.work.storage_counts import day_of
from tests.messages.clinic import Clinic, with_twilio
from tests.messages.mail_server import MailBox, mail_server
from tests.messages.ward import Ward
from tests.store.example import a_text
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from app.services import Services
    from app.store import Store
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague


@pytest.fixture
def api(clock: Clock) -> Iterator[FakeTwilioApi]:
    with FakeTwilioApi(clock) as fake:
        yield fake


@pytest.fixture(scope="module")
def one_mail_server() -> Iterator[MailBox]:
    """A mail server for all tests of a module."""
    with mail_server() as box:
        yield box


@pytest.fixture
def box(one_mail_server: MailBox) -> MailBox:
    """The mail server, with nothing in it."""
    one_mail_server.received.clear()
    one_mail_server.recipients.clear()
    one_mail_server.answer = "250 OK"
    one_mail_server.refuses.clear()
    return one_mail_server


@pytest.fixture
def clinic(
    services: Services, store: Store, patient: Patient, handed_in: UUID, api: FakeTwilioApi, clock: Clock
) -> Clinic:
    with store.read() as unit:
        conversation = conversations.find(unit.db, patient.address)
    assert conversation is not None
    return Clinic(with_twilio(services, api.url), api, clock, patient, handed_in, conversation)


@pytest.fixture
def invites_meanwhile(store: Store, clock: Clock) -> Iterator[Callable[[Colleague, int], None]]:
    """A function that has another request of a member invite so many, right after the next reads the count."""
    waiting: list[tuple[Colleague, int]] = []
    has_read: list[bool] = []

    def reads(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if waiting and statement.startswith("SELECT") and INVITED in repr(parameters):
            has_read.append(True)

    def is_back(*_connection: object) -> None:
        if not has_read or not waiting:
            return
        person, invited = waiting.pop()
        with store.begin() as unit:
            member = staff.by_email(unit.db, person.email)
            assert member
            storage_counts.add(unit.db, member.id, INVITED, day_of(clock()), invited)

    event.listen(store.engine, "before_cursor_execute", reads)
    event.listen(store.engine, "checkin", is_back)
    yield lambda person, invited: waiting.append((person, invited))
    event.remove(store.engine, "before_cursor_execute", reads)
    event.remove(store.engine, "checkin", is_back)
    assert not waiting, "the count was read"


@pytest.fixture
def ward(
    services: Services, clock: Clock, patient: Patient, box: MailBox, api: FakeTwilioApi, tmp_path: Path
) -> Ward:
    return Ward(services, clock, patient, box, api, tmp_path)


@pytest.fixture
def ines(colleague: Callable[[str], Colleague]) -> Colleague:
    """Somebody at reception."""
    ines = colleague("reception")
    ines.is_let_in()
    return ines


@pytest.fixture
def approved(clinic: Clinic) -> str:
    """The id of the invitation in English, which WhatsApp has approved."""
    sid = "HX" + "a" * 32
    with clinic.services.store.begin() as unit:
        body = "Hello, this is {{1}}. Please answer."
        contents.put(unit.db, a_text("invitation", body, clinic.clock(), sid=sid, state="approved"))
    clinic.api.contents.knows(sid, body)
    return sid
