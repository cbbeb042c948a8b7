"""The working-day calendar in force: the library's days off under the days an administrator moved."""
