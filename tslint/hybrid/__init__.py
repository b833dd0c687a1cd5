"""The hybrid plan: which small pieces are scripted so that the trace of the rest is right for every input."""
