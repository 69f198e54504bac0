"""Find my device."""
