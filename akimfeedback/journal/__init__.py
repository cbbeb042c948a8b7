"""Append-only record of acts: who did what to which thing, when. Never edited, never deleted."""
