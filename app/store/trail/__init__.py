"""The audit trail: its events, its chain, and the check of it."""
