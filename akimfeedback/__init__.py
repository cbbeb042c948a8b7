"""Residents' requests, akims' answers, promises and honest figures for rural okrugs."""

__version__ = "0.1.0"
