"""Hold what people type to steer the conversation, a file for each language."""
