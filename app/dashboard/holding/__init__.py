"""Putting a record on hold, and lifting that."""
