"""Google Sheets, against a Google of our own that keeps to the real one's rules."""
