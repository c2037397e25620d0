"""A patient goes for good, and what is left to say so."""
