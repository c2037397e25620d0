"""A cry for help that Twilio was told we have is there, whatever is killed the moment after."""

from __future__ import annotations

from app.store.work import alarms
from tests.server.live_server import RemotePatient

ROUNDS = 2


def test_a_server_that_is_killed_after_its_answer_has_lost_no_alarm(serve, store):
    server = serve()
    for number in range(ROUNDS):
        patient = RemotePatient(server, f"whatsapp:+1500555{number:04}")
        patient.says("chest pain")
        server.kill()
        with store.read() as unit:
            assert alarms.count_waiting(unit.db) == number + 1
        server.start()
        again = RemotePatient(server, patient.address)
        assert again.insists(patient.acknowledged[0].fields) == patient.acknowledged[0].reply
        with store.read() as unit:
            assert len(alarms.latest(unit.db)) == number + 1
