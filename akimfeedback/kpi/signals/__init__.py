"""Signals that a figure is worth a look: one module a family, pure arithmetic over stored facts.

Every check takes plain numbers and gives a `Check` with its parts; a small chance says only that a person
should look. No check changes a figure, and none says why something happened.
"""
