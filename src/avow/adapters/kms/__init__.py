"""Where epoch keys live."""
