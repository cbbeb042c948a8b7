"""Words of initiatives."""
