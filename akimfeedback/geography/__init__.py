"""Territories of the KATO classifier: oblast, district, okrug, village; their names and populations."""
