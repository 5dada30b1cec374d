"""The decision: compiles statements into a table and answers requests from it. Pure."""
