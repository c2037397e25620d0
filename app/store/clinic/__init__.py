"""What a clinic decides: its settings, its rules, and how long data is kept."""
