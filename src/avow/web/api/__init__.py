"""The decision point over HTTP."""
