"""Schema and named statements that every database shares."""
