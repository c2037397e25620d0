"""One file for each place that an export goes to."""
