"""Avow runs a privacy statement."""
