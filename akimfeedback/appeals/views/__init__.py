"""Pages of requests, one blueprint an audience."""
