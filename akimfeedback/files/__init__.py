"""Uploads: checked in the request, quarantined, re-encoded by a worker, only then served."""
