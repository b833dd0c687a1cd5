"""What torch knows, as data of one release: types, schemas, functions, modules; loaded without torch."""
