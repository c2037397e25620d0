"""References to secrets: read back as they were written, and whatever else comes is refused without being shown."""

from __future__ import annotations

import string
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.config import ConfigurationError, load
from app.config.secrets.fetch import FORMS, Surroundings
from app.config.secrets.gcp import crc32c
from app.config.secrets.references import Asking, Malformed, Reference, parse
from app.config.values import STARRED
from tests.cases import for_each
from tests.settings import complete_environment

WORDS = st.text(string.ascii_lowercase + string.digits, min_size=3, max_size=20)
FIELDS = st.text(string.ascii_letters + string.digits + "_.-:=&é漢", min_size=1, max_size=40)


@st.composite
def references(draw: st.DrawFn) -> Reference:
    scheme = draw(st.sampled_from(sorted(FORMS)))
    if scheme == "cmd":
        return Reference("cmd", draw(st.text(string.printable.split("\t")[0], min_size=1).filter(str.strip)))
    names = draw(st.lists(st.sampled_from(sorted(FORMS[scheme].options)), unique=True))
    options = tuple((each, draw(WORDS)) for each in names)
    field = draw(FIELDS) if FORMS[scheme].needs_field else draw(FIELDS | st.just(""))
    return Reference(scheme, f"{draw(WORDS)}/{draw(WORDS)}", options, field)


@given(references())
def test_what_is_written_is_what_is_read(reference):
    assert parse(reference.written, FORMS) == reference
    assert reference.written not in repr(reference) or reference.scheme != "cmd"


@settings(max_examples=60)
@given(st.sampled_from([*FORMS, "postgresql", ""]), st.text(max_size=300))
@example("aws", "")
@example("vault", "secret/../sys#x")
@example("azure", "evil.example/name")
@example("azure", "larkfield.vault.azure.net.evil.example/name")
@example("gcp", "project/name?version=1&version=2")
@example("aws", "a#b,aws:c#d")
@example("aws", "a" * 3000)
def test_any_text_is_a_reference_a_value_or_refused(scheme, text):
    whole = f"{scheme}:{text}"
    found = None
    with suppress(Malformed):
        found = parse(whole, FORMS)
        assert (found is None) == (scheme not in FORMS)
    if found is not None:
        assert found.written == whole
        assert whole.isprintable()


@for_each(
    "text",
    [
        "aws:", "aws:#x", "aws:a b", "aws:a?stage=", "aws:a?color=red", "aws:a?stage=x&stage=y", "aws:a#b#c", "aws:a#",
        "azure:name", "azure:evil.example/name", "azure:x.vault.azure.net.evil.example/n", "azure:Larkfield/x/y",
        "gcp:name", "gcp:p/n?version=1#", "gcp:../n", "vault:secret/x", "vault:secret/../sys/x#y", "vault:secret//x#y",
        "vault:/x#y", "gcp:project/n?version=../../other/versions/1", "vault:a/b?mount=../sys#x", "cmd:", "cmd: ", "cmd:a\nb", "aws:a,aws:b", "aws:a#b,aws:c#d",
    ],
)  # fmt: skip
def test_a_reference_that_is_none_is_told_by_its_form_and_not_shown(text, tmp_path):
    with pytest.raises(ConfigurationError) as raised:
        load(complete_environment(FERNET_KEYS=text), tmp_path)
    (told,) = raised.value.problems
    form = FORMS[text.partition(":")[0]].written
    assert told == f"FERNET_KEYS looks like a reference to a secret but is malformed. Write {form}."


def test_the_checksum_is_that_of_the_standard():
    # RFC 3720, appendix B.4.
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
    assert crc32c(b"123456789") == 0xE3069283


def test_how_long_a_start_waits_has_bounds(tmp_path):
    for seconds in ("0", "121", "soon", "-1"):
        with pytest.raises(ConfigurationError, match="SECRETS_TIMEOUT_SECONDS"):
            load(complete_environment(FERNET_KEYS="cmd:true", SECRETS_TIMEOUT_SECONDS=seconds), tmp_path)


def test_every_secret_that_is_looked_for_is_one_that_no_child_process_gets(tmp_path, monkeypatch):
    looked_for = set()
    monkeypatch.setattr("app.config.secrets.find", lambda name, _environ: looked_for.add(name))
    with pytest.raises(ConfigurationError):
        load({}, tmp_path)
    assert looked_for - STARRED == set()


def test_what_is_fetched_from_shows_no_secret_where_it_is_printed():
    around = Surroundings({"SECRET_KEY": "canary"})
    around.fetched["aws:x"] = around.remembered["vault"] = "canary"
    shown = f"{around!r} {around} {Asking(around, 1.0, 'SECRET_KEY', around.remembered)!r}"
    assert "canary" not in shown
