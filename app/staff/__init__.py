"""Let the clinic's staff prove who they are."""
