"""Brings the catalogues of `app/translations` up to the code: `make catalogues`.

New texts come in without a translation, texts that are gone go. The same code makes the same files: they hold no
dates, no line numbers and no names. Prints what is still to be translated.
"""

from __future__ import annotations

import io
import sys
from configparser import ConfigParser
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.web.languages import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).resolve().parents[1]
APP: Final = ROOT / "app"
KEYWORDS: Final[dict[str, Any]] = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "_l": None,
    "TrailEvent": (2,),
    "Counted": (2, 3),
}
"""What marks a text. The first arguments of the audit trail's marks are a code and the name of a detail."""
SHIPPED: Final = tuple(code for code in LANGUAGES if code != SOURCE)


class _Catalog(Catalog):
    """A catalogue whose header says only what is needed to read it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def folder(code: str) -> Path:
    """Return where a language's catalogue is."""
    return APP / "translations" / code / "LC_MESSAGES"


@cache
def texts() -> tuple[str | tuple[str, ...], ...]:
    """Return each text that the code marks; one with a plural as both forms."""
    mapping, options = _where()
    found = extract_from_dir(str(APP), mapping, options, keywords=KEYWORDS)
    return tuple(dict.fromkeys(text for _file, _line, text, _comments, _context in found))


def kept(code: str) -> Catalog:
    """Return the catalogue of a language as its .po file has it."""
    path = folder(code) / "messages.po"
    if not path.exists():
        return _Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def current(code: str) -> Catalog:
    """Return the catalogue of the code's texts, with the translations still in use."""
    old = kept(code)
    new = _Catalog(locale=code, fuzzy=False, header_comment=f"# {LANGUAGES[code]}")
    for text in texts():
        known = old.get(text)
        new.add(text, known.string if known and not known.fuzzy else None)
    return new


def written(catalog: Catalog) -> bytes:
    """Return the bytes of the .po file."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, sort_output=True, no_location=True)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Return the bytes of the .mo file."""
    plain = _Catalog(locale=catalog.locale, fuzzy=False)
    for message in catalog:
        if message.id:
            plain.add(message.id, message.string)
    file = io.BytesIO()
    write_mo(file, plain)
    return file.getvalue()


def main() -> int:
    """Rewrite each language's catalogue; return 1 if a translation is missing."""
    missing = 0
    for code in SHIPPED:
        catalog = current(code)
        folder(code).mkdir(parents=True, exist_ok=True)
        (folder(code) / "messages.po").write_bytes(written(catalog))
        (folder(code) / "messages.mo").write_bytes(compiled(catalog))
        empty = [message.id for message in catalog if message.id and not all(_forms(message.string))]
        for text in empty:
            sys.stdout.write(f"{code}: not translated: {text}\n")
        missing += len(empty)
    return 1 if missing else 0


def _forms(string: str | Iterable[str] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(string)


def _where() -> tuple[list[tuple[str, str]], dict[str, dict[str, str]]]:
    """Read babel.cfg: which method reads which files, and with what options."""
    config = ConfigParser()
    config.read(ROOT / "babel.cfg")
    mapping, options = [], {}
    for section in config.sections():
        method, _, pattern = section.partition(":")
        mapping.append((pattern.strip(), method.strip()))
        options[pattern.strip()] = dict(config[section])
    return mapping, options


if __name__ == "__main__":
    raise SystemExit(main())
