"""QuadView configuration."""
