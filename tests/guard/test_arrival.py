"""When all of a request has arrived."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guard.server import MOST, Arrival
from tests.cases import for_each

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\ncontent-length: 5\r\n\r\nhello"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\n\r\nde\r\n0\r\n\r\n"
TRAILER = CHUNKED[:-2] + b"X-Sum: 1\r\n\r\n"
WHOLE = (GET, POST, CHUNKED, TRAILER)


@given(st.sampled_from(WHOLE), st.lists(st.integers(1, 9)))
def test_a_request_is_whole_with_its_last_byte_and_not_before_however_it_is_cut(request_, cuts):
    arrival, at = Arrival(), 0
    for cut in (*cuts, len(request_)):
        piece = request_[at : at + cut]
        at += len(piece)
        assert arrival.take(piece) == (at == len(request_))
        if at == len(request_):
            break
    assert bytes(arrival.data) == request_


@for_each("first", WHOLE)
def test_what_comes_behind_a_request_is_kept(first):
    arrival = Arrival()
    assert arrival.take(first + GET)
    assert bytes(arrival.data) == first + GET


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(CHUNKED.replace(b"3\r\nabc", b"zz\r\nabc"), id="a size that is no number"),
        pytest.param(CHUNKED.partition(b"3\r\n")[0] + b"3" * 100, id="a size without an end"),
        pytest.param(CHUNKED.partition(b"3\r\n")[0] + b"-3\r\n\r\n", id="a size below nothing"),
        pytest.param(b"a" * MOST, id="no line at all"),
        pytest.param(POST.replace(b": 5", b": 5000000"), id="more announced than is waited for"),
        pytest.param(
            CHUNKED.partition(b"3\r\n")[0] + b"fffff\r\n" + b"a" * MOST, id="a chunk without an end"
        ),
    ],
)
def test_what_is_broken_or_too_large_is_not_waited_for(broken):
    assert Arrival().take(broken)
