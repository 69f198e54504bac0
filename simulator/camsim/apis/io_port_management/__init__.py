"""I/O port management (page slug: io-port-management)."""
