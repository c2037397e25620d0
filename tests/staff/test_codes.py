"""The codes of an authenticator app."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import numpy as np
import pyotp

from app.staff import factors
from app.web import qr
from tests.cases import for_each
from tests.qr import drawn, read
from tests.vectors import vectors

SEED = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 25, 9, 0, 10, tzinfo=UTC)
VECTORS = [vector for vector in vectors("rfc6238/vectors") if vector["algorithm"] == "SHA1"]


def code_at(moment: datetime, seed: str = SEED) -> str:
    return pyotp.TOTP(seed).at(moment)


def step_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 30


@for_each("vector", VECTORS)
def test_the_codes_are_those_of_rfc_6238(vector):
    at = datetime.fromtimestamp(vector["time"], UTC)
    assert factors.matching_step(SEED, vector["totp"][-6:], at) == vector["time"] // 30


def test_there_are_six_vectors():
    assert len(VECTORS) == 6


@for_each("drift", [-1, 0, 1])
def test_a_code_of_this_step_or_of_its_neighbours_counts(drift: int):
    moment = NOW + timedelta(seconds=30 * drift)
    assert factors.matching_step(SEED, code_at(moment), NOW) == step_of(moment)


@for_each("drift", [-3, -2, 2, 3])
def test_a_code_two_or_more_steps_away_does_not(drift: int):
    assert factors.matching_step(SEED, code_at(NOW + timedelta(seconds=30 * drift)), NOW) is None


def test_the_first_step_of_time_has_no_step_before_it():
    epoch = datetime.fromtimestamp(5, UTC)
    assert factors.matching_step(SEED, code_at(epoch), epoch) == 0
    assert factors.matching_step(SEED, "nonsense", epoch) is None


def test_blanks_within_and_around_a_code_do_not_matter():
    code = code_at(NOW)
    assert factors.matching_step(SEED, f" {code[:3]} {code[3:]}\t\r\n", NOW) == step_of(NOW)


def test_one_code_has_one_spelling():
    code = code_at(NOW)
    full_width = code.translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    arabic = code.translate({ord("0") + digit: chr(0x0660 + digit) for digit in range(10)})
    spellings = [
        full_width,
        arabic,
        code + "0",
        "0" + code,
        code[:5],
        "",
        f"+{code}",
        f"{code}\u00a0",
        f"\u200b{code}",
    ]
    assert [factors.matching_step(SEED, each, NOW) for each in spellings] == [None] * len(spellings)


def test_a_code_of_another_seed_does_not_count():
    assert factors.matching_step(SEED, code_at(NOW, factors.new_seed()), NOW) is None


def test_a_seed_is_160_new_bits():
    seeds = {factors.new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert {len(base64.b32decode(seed)) for seed in seeds} == {20}


def test_an_authenticator_is_told_whose_code_it_is():
    parts = urlsplit(factors.provisioning_uri(SEED, "mia+1@larkfield.example", "Larkfield: East & West"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Larkfield  East & West:mia+1@larkfield.example"
    assert parse_qs(parts.query) == {"secret": [SEED], "issuer": ["Larkfield  East & West"]}
    assert "+" not in parts.path + parts.query


def test_the_qr_code_on_a_page_reads_as_its_address():
    uri = factors.provisioning_uri(SEED, "mia@larkfield.example", "Larkfield Clinic")
    assert read(drawn(qr.svg(uri, "QR code"))) == uri


def test_the_qr_code_in_a_terminal_reads_as_its_address():
    uri = factors.provisioning_uri(SEED, "mia@larkfield.example", "Larkfield Clinic")
    halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    lines = qr.in_terminal(uri).splitlines()
    rows = [[halves[mark][half] for mark in line] for line in lines for half in (0, 1)]
    assert read(np.array(rows, np.uint8)) == uri


def test_the_qr_code_on_a_page_has_a_name_and_no_style():
    svg = qr.svg("otpauth://totp/x", 'QR "code" <for> your app')
    root = ET.fromstring(svg)
    assert (root.get("role"), root.get("class")) == ("img", "qr")
    assert root.get("aria-label") == 'QR "code" <for> your app'
    assert "style" not in svg
