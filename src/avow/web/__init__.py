"""Pages and the programming interface, over declared endpoints."""
