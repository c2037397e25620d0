"""Hold the words that tell of self-harm, a file for each language."""
