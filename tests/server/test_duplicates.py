"""One message, however often and wherever it arrives: one effect, one reply."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.people import message_fields
from tests.server.live_server import RemotePatient

COPIES = 200
AT_ONCE = 20
ADDRESS = "whatsapp:+15005550006"


@pytest.mark.timeout(200)
def test_two_hundred_copies_at_two_servers_at_once_have_one_effect_and_one_reply(serve, store):
    first = serve()
    # The second answers for the same public address, as another node behind one proxy does.
    second = serve(PUBLIC_URL=first.public_url)
    writer = RemotePatient(first, ADDRESS)
    for line in ("hello", "1", "1"):
        writer.says(line)
    copy = message_fields("Maya Okafor-Lindt", ADDRESS)
    together = threading.Barrier(AT_ONCE)

    def deliver(number: int) -> list[tuple[int, str]]:
        patient = RemotePatient((first, second)[number % 2], ADDRESS)
        together.wait()
        return [patient.deliver(copy) for _ in range(COPIES // AT_ONCE)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [answer for part in pool.map(deliver, range(AT_ONCE)) for answer in part]

    assert len(answers) == COPIES
    assert {status for status, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1, "the replies are the same to the byte"
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM receipts")).scalar_one() == 4
        step, counted = connection.execute(text("SELECT step, window_count FROM conversations")).one()
    assert (step, counted) == ("birth_date", 4), "one step, not two"
