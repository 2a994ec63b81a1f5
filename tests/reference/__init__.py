"""The rules whose logic changed, told once more row by row from their descriptions alone.

``REFERENCE`` holds, for each code, spans of collection years and a function that gives the rows to flag. The
tests compare it with the engine on random returns; ``python -m tests.reference 1000`` compares many.
"""
