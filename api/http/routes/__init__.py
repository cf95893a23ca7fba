"""The routes, one module a subject; each parses, makes one call and answers."""
