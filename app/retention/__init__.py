"""Retention: how long data is kept, what is due, and the run that deletes it."""
