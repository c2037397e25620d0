"""The audit's points, and the attacks that show how each stands."""
