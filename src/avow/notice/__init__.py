"""The publication: what people and machines read of a statement. Pure."""
