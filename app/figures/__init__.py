"""What pandas computes: rows in, figures out. Knows no Flask, no SQL and no names."""
