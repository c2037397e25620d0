"""Google Sheets: a projection of the records, a row each, found again by its first cell.

Whatever went before (nothing, half a push, a lost answer, rows that somebody moved), a push does the same: it looks at
which records stand there, and sends those that are missing or have changed here. gspread and google-auth are imported by `client` alone, on first use.
"""
