"""Image source rotation."""
