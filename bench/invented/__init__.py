"""Invented patients: who they are, how they write, and what should come of it."""
