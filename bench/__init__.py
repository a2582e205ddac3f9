"""Measurements: ratios within one run, never asserted by a test. `make bench`, or `python -m bench`."""
