"""Clients and Twilio's second try get in each other's way, and descriptors run out, while patients write."""

from __future__ import annotations

import resource
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest
from sqlalchemy import text

from tests.faults.traffic import traffic
from tests.people import message_fields
from tests.server.live_server import RemotePatient
from tests.server.proxies import running
from tests.server.slow import slow_clients

pytestmark = pytest.mark.fault
DESCRIPTORS = 40
HALF_OPEN = 120
SLOW = 50
SLOW_FOR = 20
WITHOUT = 8


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_processes_run_out_of_descriptors(serve, store):
    server = serve(WEB_CONCURRENCY="2")
    with traffic("out of descriptors", [server], store) as flowing:
        flowing.flows()
        before = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in server.workers()}
        with ExitStack() as held:
            for pid, (_, most) in before.items():
                resource.prlimit(pid, resource.RLIMIT_NOFILE, (DESCRIPTORS, most))
            for _ in range(2 * DESCRIPTORS):
                held.enter_context(socket.create_connection(("127.0.0.1", server.port), 20))
            time.sleep(WITHOUT)
            for pid, limits in before.items():
                with suppress(ProcessLookupError):  # it ended for want of them, and another was started
                    resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        flowing.healed()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hundred_clients_begin_and_do_not_go_on(fronted, store):
    server, in_front = fronted
    with (
        running("caddy", server, in_front.port),
        traffic("half-open connections", [in_front], store) as flowing,
        ExitStack() as held,
    ):
        flowing.flows()
        for number in range(HALF_OPEN):
            client = held.enter_context(socket.create_connection(("127.0.0.1", in_front.port), 20))
            if number % 2:
                client.sendall(b"\x16\x03\x01")
        flowing.flows(24, 16)
        flowing.healed()


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_fifty_clients_of_a_proxy_send_and_read_a_byte_at_a_time(fronted, proxy, store):
    server, in_front = fronted
    with running(proxy, server, in_front.port):
        fifty_are_slow(f"slow clients of {proxy}", in_front, store)


def fifty_are_slow(name, server, store):
    """Let them come again and again: each is hung up on in time, and nobody else notices them."""
    with traffic(name, [server], store) as flowing:
        flowing.flows()
        with slow_clients(server, SLOW) as clients:
            until = time.monotonic() + SLOW_FOR
            flowing.flows()
            time.sleep(max(0.0, until - time.monotonic()))
            assert clients.hung_up_on > SLOW
        flowing.healed()
    assert flowing.is_untouched


def test_twilio_tries_again_at_the_other_node_while_the_first_still_works(node, cluster, keys, open_store):
    first = node(cluster.url, WEB_CONCURRENCY="1")
    second = node(cluster.url, WEB_CONCURRENCY="1", PUBLIC_URL=first.public_url)
    address = "whatsapp:+15005550006"
    ways = [RemotePatient(each, address) for each in (first, second)]
    store = open_store(cluster.url, keys)
    with traffic("second try at the other node", [first, second], store) as flowing:
        flowing.flows(6, 4)
        for line in ("hello", "1", "1"):
            assert ways[0].deliver(message_fields(line, address))[0] == 200
        fields = message_fields("Maya Okafor-Lindt", address)
        with cluster.owner() as owner, ThreadPoolExecutor(2) as pool:
            owner.autocommit = False
            owner.execute("SELECT 1 FROM conversations FOR UPDATE")
            begun = pool.submit(ways[0].deliver, fields)
            time.sleep(2)
            again = pool.submit(ways[1].deliver, fields)
            time.sleep(2)
            owner.rollback()
            assert begun.result() == again.result()
        assert begun.result()[0] == 200
        flowing.healed()
    with store.engine.connect() as connection:
        receipts = connection.execute(
            text("SELECT COUNT(*) FROM receipts WHERE message_sid = :sid"), {"sid": fields["MessageSid"]}
        )
        assert receipts.scalar_one() == 1
