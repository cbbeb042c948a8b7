"""Working days and terms: pure arithmetic of dates that every package above may use; no rows, no pages."""
