"""Conversations with senders, and the ways by which they begin."""
