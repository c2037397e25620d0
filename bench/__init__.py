"""What is fast, measured against peers and limits: `make bench`."""
