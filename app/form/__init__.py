"""The secure form: the conversation's questions on our own pages."""
