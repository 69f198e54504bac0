"""Recording group API (page slug: recording-group)."""
