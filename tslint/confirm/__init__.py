"""Proof of a plan by a real export in a worker process of the user's interpreter."""
