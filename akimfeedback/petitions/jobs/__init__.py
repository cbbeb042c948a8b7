"""Sweeps of initiatives."""
