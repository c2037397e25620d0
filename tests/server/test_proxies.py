"""The shipped files of nginx and Caddy, in front of a real server: what a page's paragraph cannot show."""

from __future__ import annotations

import http.client
import re
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from app import create_app
from app.config import load
from app.services import build
from tests.people import FORM, Clock, message_fields
from tests.project import ROOT
from tests.server.live_server import RemotePatient, Server, free_port
from tests.server.proxies import Proxied, running, shipped
from tests.staff_people import Colleague, add_colleague, token_on

if TYPE_CHECKING:
    from collections.abc import Iterator

CUSTOMERS = 20
"""More than a server process has threads."""


class Visitor:
    """A browser on a real wire, which keeps cookies."""

    def __init__(self, proxied: Proxied) -> None:
        self._proxied = proxied
        self._cookies: dict[str, str] = {}

    def sends(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        connection = self._proxied.connects()
        url = self._proxied.server.public_url
        given = {"Accept": "text/html", "Referer": f"{url}{path}", "Origin": url} | headers
        if self._cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            given["Content-Type"] = FORM
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        said = answer.read().decode()
        connection.close()
        return answer.status, said

    def posts(self, path: str, page: str, **fields: str) -> tuple[int, str]:
        token = token_on(self.sends("GET", page)[1])
        return self.sends("POST", path, urlencode(fields | {"csrf_token": token}))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[tuple[Server, int]]:
    """A server behind a proxy of this machine, and the proxy's port."""
    folder, port = tmp_path_factory.mktemp("proxied"), free_port()
    database = folder / "anteroom.db"
    database.write_bytes(sqlite_template.read_bytes())
    database.chmod(0o600)
    server = Server(
        folder, f"sqlite:///{database}",
        PUBLIC_URL=f"https://localhost:{port}", TRUSTED_PROXIES="127.0.0.1", WEB_CONCURRENCY="1",
    )  # fmt: skip
    server.tls = False
    server.start()
    yield server, port
    server.end()


@pytest.fixture(scope="module")
def clinician(server: tuple[Server, int]) -> Iterator[Colleague]:
    services = build(load(server[0].environment, server[0].folder))
    clock = Clock()
    clock.now = datetime.now(UTC)
    yield add_colleague(create_app(services), services, clock, "mia@larkfield.example", "clinician")
    services.store.close()


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxied(request: pytest.FixtureRequest, server: tuple[Server, int]) -> Iterator[Proxied]:
    with running(request.param, *server) as proxy:
        proxied = Proxied(server[0], proxy)
        yield proxied
        proxied.close()


def refused_networks(proxied: Proxied) -> set[str]:
    services = build(load(proxied.server.environment, proxied.server.folder))
    with services.store.engine.connect() as connection:
        found = set(connection.execute(text("SELECT network FROM refusals")).scalars())
    services.store.close()
    return found


def test_somebody_signs_in_and_takes_a_whole_file_along(proxied, clinician):
    """Over HTTP/1.0 a file would be refused: one that broke off looks whole there."""
    mia = Visitor(proxied)
    codes = iter(clinician.recovery[:2] if proxied.proxy.kind == "nginx" else clinician.recovery[2:])
    named = {"email": clinician.email, "password": clinician.password}
    assert mia.posts("/login", "/login", code=next(codes), **named)[0] == 303
    assert mia.sends("GET", "/patients")[0] == 200
    assert mia.posts("/confirm", "/confirm", code=next(codes), next="/exports")[0] == 303
    status, file = mia.posts("/exports/csv", "/exports", reason="audit", columns="record_id")
    assert (status, "reference" in file.lower()) == (200, True), file


def test_a_signed_message_is_answered(proxied):
    patient = RemotePatient(proxied, "whatsapp:+15005550006")
    assert patient.deliver(message_fields())[0] == 200


def test_a_proxy_gives_an_idle_connection_up_before_the_server_does():
    """Else a message is now and then sent on a connection that the server is closing, and answered with 502."""
    [server] = re.findall(r'"keepalive": (\d+)', (ROOT / "app" / "server.py").read_text())
    for name, pattern in {
        "nginx.conf": r"keepalive_timeout (\d+)s;",
        "Caddyfile": r"keepalive (\d+)s",
    }.items():
        [proxy] = re.findall(pattern, (ROOT / "deploy" / name).read_text())
        assert int(proxy) < int(server), name


def test_what_a_client_claims_of_itself_is_not_believed(proxied):
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "X-Real-IP": "203.0.113.9"}
    headers |= {"Forwarded": "for=203.0.113.9;proto=http", "X-Forwarded-Host": "evil.example"}
    # Without a signature the server answers before it has read the form, and a proxy may say 502 to that.
    headers |= {"X-Twilio-Signature": "forged"}
    visitor = Visitor(proxied)
    assert visitor.sends("POST", "/webhook", urlencode(message_fields()), **headers)[0] == 403
    assert visitor.sends("GET", "/login", **headers)[0] == 200
    assert refused_networks(proxied) == {"127.0.0.0/24"}


def test_a_message_in_the_clear_is_refused_and_not_redirected_and_a_page_is_sent_to_https(proxied):
    connection = http.client.HTTPConnection("localhost", proxied.proxy.http, timeout=20)
    connection.request("POST", "/webhook", urlencode(message_fields()), {"Content-Type": FORM})
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.headers.get("Location")) == (403, None)
    connection.request("GET", "/patients")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, f"{proxied.public_url}/patients")
    connection.close()


def test_what_is_too_large_is_refused(proxied):
    visitor = Visitor(proxied)
    assert visitor.sends("POST", "/webhook", "Body=" + "x" * 70_000)[0] == 413
    most = {413} if proxied.proxy.kind == "nginx" else {413, 502}  # Caddy before 2.7 says 502
    assert visitor.sends("POST", "/login", "email=" + "x" * 200_000)[0] in most


def test_slow_bodies_hold_nobody_up(proxied):
    body = urlencode(message_fields()).encode()
    with ExitStack() as open_ones:
        slow = [proxied.connects() for _ in range(CUSTOMERS)]
        for connection in slow:
            open_ones.callback(connection.close)
            connection.putrequest("POST", "/webhook")
            connection.putheader("Content-Type", FORM)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body[:-1])
        assert Visitor(proxied).sends("GET", "/healthz")[0] == 200
        if proxied.proxy.kind == "nginx":
            assert proxied.connections_upstream() < CUSTOMERS / 2, "the server does not hear of them"
        slow[0].send(body[-1:])
        answer = slow[0].getresponse()
        assert (answer.status, answer.read() is None) == (403, False)


def test_doctor_finds_the_front_door_open(proxied):
    found = proxied.doctor()
    assert {name: found[name]["state"] for name in ("sign_in_form", "webhook", "certificate")} == {
        "sign_in_form": "ok",
        "webhook": "ok",
        "certificate": "ok",
    }, found
    assert refused_networks(proxied) <= {"127.0.0.0/24"}


def test_without_the_host_doctor_names_the_cure(server):
    line = "        proxy_set_header Host $http_host;\n"
    assert line in shipped("nginx")
    with running("nginx", server[0], free_port(), shipped("nginx").replace(line, "")) as proxy:
        found = Proxied(server[0], proxy).doctor()["sign_in_form"]
    assert found["state"] == "bad"
    assert "proxy_set_header Host $http_host;" in found["mend"]
