"""Limit the size of forms, before anything reads them."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Final

from flask import Flask, Request, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from app.guard.doors import GuardedBlueprint

_MOST_FIELDS: Final = 200
_URLENCODED: Final = "application/x-www-form-urlencoded"


class _BoundedParser(FormDataParser):
    """Count the fields of an urlencoded body before parsing it.

    Werkzeug limits the parts of a multipart body.
    """

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        if mimetype != _URLENCODED:
            return super().parse(stream, mimetype, content_length, options)
        body = stream.read()
        if len(body) >= (request.max_content_length or 0):
            stream.read(1)  # raises: a chunked body announces no length, and is otherwise cut off silently
        if body.count(b"&") >= _MOST_FIELDS:
            raise RequestEntityTooLarge
        return super().parse(BytesIO(body), mimetype, content_length, options)


class BoundedRequest(Request):
    """Limit a request's form to the size that our pages need."""

    form_data_parser_class = _BoundedParser


def init_forms(app: Flask) -> None:
    """Limit the forms that the app reads.

    Initialise before CSRF, which reads them first.
    """
    app.request_class = BoundedRequest
    app.config.update(MAX_CONTENT_LENGTH=GuardedBlueprint.LARGEST_FORM, MAX_FORM_PARTS=_MOST_FIELDS)
