"""Power settings."""
