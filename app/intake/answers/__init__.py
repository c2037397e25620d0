"""Reading an answer: text, names, birth dates, choices."""
