"""Hold the points of words, as `bench.cries` works them out, a file a language."""
