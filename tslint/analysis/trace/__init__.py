"""The trace regime: what `torch.jit.trace` erases or bakes in."""
