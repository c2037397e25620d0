"""How long what is kept, who is held, and what was let go."""
