"""The data path: personal data at rest, and the one gate to it."""
