"""A backup taken while patients write holds whole moments: everything acknowledged before it, and nothing by halves."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.store.patients.patient import patients
from tests.fork_client import loaded_app
from tests.server.crowd import Crowd
from tests.store.backups import PUBLIC_KEY, checked, restored

SENDERS = 3
ENOUGH = 2


def test_what_was_acknowledged_before_a_backup_is_in_it_and_what_is_in_it_is_whole(
    serve, keys, open_store, tmp_path, record_property
):
    server = serve(WEB_CONCURRENCY="2")
    crowd, stop = Crowd(server), threading.Event()

    def hold_intakes():
        while not stop.is_set():
            crowd.hold_intake()

    environment = server.environment | {
        "BACKUP_KEY": PUBLIC_KEY,
        "ERASURE_JOURNAL": str(tmp_path / "erasures.journal"),
    }
    file = tmp_path / "one.backup"
    with ThreadPoolExecutor(SENDERS) as pool:
        senders = [pool.submit(hold_intakes) for _ in range(SENDERS)]
        try:
            while len(crowd.finished) < ENOUGH and not any(sender.done() for sender in senders):
                stop.wait(0.02)
            before, handed_in = crowd.acknowledged, len(crowd.finished)
            done = loaded_app().flask("backup", file, environment=environment)
            after = crowd.acknowledged
        finally:
            stop.set()
        for sender in senders:
            sender.result(60)
    assert done.returncode == 0, done.stderr
    assert after > before, "patients have to have been answered meanwhile"

    other = open_store(f"sqlite:///{tmp_path}/other/anteroom.db", keys)
    backup = file.read_bytes()
    report = restored(other, backup)
    assert report.chain.fault is None
    with other.engine.connect() as connection:
        messages = connection.scalar(select(func.count()).select_from(table_of(Receipt)))
        people = connection.scalar(select(func.count()).select_from(patients))
        unanswered = connection.scalar(
            select(func.count()).select_from(table_of(Receipt)).where(table_of(Receipt).c.reply.is_(None))
        )
    assert before <= messages <= after + SENDERS
    assert handed_in <= people <= len(crowd.finished) + SENDERS
    assert unanswered == 0
    record_property("answered while it was taken", after - before)
    record_property("rows", checked(other, backup).manifest.rows)
