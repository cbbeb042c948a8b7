"""Measure the product against floors of the same run; `python -m benchmarks` prints one table."""
