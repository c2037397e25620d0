"""What stands between the internet and a view."""
