"""Counts, and nobody behind them."""
