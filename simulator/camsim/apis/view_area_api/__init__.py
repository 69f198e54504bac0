"""View Area API."""
