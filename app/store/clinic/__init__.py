"""What a clinic decides: its profile, its rules, and how long data is kept."""
