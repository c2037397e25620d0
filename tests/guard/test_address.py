"""The client's address and scheme behind zero, one or two proxies, and never by a stranger's word."""

from __future__ import annotations

from ipaddress import ip_network

from app.config import TrustedProxies
from app.guard.address import TrustedProxiesOnly
from tests.cases import for_each

PROXIES = TrustedProxies((ip_network("10.0.0.0/24"),), unix_socket=True)


def start_response(_status, _headers, _exc_info=None, /):
    return lambda _body: None


def seen(trusted, peer, **headers):
    """Return (address, scheme, forwarded headers left) that the app gets to see."""
    caught = {}

    def app(environ, _start_response):
        caught.update(environ)
        return []

    environ = {"wsgi.url_scheme": "http", "REMOTE_ADDR": peer} | {f"HTTP_{k}": v for k, v in headers.items()}
    TrustedProxiesOnly(app, trusted)(environ, start_response)
    left = [name for name in caught if "FORWARDED" in name or name == "HTTP_X_REAL_IP"]
    return caught["REMOTE_ADDR"], caught["wsgi.url_scheme"], left


@for_each(
    ("case", "peer", "headers", "expected"),
    [
        ("nobody in between", "203.0.113.9", {}, ("203.0.113.9", "http")),
        (
            "a stranger who forges",
            "203.0.113.9",
            {"X_FORWARDED_FOR": "198.51.100.1", "X_FORWARDED_PROTO": "https", "X_REAL_IP": "198.51.100.1"},
            ("203.0.113.9", "http"),
        ),
        ("one proxy", "10.0.0.1", {"X_FORWARDED_FOR": "203.0.113.9", "X_FORWARDED_PROTO": "https"}, ("203.0.113.9", "https")),
        (
            "one proxy, client forged the left",
            "10.0.0.1",
            {"X_FORWARDED_FOR": "127.0.0.1, 203.0.113.9", "X_FORWARDED_PROTO": "http, https"},
            ("203.0.113.9", "https"),
        ),
        (
            "two proxies",
            "10.0.0.2",
            {"X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9, 10.0.0.1", "X_FORWARDED_PROTO": "https"},
            ("203.0.113.9", "https"),
        ),
        ("a unix socket", "", {"X_FORWARDED_FOR": "2001:db8::7", "X_FORWARDED_PROTO": "https"}, ("2001:db8::7", "https")),
        ("garbage from the proxy", "10.0.0.1", {"X_FORWARDED_FOR": "unknown", "X_FORWARDED_PROTO": "gopher"}, ("10.0.0.1", "http")),
        ("an IPv4 peer in IPv6 dress", "::ffff:10.0.0.1", {"X_FORWARDED_FOR": "203.0.113.9"}, ("203.0.113.9", "http")),
    ],
)  # fmt: skip
def test_the_client_is_the_first_address_from_the_right_that_is_no_proxy(case, peer, headers, expected):
    address, scheme, left = seen(PROXIES, peer, **headers)
    assert (address, scheme) == expected, case
    assert left == [], "no forwarded header may reach the app"


def test_without_trusted_proxies_nobody_is_believed():
    for peer in ("127.0.0.1", ""):
        _, scheme, left = seen(TrustedProxies(), peer, X_FORWARDED_PROTO="https", FORWARDED="proto=https")
        assert scheme == "http"
        assert left == []
