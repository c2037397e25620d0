"""What signed-in staff see."""
