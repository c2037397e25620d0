"""Run the conversation.

Pure: no Flask, SQL, cryptography, clock, network or randomness.
"""
