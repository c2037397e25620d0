"""Refuse to send a file over a connection that could break unnoticed.

HTTP/1.0 marks the end of a file by closing the connection, so a broken file would look complete.
"""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _


def http10_problem() -> str:
    """Return why no file may be sent over this request's connection; "" if it may."""
    if request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0":
        return ""
    return str(
        _(
            "Nothing was sent: over this connection, an interrupted file would look complete. The operator must let the proxy speak HTTP/1.1 to Anteroom; in nginx: %(setting)s",
            setting="proxy_http_version 1.1;",
        )
    )
