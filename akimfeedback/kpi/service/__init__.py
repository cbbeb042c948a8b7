"""Verbs of the block: roll up, freeze, reply."""
