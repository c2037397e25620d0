"""Moving everything that is sealed or indexed under the newest keys, and proving that nothing is left under another."""
