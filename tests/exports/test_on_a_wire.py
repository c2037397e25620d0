"""On a real server: a download that is cut off at any point never looks complete, and the books say how far it came."""

from __future__ import annotations

import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from app.exports.custody import GONE_AFTER, sweep
from tests.exports.export_requests import PATIENTS, REASON, on_the_list, rows_in, trail
from tests.exports.remote import CUT_OFF, RemoteColleague, eventually


def state(store) -> str:
    (export,) = on_the_list(store)
    return export.state


@pytest.mark.timeout(200)
@pytest.mark.long
def test_downloads_over_a_slow_line_arrive_whole_and_one_whose_reader_takes_nothing_more_is_not_waited_for(
    serve, store, long_histories
):
    """They are over when the log tells of them."""
    server = serve(GUNICORN_CMD_ARGS="--timeout 4")
    colleague, noor = RemoteColleague(server, store), RemoteColleague(server, store, "Noor")
    answers = {
        target: colleague.takes(target)[0] for target in ("xlsx", "csv")
    }  # the CSV waits for its reader
    begun = {target: answer.read(4096) for target, answer in answers.items()}
    time.sleep(5)  # longer than the server listens to whoever sends it a request
    assert told(server, "csv") == told(server, "xlsx") == []
    with ThreadPoolExecutor(2) as pool:  # after ten seconds neither would be waited for
        rest = dict(zip(answers, pool.map(lambda answer: answer.read(), answers.values()), strict=True))
    whole = {target: begun[target] + rest[target] for target in answers}
    unread, _connection = noor.takes()
    done = [export for export in on_the_list(store) if export.state == "done"]
    assert {export.target: export.bytes for export in done} == {
        target: len(content) for target, content in whole.items()
    }
    assert len(rows_in(whole["csv"])) == len(sheet_in(whole["xlsx"])) == PATIENTS + 1
    eventually(lambda: sorted(export.state for export in on_the_list(store)) == ["broken", "done", "done"])
    with pytest.raises(CUT_OFF):
        unread.read()
    server.stop()
    assert [line["status"] for target in whole for line in told(server, target)] == [200, 200, 200]


def told(server, target):
    """Return the lines that the log has of an export."""
    lines = server.log.read_text().splitlines()
    return [json.loads(line) for line in lines if f'"/exports/{target}"' in line]


def sheet_in(content: bytes) -> list[object]:
    book = load_workbook(io.BytesIO(content), read_only=True)
    return list(book["Patients"].iter_rows())


@pytest.mark.timeout(200)
def test_over_http_1_0_which_has_no_mark_of_an_end_nothing_is_sent_or_begun(serve, store):
    colleague = RemoteColleague(serve(), store)
    for target in ("csv", "xlsx"):
        answer, _connection = colleague.asks_by_http_1_0(target)
        assert answer.status == 505, target
        page = answer.read().decode()
        assert "proxy_http_version 1.1;" in page, target
        assert REASON in page, target
    assert on_the_list(store) == []


@pytest.mark.timeout(200)
def test_one_whose_reader_hangs_up_is_told_as_broken(serve, store, long_histories):
    _answer, connection = RemoteColleague(serve(), store).takes()
    connection.close()
    eventually(lambda: state(store) == "broken")
    (export,) = on_the_list(store)
    assert export.rows is not None
    assert export.rows < PATIENTS
    assert [each.action for each in trail(store)] == ["export.started", "export.broken"]


@pytest.mark.timeout(200)
def test_one_whose_server_is_killed_in_the_middle_never_looks_complete_and_is_told_of_later(
    serve, services, store, long_histories
):
    server = serve()
    colleague = RemoteColleague(server, store)
    answers = [colleague.takes(target)[0] for target in ("csv", "xlsx")]
    assert all(answer.read(4096) for answer in answers)
    server.kill()
    for answer in answers:
        with pytest.raises(CUT_OFF):
            answer.read()
    assert [export.state for export in on_the_list(store)] == ["running"] * 2
    later = replace(services, clock=lambda: datetime.now(UTC) + GONE_AFTER)
    assert sweep(later) == 2
    assert [export.state for export in on_the_list(store)] == ["broken"] * 2
    assert [each.action for each in trail(store)] == ["export.started"] * 2 + ["export.broken"] * 2
