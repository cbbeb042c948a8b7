"""Verbs of initiatives, one module an actor or a matter."""
