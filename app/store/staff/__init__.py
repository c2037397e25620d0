"""Members of the staff, their sessions, and what they keep for themselves."""
