"""Reminders of unfinished intakes: for whom, and when."""
