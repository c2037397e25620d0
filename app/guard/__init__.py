"""Stand between the internet and every view."""
