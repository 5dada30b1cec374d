"""Work that waits: the worker and what the clock brings."""
