"""One patient: reading the record, and working on it."""
