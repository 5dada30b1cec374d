"""Small statements built as model objects, for tests that need no text."""
