"""The record: entries, the tree over them, signed checkpoints, receipts. Pure."""
