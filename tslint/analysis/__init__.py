"""The abstract interpreter: values, events, and the regimes that judge the same code differently."""
