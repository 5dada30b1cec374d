"""The services that the statement governs."""
