"""Make a copy for one patient (GDPR Art. 15 and 20) in two formats.

It holds everything about that patient, and nothing about anybody else.
"""
