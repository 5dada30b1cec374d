"""Choices of a person: asked, given, taken back."""
