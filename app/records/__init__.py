"""Name and filter records, for the pages that list them and for exports."""
