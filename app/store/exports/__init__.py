"""Exports, their rows and files, and the ledger of spreadsheets."""
