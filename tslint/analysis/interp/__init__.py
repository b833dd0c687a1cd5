"""The interpreter of Python on abstract values: builds modules from `__init__`, and runs `forward` as a
tracer does.
"""
