"""Proving: run the clause tests, gather what they show, write a signed report."""
