"""The attacks: each a function of a target, which returns what came of it.

The first line of its docstring is what reports say of it. An attack that finds nothing to attack raises, so that a
server that answers nobody proves nothing.
"""
