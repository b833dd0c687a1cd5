"""The script regime: what `torch.jit.script` would say of a function, class or module, without running it."""
