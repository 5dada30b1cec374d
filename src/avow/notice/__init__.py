"""The publication: the statement as people and machines read it. Pure."""
