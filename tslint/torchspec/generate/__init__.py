"""Generates the data of a release from an installed torch: everything is asked of torch, nothing typed by hand."""
