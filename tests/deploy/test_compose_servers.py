"""The database and Redis of the Compose file, with its files: real ones, in front of our own checks."""

from __future__ import annotations

import re
import socket
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis

from app.crypto.certificate import self_signed
from app.store import StoreUnavailable, connect
from app.store.engine import schema
from tests.databases import Keys, roomy_folder
from tests.deploy.shipped import ran
from tests.deploy.stack import COMPOSE, Stack, database, redis_server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="anteroom-stack-", dir=roomy_folder()) as folder:
        yield Stack(Path(folder))


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the names of the containers lead to this computer, as Docker has them lead to each other."""
    look_up = socket.getaddrinfo

    def found(host: Any, *more: Any, **named: Any) -> Any:
        return look_up("127.0.0.1" if host in COMPOSE["services"] else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.fixture(scope="module")
def url(stack: Stack) -> Iterator[str]:
    """The database's address. libpq asks the system for names, so it has the host's address beside its name."""
    with database(stack) as port:
        yield f"{stack.secret('database_url')}&hostaddr=127.0.0.1&port={port}"


def test_anteroom_reaches_its_database_over_verified_tls_and_nobody_else_does(url):
    engine = connect(url)
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW ssl").scalar() == "on"
        mine = "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert connection.exec_driver_sql(mine).scalar() is False
    engine.dispose()
    for changed, why in {
        url.replace("sslmode=verify-full", "sslmode=disable"): "no pg_hba.conf entry",
        url.replace("@database/", "@redis/"): 'does not match host name "redis"',
        url.replace("anteroom:", "anteroom:x"): "password authentication failed",
        url.replace("/anteroom?", "/postgres?"): "no pg_hba.conf entry",
    }.items():
        with pytest.raises(psycopg.OperationalError, match=why):
            psycopg.connect(changed)


def test_what_is_wrong_with_tls_is_told_from_a_server_that_does_not_answer(url, tmp_path):
    other = tmp_path / "other.pem"
    other.write_bytes(self_signed(datetime.now(UTC))[0])
    authority = parse_qs(urlsplit(url).query)["sslrootcert"][0]
    for changed, reason in {
        url.replace("@database/", "@redis/"): "tls_name",
        url.replace(authority, str(other)): "tls_authority",
        url.replace(authority, "/nowhere.pem"): "tls_authority",
        re.sub("port=[0-9]+", "port=1", url): "unreachable",
    }.items():
        store = Keys().store(changed)
        with pytest.raises(StoreUnavailable) as failure, store.read():
            pytest.fail("a transaction began")
        assert failure.value.reason == reason
        store.engine.dispose()


def test_anteroom_counts_and_queues_in_redis_over_verified_tls_and_can_do_no_more(stack):
    with redis_server(stack) as port:
        url = stack.secret("redis_url").replace(":6379/", f":{port}/")
        with redis.Redis.from_url(url) as client:
            assert client.incr("count") == 1
            assert client.eval("return redis.call('GET', KEYS[1])", 1, "count") == b"1"
            client.lpush("queue", "job")
            assert client.brpop(["queue"], 1) == (b"queue", b"job")
            with client.pipeline(transaction=True) as together:
                assert together.expire("count", 9).ttl("count").execute() == [True, 9]
            assert client.info("server")["redis_version"]
            for forbidden in ("FLUSHALL", "CONFIG GET *", "ACL LIST", "KEYS *", "SHUTDOWN"):
                with pytest.raises(redis.exceptions.NoPermissionError):
                    client.execute_command(*forbidden.split())
        health = COMPOSE["services"]["redis"]["healthcheck"]["test"][1]
        ran("bash", "-c", stack.here(health.replace("-h redis", f"-h 127.0.0.1 -p {port}"), "redis"))
        for changed in (
            url.replace("rediss://", "redis://").partition("?")[0],
            url.replace("@redis:", "@database:"),
            url.replace("anteroom:", "anteroom:x"),
            url.replace("anteroom:", "default:"),
        ):
            with redis.Redis.from_url(changed) as client, pytest.raises(redis.exceptions.ConnectionError):
                client.ping()
