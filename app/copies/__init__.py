"""A copy for one patient (GDPR Art 15 and 20): everything of theirs and nothing of anybody else's, in two formats."""
