"""Fixes: cures carried out as source edits that leave every other byte of a file as it was."""
