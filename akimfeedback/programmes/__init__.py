"""The akim's election programme: promises word for word, progress with evidence, the report."""
