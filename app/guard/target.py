"""The request target as it stood on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping


def raw_target(environ: Mapping[str, Any]) -> str:
    """Return path and query exactly as received, undecoded: what Twilio signed after the host.

    `request.url` decodes `%XX` in the query, so a genuine signature would fail over it. gunicorn calls the raw
    target RAW_URI, uWSGI REQUEST_URI. A target that is no path (`OPTIONS *`, an absolute URL) is built anew.
    """
    for name in ("RAW_URI", "REQUEST_URI"):
        target = str(environ.get(name, ""))
        if target.startswith("/"):
            return target
    path = quote(
        str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", "")), safe="/:@!$&'()*+,;=~-._"
    )
    query = str(environ.get("QUERY_STRING", ""))
    return f"{path}?{query}" if query else path
