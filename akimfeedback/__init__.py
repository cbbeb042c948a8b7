"""Residents' requests, akims' answers, promises and honest figures for rural okrugs."""
