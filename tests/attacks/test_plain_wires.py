"""Nobody between Anteroom and its database or Redis reads or writes along: a production start refuses such a wire."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

from app.config import ConfigurationError, load
from app.store import connect
from tests.databases import IMPATIENT
from tests.settings import complete_environment

POSTGRESQL = "postgresql://u:s3cret@"
VERIFIED = "sslmode=verify-full"

READABLE_DATABASES = {
    "no word of TLS": ("db.example.org/anteroom", {}),
    "TLS switched off": ("db.example.org/anteroom?sslmode=disable", {}),
    "TLS if the server likes": ("db.example.org/anteroom?sslmode=prefer", {}),
    "TLS with whoever answers": ("db.example.org/anteroom?sslmode=require", {}),
    "a certificate of any name": ("db.example.org/anteroom?sslmode=verify-ca", {}),
    "two modes": (f"db.example.org/anteroom?{VERIFIED}&sslmode=disable", {}),
    "another spelling of the name": ("db.example.org/anteroom?SSLMODE=verify-full", {}),
    "a mode in escapes": ("db.example.org/anteroom?ssl%6dode=disable", {}),
    "a number in a private network": ("10.0.0.5:5432/anteroom", {}),
    "IPv6": ("[2001:db8::5]/anteroom", {}),
    "a host in the query": ("/anteroom?host=db.example.org", {}),
    "a host in the query with its port": ("/anteroom?host=db.example.org:5432", {}),
    "an address in the query": ("localhost/anteroom?hostaddr=10.0.0.5", {}),
    "the second of two hosts": (
        "/anteroom?host=localhost&host=db.example.org&target_session_attrs=read-write",
        {},
    ),
    "the second of two hosts, with a comma": (
        "/anteroom?host=localhost,db.example.org&target_session_attrs=read-write",
        {},
    ),
    "two hosts in the place of one": (
        "localhost,db.example.org/anteroom?target_session_attrs=read-write",
        {},
    ),
    "a host from the environment": ("/anteroom", {"PGHOST": "db.example.org"}),
    "a host from the environment beside a blank one": ("/anteroom?host=", {"PGHOST": "db.example.org"}),
    "an address from the environment beside a blank one": (
        "localhost/anteroom?hostaddr=",
        {"PGHOSTADDR": "10.0.0.5"},
    ),
    "an address from the environment": ("localhost/anteroom", {"PGHOSTADDR": "10.0.0.5"}),
    "a service": ("/anteroom?service=clinic", {}),
    "a service from the environment": ("/anteroom", {"PGSERVICE": "clinic"}),
    "a connection string in the query": ("/anteroom?conninfo=host%3Ddb.example.org", {}),
    "switched off against the environment": (
        "db.example.org/anteroom?sslmode=disable",
        {"PGSSLMODE": "verify-full"},
    ),
    "switched off in the environment": ("db.example.org/anteroom", {"PGSSLMODE": "disable"}),
    "a name like this computer's": ("localhost.example.org/anteroom", {}),
}
SAFE_DATABASES = {
    "verified": (f"db.example.org/anteroom?{VERIFIED}", {}),
    "verified against an authority of one's own": (f"db.example.org/anteroom?{VERIFIED}&sslrootcert=/etc/ca.pem", {}),
    "verified, two hosts": (f"/anteroom?host=one.example.org,two.example.org&target_session_attrs=read-write&{VERIFIED}", {}),
    "verified by a service's host": (f"/anteroom?service=clinic&{VERIFIED}", {}),
    "verified by the environment": ("db.example.org/anteroom", {"PGSSLMODE": "verify-full"}),
    "verified by the environment, beside other words": ("db.example.org/anteroom?connect_timeout=2", {"PGSSLMODE": "verify-full"}),
    "this computer": ("localhost:5432/anteroom", {}),
    "this computer by number": ("127.0.0.2/anteroom", {}),
    "this computer by IPv6": ("[::1]/anteroom", {}),
    "this computer, in the query": ("/anteroom?host=localhost:5433", {}),
    "a socket": ("/anteroom?host=%2Frun%2Fpostgresql", {}),
    "an abstract socket": ("/anteroom?host=%40postgresql", {}),
    "the usual socket": ("/anteroom", {}),
    "a socket from the environment": ("/anteroom", {"PGHOST": "/run/postgresql"}),
}  # fmt: skip
READABLE_REDIS = {
    "no TLS": "redis://:s3cret@cache.example.org:6379/0",
    "a number in a private network": "redis://10.0.0.6",
    "a host in the query": "redis://?host=cache.example.org",
    "no certificate asked for": "rediss://cache.example.org?ssl_cert_reqs=none",
    "a certificate if there is one": "rediss://cache.example.org?ssl_cert_reqs=optional",
    "a certificate of any name": "rediss://cache.example.org?ssl_check_hostname=false",
    "a certificate of any name, in escapes": "rediss://cache.example.org?ssl_check%5Fhostname=False",
    "ciphers without a certificate": "rediss://cache.example.org?ssl_ciphers=aNULL",
    "a laxer verification": "rediss://cache.example.org?ssl_exclude_verify_flags=VERIFY_X509_STRICT",
    "two answers": "rediss://cache.example.org?ssl_cert_reqs=required&ssl_cert_reqs=none",
}
SAFE_REDIS = {
    "verified": "rediss://:pw@cache.example.org:6380/0",
    "verified, and said so": "rediss://cache.example.org?ssl_cert_reqs=required&ssl_check_hostname=true",
    "verified against an authority of one's own": "rediss://cache.example.org?ssl_ca_certs=/etc/ca.pem",
    "this computer": "redis://localhost:6379/1",
    "this computer by number": "redis://127.0.0.1",
    "this computer by IPv6": "redis://[::1]:6379",
    "no host": "redis:///0",
    "a socket": "unix:///run/redis.sock?db=1",
}


def started(tmp_path, **changed):
    return load(complete_environment() | changed, tmp_path)


def refusal(tmp_path, **changed):
    with pytest.raises(ConfigurationError) as raised:
        started(tmp_path, **changed)
    (told,) = raised.value.problems
    assert "s3cret" not in told
    return told


@pytest.mark.parametrize("case", READABLE_DATABASES)
def test_a_database_is_not_spoken_to_where_others_may_read(case, tmp_path):
    url, environment = READABLE_DATABASES[case]
    told = refusal(tmp_path, DATABASE_URL=POSTGRESQL + url, **environment)
    assert "DATABASE_URL" in told
    assert VERIFIED in told


@pytest.mark.parametrize("case", SAFE_DATABASES)
def test_a_database_on_this_computer_or_over_verified_tls_is_spoken_to(case, tmp_path):
    url, environment = SAFE_DATABASES[case]
    settings = started(tmp_path, DATABASE_URL=POSTGRESQL + url, **environment)
    used = settings.database_url.reveal()
    assert used.startswith(POSTGRESQL + url)
    if "PGSSLMODE" in environment:
        assert VERIFIED in used, "what was read is what is used, whatever the environment of a command is"


@pytest.mark.parametrize("case", READABLE_REDIS)
def test_redis_is_not_spoken_to_where_others_may_read(case, tmp_path):
    told = refusal(tmp_path, REDIS_URL=READABLE_REDIS[case])
    assert "REDIS_URL" in told
    assert "rediss://" in told


@pytest.mark.parametrize("case", SAFE_REDIS)
def test_redis_on_this_computer_or_over_verified_tls_is_spoken_to(case, tmp_path):
    settings = started(tmp_path, REDIS_URL=SAFE_REDIS[case])
    assert settings.redis_url is not None
    assert settings.redis_url.reveal() == SAFE_REDIS[case]


def test_in_development_any_wire_will_do(tmp_path):
    addresses = {"DATABASE_URL": POSTGRESQL + "db/anteroom", "REDIS_URL": "redis://cache"}
    assert not started(tmp_path, ANTEROOM_ENV="development", **addresses).production


def test_a_server_without_tls_hears_no_more_than_the_question_for_it():
    """What is configured is what libpq does: whoever answers in the clear is told no user, no password and no query."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer_in_the_clear() -> None:
            connection, _ = listening.accept()
            with connection:
                heard.append(connection.recv(1024))
                connection.sendall(b"N")
                heard.append(connection.recv(1024))

        port = listening.getsockname()[1]
        with ThreadPoolExecutor() as pool:
            answered = pool.submit(answer_in_the_clear)
            engine = connect(
                f"{POSTGRESQL}127.0.0.1:{port}/anteroom?{VERIFIED}&gssencmode=disable", timeouts=IMPATIENT
            )
            with pytest.raises(OperationalError, match="does not support SSL"), engine.connect():
                pass
            engine.dispose()
            answered.result()
    assert heard == [b"\x00\x00\x00\x08\x04\xd2\x16\x2f", b""], "SSLRequest, and the end"
