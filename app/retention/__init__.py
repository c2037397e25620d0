"""How long what is kept: the rule, what is due by it, and letting go of that."""
