"""Data leaving to a recipient, and what the recipient must hear afterwards."""
