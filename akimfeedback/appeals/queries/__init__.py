"""Reads of requests, one module a reader: cases, the office, the public, the district, the sweeps."""
