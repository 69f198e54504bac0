"""Temperature control."""
