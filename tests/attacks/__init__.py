"""Attacks that worked once, each with the proof that it does not any more."""
