"""Every number that `/metrics` shows: its name, what it means, and its labels.

No label is a visitor's text, an id or an address: each has its values from the code, or is the name of a machine.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What a number does."""

    COUNTER = "counter"
    """It grows. `_total` is added to its name."""
    GAUGE = "gauge"
    """It is the state of a moment."""
    HISTOGRAM = "histogram"
    """It counts durations by their length."""


class Family(NamedTuple):
    """One number, or one for each value of its labels."""

    name: str
    kind: Kind
    means: str
    labels: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The name by which queries ask for it, without the endings of a histogram."""
        return f"{self.name}_total" if self.kind is Kind.COUNTER else self.name


PREFIX: Final = "anteroom_"

COUNTED: Final = (
    Family(
        "anteroom_requests", Kind.COUNTER, "Requests that were answered.", ("endpoint", "method", "status")
    ),
    Family(
        "anteroom_request_duration_seconds",
        Kind.HISTOGRAM,
        "How long an answer took, to the last byte of one that is sent bit by bit.",
        ("endpoint",),
    ),
    Family(
        "anteroom_webhook_messages",
        Kind.COUNTER,
        "Messages of patients: saved, repeat, slowed, over_limit, at_rest (maintenance), recovered (fetched from Twilio later), refused (not Twilio's), ignored (from a short code, which nobody can answer), or failed and turned_away (too many at once), after which Twilio tries again.",
        ("outcome",),
    ),
    Family(
        "anteroom_turned_away",
        Kind.COUNTER,
        "Requests that waited too long for a thread, and were asked to come again.",
        ("endpoint",),
    ),
    Family(
        "anteroom_refusals",
        Kind.COUNTER,
        "Requests of strangers that were refused, by what they were for and why.",
        ("kind", "reason"),
    ),
    Family(
        "anteroom_intakes",
        Kind.COUNTER,
        "Intakes that were begun, handed_in or changed, and cries for help (alarm), by chat or form.",
        ("step", "by"),
    ),
    Family(
        "anteroom_sign_ins",
        Kind.COUNTER,
        "Attempts to sign in: succeeded, unlocked (an idle session), refused or limited.",
        ("outcome",),
    ),
    Family(
        "anteroom_database_hold_seconds",
        Kind.HISTOGRAM,
        "How long a connection to the database was held, which is a transaction's length.",
    ),
)
"""What the processes of one server count: it is summed over them, and each machine has its own."""

OF_PROCESSES: Final = (
    Family(
        "anteroom_database_connections_in_use",
        Kind.GAUGE,
        "Connections that a process uses now.",
        ("worker",),
    ),
    Family("anteroom_database_connections_most", Kind.GAUGE, "Connections that it may have.", ("worker",)),
    Family("process_cpu_seconds", Kind.COUNTER, "Processor time of a process.", ("worker",)),
    Family("process_resident_memory_bytes", Kind.GAUGE, "Memory of a process.", ("worker",)),
    Family("process_start_time_seconds", Kind.GAUGE, "When it started (Unix time).", ("worker",)),
)
"""What each server process has. `worker` is its number in the operating system."""

OF_MACHINE: Final = (
    Family(
        "anteroom_build_info", Kind.GAUGE, "1; the version that runs, and its Python.", ("version", "python")
    ),
    Family(
        "anteroom_maintenance",
        Kind.GAUGE,
        "1 while somebody works on the system, and patients are asked to write later.",
    ),
    Family("anteroom_server_processes", Kind.GAUGE, "Processes that answer requests on this machine."),
    Family(
        "anteroom_ready", Kind.GAUGE, "1 while messages can be stored, as `/readyz` says with its status."
    ),
    Family(
        "anteroom_check",
        Kind.GAUGE,
        "What the checks of `doctor` find that alert people: 0 is well, 1 a warning, 2 bad. Looked at once a minute.",
        ("check",),
    ),
    Family("anteroom_disk_free_bytes", Kind.GAUGE, "Free space on the disk of the data."),
    Family("anteroom_disk_size_bytes", Kind.GAUGE, "Size of that disk."),
    Family(
        "anteroom_certificate_expiry_timestamp_seconds",
        Kind.GAUGE,
        "When the certificate at PUBLIC_URL expires (Unix time). Missing while nothing speaks TLS there.",
    ),
)
"""What each machine has of its own."""

OF_DATABASE: Final = (
    Family(
        "anteroom_up_database", Kind.GAUGE, "1 while the database answers. Without it the others are missing."
    ),
    Family(
        "anteroom_database_probe_seconds",
        Kind.GAUGE,
        "How long the queries took that these numbers are from.",
    ),
    Family("anteroom_database_bytes", Kind.GAUGE, "Size of the database, as STORAGE_MB counts it."),
    Family(
        "anteroom_database_limit_bytes", Kind.GAUGE, "The size at which nothing more is saved; 0 is no limit."
    ),
    Family("anteroom_jobs_waiting", Kind.GAUGE, "Jobs that are not over, by kind.", ("kind",)),
    Family("anteroom_jobs_due", Kind.GAUGE, "Those that could be done now.", ("kind",)),
    Family(
        "anteroom_jobs_oldest_due_seconds", Kind.GAUGE, "How long the first of these has been due.", ("kind",)
    ),
    Family("anteroom_jobs_failed", Kind.GAUGE, "Jobs that were given up, and wait for somebody.", ("kind",)),
    Family("anteroom_alarms_open", Kind.GAUGE, "Alarms that nobody has taken."),
    Family("anteroom_alarms_oldest_seconds", Kind.GAUGE, "How long the first of them has waited."),
    Family(
        "anteroom_alarms_taken_seconds",
        Kind.GAUGE,
        "Within what time from the cry half and all of the last day's alarms were taken. Missing if there were none.",
        ("share",),
    ),
    Family(
        "anteroom_alarms_closed_seconds",
        Kind.GAUGE,
        "Within what time from the cry it was said of half and all of the last day's alarms how they ended. Missing if there were none.",
        ("share",),
    ),
    Family(
        "anteroom_outbound_messages", Kind.GAUGE, "Our own messages of the last day, by state.", ("state",)
    ),
    Family(
        "anteroom_twilio_refusal_timestamp_seconds",
        Kind.GAUGE,
        "When Twilio last refused what will stay wrong until somebody mends it (Unix time), by its error. Missing if nothing is.",
        ("code",),
    ),
    Family("anteroom_audit_unlinked", Kind.GAUGE, "Entries of the audit trail that have no link yet."),
    Family("anteroom_audit_unlinked_seconds", Kind.GAUGE, "How long the first of them has waited."),
    Family(
        "anteroom_backup_timestamp_seconds",
        Kind.GAUGE,
        "When a backup was last taken (Unix time). Missing if never.",
    ),
    Family(
        "anteroom_rehearsal_timestamp_seconds",
        Kind.GAUGE,
        "When a backup was last rehearsed (Unix time). Missing if never.",
    ),
    Family(
        "anteroom_worker_heartbeat_seconds",
        Kind.GAUGE,
        "How long ago a worker on a machine was heard of. A machine that is gone is missing after a day.",
        ("node",),
    ),
)
"""What the database says. Every machine that shares it says the same: ask for `max`, not for `sum`."""

FAMILIES: Final = (*COUNTED, *OF_PROCESSES, *OF_MACHINE, *OF_DATABASE)
