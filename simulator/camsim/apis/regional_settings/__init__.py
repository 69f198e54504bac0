"""Regional settings."""
