"""How records are named and narrowed: for the pages that list them, and for what takes them out."""
