"""How long what is kept: the rule, the run, holds, the trail, and limits."""
