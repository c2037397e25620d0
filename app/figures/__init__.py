"""Compute figures of rows.

It knows no Flask, no SQL and no names.
"""
