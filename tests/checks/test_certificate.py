"""The certificate at PUBLIC_URL, read from a real TLS server: expired, soon to, not trusted, well."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from app.checks import State
from app.checks.host import certificate
from app.config import load
from app.crypto.certificate import self_signed
from tests.settings import complete_environment

DAYS = 397
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def judged(services, tmp_path, monkeypatch):
    """Judge a certificate that expires so many days from now, as a real server shows it."""

    def judge(left, *, kind="production", trusted=True):
        public, private = self_signed(NOW - timedelta(days=DAYS - left))
        paths = tmp_path / "shown.crt", tmp_path / "shown.key"
        for path, content in zip(paths, (public, private), strict=True):
            path.write_bytes(content)
        monkeypatch.setenv("SSL_CERT_FILE", str(paths[0]) if trusted else "/dev/null")
        with tls_server(*paths) as port:
            settings = load(
                complete_environment(PUBLIC_URL=f"https://localhost:{port}", ANTEROOM_ENV=kind), tmp_path
            )
            return certificate(replace(services, settings=settings, clock=lambda: NOW))

    return judge


@contextmanager
def tls_server(public, private):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                try:
                    context.wrap_socket(plain, server_side=True).close()
                except OSError:
                    plain.close()

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        (-1, State.BAD, f"it expired on {(NOW - timedelta(days=1)).date()}"),
        (2, State.BAD, "in 2 days"),
        (10, State.WARN, "in 10 days"),
        (60, State.OK, f"trusted, valid until {(NOW + timedelta(days=60)).date()}"),
    ],
    ids=["expired", "2 days", "10 days", "60 days"],  # without a date, which may change while workers collect
)
def test_how_long_it_is_good_for_is_told_in_time(judged, left, state, words):
    found = judged(left)
    assert (found.state, words in found.said) == (state, True), found.said


def test_one_that_nobody_trusts_is_bad_in_production_and_usual_in_development(judged):
    found = judged(60, trusted=False)
    assert (found.state, "not trusted" in found.said) == (State.BAD, True)
    assert judged(60, kind="development", trusted=False).state is State.OK
    assert judged(-1, kind="development", trusted=False).state is State.BAD


@pytest.mark.parametrize("is_there", [True, False])
def test_a_server_that_says_nothing_is_not_waited_for(services, tmp_path, is_there):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1] if is_there else 1
        settings = load(complete_environment(PUBLIC_URL=f"https://127.0.0.1:{port}"), tmp_path)
        found = certificate(replace(services, settings=settings), timeout=0.2)
    assert (found.state, "nothing speaks TLS at 127.0.0.1" in found.said) == (State.BAD, True)
