"""Auto speaker test."""
