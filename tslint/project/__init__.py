"""The checked program: modules by dotted name, what their names refer to, classes and entries."""
