"""What the clinic says of itself, and asks consent to."""
