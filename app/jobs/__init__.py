"""Work away from a request: rows of the outbox, claimed one by one."""
