"""Network settings API."""
