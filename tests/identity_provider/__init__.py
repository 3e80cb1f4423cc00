"""A real OpenID provider, of a fictional municipality: allauth's own, in a process of its own, on SQLite."""
