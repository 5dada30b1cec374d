"""A certificate for trying TLS out."""
