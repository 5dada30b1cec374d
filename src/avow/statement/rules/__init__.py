"""What a statement must satisfy: one module per group of rules."""
