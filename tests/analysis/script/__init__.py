"""The script regime: what it tells of functions, classes and modules."""
