"""One folder for each outside thing; imported by bootstrap alone."""
