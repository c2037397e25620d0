"""What the code of a StoreUnavailable means, and what to do about it."""

from __future__ import annotations

from typing import Final

_FLASK: Final = ".venv/bin/flask --app wsgi"

_CAUSES: Final[dict[tuple[str, ...], str]] = {
    ("SQLITE_FULL", "SQLITE_IOERR", "53100", "58030"): (
        "The disk is full or failing. Free some space; the system's log (dmesg) names a failing disk."
    ),
    ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM"): (
        "This user may not write the database file or its folder. See: ls -ld, on both."
    ),
    ("open_to_others",): (
        "Others may read or replace the database file, and this user may not change that. As the owner: chmod 600 on "
        "the file and those beside it, chmod 700 on a folder of its own."
    ),
    ("SQLITE_NOTADB",): "The file is not a database. Check DATABASE_URL.",
    ("SQLITE_CORRUPT",): "The database file is damaged. Stop the server, keep a copy, restore a backup.",
    ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "57014", "40", "pool_timeout"): (
        "Something else holds the database. Try again; if it lasts, look for a long backup or a stuck process."
    ),
    ("no_database_file",): (
        "The database file is not there. Put it back, or its disk; or stop the server and restore a backup: "
        f"{_FLASK} restore FILE. To begin a new one: {_FLASK} db upgrade"
    ),
    ("database_replaced",): (
        "Another file took the place of the database while this process ran. Start Anteroom again to go on with the file "
        "that is there now, and stop it before a restore."
    ),
    ("SQLITE_ERROR", "42P01", "42703"): f"Tables may be missing. Run: {_FLASK} db check",
    ("unreachable",): (
        "No server answers, or not to this user and password. Check DATABASE_URL and that PostgreSQL runs."
    ),
    ("tls_name",): (
        "The server's certificate is for another name than the host in DATABASE_URL. Write the host as the certificate does."
    ),
    ("tls_authority",): (
        "The server's certificate has expired, or no authority that is trusted here has signed it. In DATABASE_URL, "
        "sslrootcert names the file of its authority."
    ),
    (
        "tls",
    ): "A server answers, but not with TLS, for which sslmode in DATABASE_URL asks. See the server's log.",
    ("pooler",): (
        "A pooler (PgBouncer) stands in between and refuses or forgets the time limits that every connection begins with. "
        "Let DATABASE_URL lead to PostgreSQL itself."
    ),
    ("28", "3D000"): "The server does not know this user, password or database. Check DATABASE_URL.",
    ("ProgrammingError",): "DATABASE_URL has an option that PostgreSQL does not know.",
    ("42501",): "This database user may not do that. It has to own the database or its tables.",
    ("25006",): "The server takes no writes: it is a standby, or set to read only.",
    ("53",): "The server is out of connections or memory.",
    ("57P", "08"): "The server is stopping, starting, or cut the connection. Try again in a minute.",
}
_OTHER: Final = "Check DATABASE_URL; the database server's own log has more."


def explain(reason: str) -> str:
    """Return what is wrong and what to do, for a code of `StoreUnavailable.reason`.

    The first entry that fits is used.
    """
    return next((told for codes, told in _CAUSES.items() if reason.startswith(codes)), _OTHER)
