"""Pages about promises: for everybody, for the akim's office, and the report."""
