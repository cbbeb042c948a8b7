"""The ground everybody stands on: database, clock, errors, settings, logging, embedded servers."""
