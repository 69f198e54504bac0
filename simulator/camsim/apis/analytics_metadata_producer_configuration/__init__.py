"""Analytics metadata producer configuration."""
