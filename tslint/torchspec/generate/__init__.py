"""Generates the data of a release from an installed torch: all of it asked of torch, none typed by hand."""
