"""Staff put answers right, two at once too."""
