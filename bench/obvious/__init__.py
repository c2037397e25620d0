"""The ways that anybody would write first: what ours are measured against."""
