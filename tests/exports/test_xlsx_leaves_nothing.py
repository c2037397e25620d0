"""A workbook is on its way at once, takes no more memory for more patients, and is in no file of ours at any time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fork_client import loaded_app
from tests.project import ROOT

WATCH = """
import os, sys

opened = []

def watch(event, args):
    if event == "open":
        path, mode, flags = args
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            opened.append(str(path))
    elif event.startswith(("tempfile.", "os.mkdir", "os.rename", "shutil.", "os.memfd", "socket.")):
        opened.append(event)

sys.addaudithook(watch)

from io import BytesIO
from tests.exports.workbooks import Given, workbook
from app.exports.workbook.protection import under_passphrase

opened.clear()  # what imports of the test's own libraries leave
"""
EXPORT = (
    WATCH
    + """
at = "2026-11-25T12:00:00+00:00"
rows = [(str(number), "new", at, "canary " * 50) for number in range(5000)] + [("x", "", at, "y" * 70_000)]
content = workbook(Given(("record_id", "status", "received", "medications"), rows), most_rows=3000)
print(opened, len(content) > 50_000)
under_passphrase(BytesIO(content), "correct horse battery")
print(opened)
"""
)
CONTROL = (
    WATCH
    + """
import openpyxl
book = openpyxl.Workbook()
book.active.append(["canary"])
book.save(BytesIO())
print(len(opened) > 0)
"""
)
FIRST = """
import sys
from typing import cast
from app.exports.workbook.cover import Cover
from app.exports.workbook.stream import stream

class Table:
    def headings(self):
        return ("record_id", "name")

    def labels(self):
        return ("Record", "Name")

    def in_words(self):
        return list

first = next(stream(Table(), None, None))
print(first[0][:2], [name for name in ("openpyxl", "pandas", "numpy") if name in sys.modules])
"""
MEMORY = """
import tracemalloc
from tests.exports.workbooks import COVER, Given, pieces

class Many(Given):
    def batches(self, store):
        for batch in range(self.size):
            yield [(f"{batch} {number}", "new", f"answer {number * 7919 % 997} " * 9) for number in range(200)]

def peak(batches):
    tracemalloc.start()
    for _ in pieces(Many(("record_id", "status", "medications"), (), batches)):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most

peak(1)
few, many = peak(10), peak(100)
print(many < few * 1.1)
"""


def said(code: str, tmp_path: Path) -> list[str]:
    ran = loaded_app().run("-c", code, environment=os.environ | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr
    assert list(tmp_path.iterdir()) == []
    return ran.stdout.splitlines()


def test_no_file_is_opened_for_writing_while_a_workbook_is_made_and_shut(tmp_path):
    assert said(EXPORT, tmp_path) == ["[] True", "[]"]


def test_the_watch_sees_what_openpyxl_does_when_left_to_itself(tmp_path):
    assert said(CONTROL, tmp_path) == ["True"]


def test_the_first_bytes_do_not_wait_for_openpyxl_to_load():
    fresh = [sys.executable, "-c", FIRST]
    ran = subprocess.run(fresh, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "b'PK' []\n"


@pytest.mark.timeout(120)
def test_ten_times_the_patients_take_no_more_memory(tmp_path):
    assert said(MEMORY, tmp_path) == ["True"]
