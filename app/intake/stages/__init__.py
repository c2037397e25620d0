"""What may be asked: one file a stage, each with `ask` and `answer`."""
