"""The control socket: what the owner of an installation asks it, from the same machine alone."""
