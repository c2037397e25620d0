"""The first hour: what is done, and how Anteroom knows."""
